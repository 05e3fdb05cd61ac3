import type { BriefAlarmView } from "../../api/contract.ts";
import { fetchAnswer, type Page, withQuery } from "../request/request.ts";

const pagePath = (cursor: string | null): string =>
  withQuery("/api/v1/alarms", { cleared: false, brief: true, limit: 1_000, cursor });

/** Reads the pages from a cursor on; gives back what the first of them said of the stream's position. */
const readPages = async (
  cursor: string | null,
  take: (page: readonly BriefAlarmView[]) => void,
): Promise<number> => {
  const answer = await fetchAnswer(pagePath(cursor));
  const next = answer.headers.get("next-cursor");
  const reading = answer.json().then(({ items }: Page<BriefAlarmView>) => take(items));
  await Promise.all([reading, next === null ? null : readPages(next, take)]);
  return Number(answer.headers.get("stream-position") ?? 0);
};

/**
 * Reads all active alarms, page by page; `take` gets each page. Each is asked for while those before it are still being
 * read: its cursor comes in a header. Gives back the stream's position from which on changes may be missing in them.
 * Rejects with `RequestRefused`.
 */
export const readActiveAlarms = (take: (page: readonly BriefAlarmView[]) => void): Promise<number> =>
  readPages(null, take);
