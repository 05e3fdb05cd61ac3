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

/** A flood in numbers. */
export interface Flood {
  readonly count: number;
  /** The most frequent types first. */
  readonly types: readonly { readonly type: string; readonly count: number }[];
}

/** Counts by type, the most frequent first. */
const byCount = (counts: ReadonlyMap<string, number>): Flood["types"] =>
  Array.from(counts, ([type, count]) => ({ type, count })).sort((one, other) => other.count - one.count);

/** The raises of the last ten minutes: those that ended since count as well. */
export class Raises {
  /** By alarm and instant. */
  readonly #known = new Map<string, Raise>();

  /** Takes alarms that are new or have changed; gives back the flood that there is now, null while one person can keep up. */
  take(alarms: readonly BriefAlarmView[], nowMs: number): Flood | null {
    const since = new Date(nowMs - floodWindowMs).toISOString();
    for (const alarm of alarms) {
      const raisedAt = alarm.lastRaised.receivedAt;
      if (raisedAt <= since) continue;
      this.#known.set(`${alarm.id} ${raisedAt}`, { raisedAt, type: alarm.type, isShown: isShown(alarm) });
    }
    this.#forgetUntil(since);
    return this.#flood();
  }

  #forgetUntil(since: string): void {
    for (const [key, { raisedAt }] of this.#known) if (raisedAt <= since) this.#known.delete(key);
  }

  #flood(): Flood | null {
    const counts = new Map<string, number>();
    let count = 0;
    for (const raise of this.#known.values()) {
      if (!raise.isShown) continue;
      count += 1;
      counts.set(raise.type, (counts.get(raise.type) ?? 0) + 1);
    }
    return count <= floodAlarmsMax ? null : { count, types: byCount(counts) };
  }
}
