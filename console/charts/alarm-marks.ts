import type { TransitionView } from "../../api/contract.ts";
import type { Severity } from "../parts/severity-order.ts";
import type { Period } from "./range.ts";

/** A stretch in which an alarm was active. */
export interface Mark {
  readonly fromMs: number;
  readonly toMs: number;
  readonly severity: Severity;
}

type Change = Pick<TransitionView, "sequence" | "event" | "severity" | "eventAt"> & {
  readonly alarm: Pick<TransitionView["alarm"], "id">;
};

/** Of two changes at one instant the one that was told first is the older. */
const byAge = (one: Change, other: Change): number =>
  Date.parse(one.eventAt) - Date.parse(other.eventAt) || one.sequence - other.sequence;

/**
 * Stretches in which alarms were active, from their changes in a period (any order). One that was raised before the
 * period and cleared in it begins with the period; one that was not cleared lasts until its end.
 */
export const marksOf = (changes: readonly Change[], { fromMs, toMs }: Period): readonly Mark[] => {
  const within = (atMs: number): number => Math.min(Math.max(atMs, fromMs), toMs);
  const open = new Map<string, Mark>();
  const ended = new Set<string>();
  const marks: Mark[] = [];
  for (const { event, severity, eventAt, alarm } of changes.toSorted(byAge)) {
    const atMs = within(Date.parse(eventAt));
    const known = open.get(alarm.id) ?? (ended.has(alarm.id) ? undefined : { severity, fromMs });
    if (event === "cleared" || event === "operator-cleared") {
      if (known !== undefined) marks.push({ ...known, toMs: atMs });
      open.delete(alarm.id);
      ended.add(alarm.id);
    } else if (event === "raised" && !open.has(alarm.id)) {
      open.set(alarm.id, { severity, fromMs: atMs, toMs });
    }
  }
  return [...marks, ...open.values()].toSorted((one, other) => one.fromMs - other.fromMs);
};
