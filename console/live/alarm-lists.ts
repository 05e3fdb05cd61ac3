import type { AlarmView } from "../../api/contract.ts";
import { fetchAnswer, type Page, withQuery } from "../request/request.ts";
import type { Board } from "./board.ts";

const pagePath = (cursor: string | null): string =>
  withQuery("/api/v1/alarms", { cleared: false, limit: 1_000, cursor });

/** All active alarms as they were read, and the stream's position from which on changes may be missing in them. */
export interface ReadAlarms {
  readonly ids: Set<string>;
  readonly position: number;
}

/**
 * Reads all active alarms into the board, page by page; `taken` is called after each. The next page is asked for while
 * the one before is being read: its cursor comes in a header. Rejects with `RequestRefused`.
 */
export const readActiveAlarms = async (board: Board, taken: () => void): Promise<ReadAlarms> => {
  const ids = new Set<string>();
  let answer = await fetchAnswer(pagePath(null));
  const position = Number(answer.headers.get("stream-position") ?? 0);
  for (;;) {
    const cursor = answer.headers.get("next-cursor");
    const coming = cursor === null ? null : fetchAnswer(pagePath(cursor));
    // It may fail while the present page is still being read; whoever awaits it below is told.
    coming?.catch(() => undefined);
    const page: Page<AlarmView> = await answer.json();
    for (const alarm of page.items) {
      ids.add(alarm.id);
      board.takeAlarm(alarm);
    }
    taken();
    if (coming === null) return { ids, position };
    answer = await coming;
  }
};
