import type { BriefAlarmView } from "../../api/contract.ts";
import { isShown } from "./alarm-facts.ts";

/** A flood is judged over so long (EEMUA 191, ISA-18.2: ten minutes). */
export const floodWindowMs = 600_000;

/** More new alarms than this in `floodWindowMs` are more than one person can read. */
export const floodAlarmsMax = 10;

/** One raise of an alarm that still counts. */
interface Raise {
  readonly raisedAt: string;
  readonly type: string;
  /** What became a symptom or was shelved since is nobody's to read any more. */
  readonly isShown: boolean;
}

/** The raises of the last ten minutes, by alarm and instant: those that ended since count as well. */
export type Raises = ReadonlyMap<string, Raise>;

const hasOldRaise = (known: Raises, since: string): boolean => {
  for (const { raisedAt } of known.values()) if (raisedAt <= since) return true;
  return false;
};

/** The raises after a look at alarms that are new or have changed; the same when nothing is new or too old. */
export const rememberRaises = (known: Raises, alarms: readonly BriefAlarmView[], nowMs: number): Raises => {
  const since = new Date(nowMs - floodWindowMs).toISOString();
  if (alarms.length === 0 && !hasOldRaise(known, since)) return known;
  const next = new Map([...known].filter(([, { raisedAt }]) => raisedAt > since));
  for (const alarm of alarms) {
    const raisedAt = alarm.lastRaised.receivedAt;
    if (raisedAt <= since) continue;
    next.set(`${alarm.id} ${raisedAt}`, { raisedAt, type: alarm.type, isShown: isShown(alarm) });
  }
  return next;
};

/** A flood in numbers. */
export interface Flood {
  readonly count: number;
  /** The most frequent types first. */
  readonly types: readonly { readonly type: string; readonly count: number }[];
}

/** The flood that these raises are; null while one person can keep up. */
export const floodOf = (raises: Raises): Flood | null => {
  const shown = [...raises.values()].filter((raise) => raise.isShown);
  if (shown.length <= floodAlarmsMax) return null;
  const counts = new Map<string, number>();
  for (const { type } of shown) counts.set(type, (counts.get(type) ?? 0) + 1);
  const types = [...counts].map(([type, count]) => ({ type, count })).sort((a, b) => b.count - a.count);
  return { count: shown.length, types };
};
