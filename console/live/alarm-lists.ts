import type { AlarmView } from "../../api/contract.ts";
import { fetchAnswer, type Page, withQuery } from "../request/request.ts";

const pagePath = (cursor: string | null): string =>
  withQuery("/api/v1/alarms", { cleared: false, limit: 1_000, cursor });

/**
 * Reads all active alarms, page by page; `take` gets each page. The next one is asked for while the one before is being
 * read: its cursor comes in a header. Gives back the stream's position from which on changes may be missing in them.
 * Rejects with `RequestRefused`.
 */
export const readActiveAlarms = async (take: (page: readonly AlarmView[]) => void): Promise<number> => {
  let answer = await fetchAnswer(pagePath(null));
  const position = Number(answer.headers.get("stream-position") ?? 0);
  for (;;) {
    const cursor = answer.headers.get("next-cursor");
    const coming = cursor === null ? null : fetchAnswer(pagePath(cursor));
    // It may fail while the present page is still being read; whoever awaits it below is told.
    coming?.catch(() => undefined);
    const page: Page<AlarmView> = await answer.json();
    take(page.items);
    if (coming === null) return position;
    answer = await coming;
  }
};
