import type { TransitionView } from "../../api/contract.ts";
import type { Severity } from "../parts/severity-order.ts";
import type { Period } from "./range.ts";

/** A stretch in which an alarm was active. */
export interface Mark {
  readonly fromMs: number;
  readonly toMs: number;
  readonly severity: Severity;
}

type Change = Pick<TransitionView, "event" | "severity" | "eventAt"> & {
  readonly alarm: Pick<TransitionView["alarm"], "id">;
};

/**
 * Stretches in which alarms were active, from their changes in a period (any order). One that was raised before the
 * period and cleared in it begins with the period; one that was not cleared lasts until its end.
 */
export const marksOf = (changes: readonly Change[], period: Period): readonly Mark[] => {
  const oldestFirst = changes.toSorted((one, other) => Date.parse(one.eventAt) - Date.parse(other.eventAt));
  const open = new Map<string, Mark>();
  const marks: Mark[] = [];
  for (const { event, severity, eventAt, alarm } of oldestFirst) {
    const atMs = Date.parse(eventAt);
    const known = open.get(alarm.id);
    if (event === "cleared" || event === "operator-cleared") {
      marks.push({
        severity: known?.severity ?? severity,
        fromMs: known?.fromMs ?? period.fromMs,
        toMs: atMs,
      });
      open.delete(alarm.id);
    } else if (event === "raised" && known === undefined) {
      open.set(alarm.id, { severity, fromMs: atMs, toMs: period.toMs });
    }
  }
  return [...marks, ...open.values()].toSorted((one, other) => one.fromMs - other.fromMs);
};
