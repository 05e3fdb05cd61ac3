import type { ConditionRow, PresenceRow, TransitionRow } from "../../telemetry/journal.ts";
import { type ReadingColumns, timeFromReceipt } from "../../telemetry/reading-columns.ts";

/**
 * The part of what the journal gives back at start that only a listening platform writes. Records of administration are
 * not among it: commands write them while nobody listens.
 */
export interface RecoveredTimes {
  readonly latest: ReadingColumns;
  readonly conditions: readonly ConditionRow[];
  readonly presence: readonly PresenceRow[];
  readonly alarms: readonly TransitionRow[];
}

const receivedAtMs = ({ tsMs, lagMs }: ReadingColumns, row: number): number => {
  const lag = lagMs[row] ?? 0;
  return (tsMs[row] ?? 0) + (lag === timeFromReceipt ? 0 : lag);
};

/**
 * Until when the platform listened before this start, ms since 1970 UTC: the newest time that it wrote itself. Null for
 * a new journal. Never after `nowMs`: a clock that was set back must not make the gap negative.
 */
export const listenedUntilMs = (recovered: RecoveredTimes, nowMs: number): number | null => {
  const { latest, conditions, presence, alarms } = recovered;
  let newestMs = Number.NEGATIVE_INFINITY;
  const see = (atMs: number): void => {
    if (atMs > newestMs) newestMs = atMs;
  };
  for (let row = 0; row < latest.length; row++) see(receivedAtMs(latest, row));
  for (const { changedAtMs } of conditions) see(changedAtMs);
  for (const { changedAtMs } of presence) see(changedAtMs);
  for (const { recordedAtMs } of alarms) see(recordedAtMs);
  return newestMs === Number.NEGATIVE_INFINITY ? null : Math.min(newestMs, nowMs);
};
