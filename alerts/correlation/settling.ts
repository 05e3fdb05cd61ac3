import type { AlarmId } from "../../telemetry/identifiers.ts";
import type { Alarm, Explanation } from "../alarm.ts";
import { settleMs } from "./limits.ts";

interface Kept {
  readonly occurrenceCount: number;
  readonly explanation: Explanation;
  /** Since when nothing explains it any more; null while something does. */
  readonly sinceMs: number | null;
}

/** Law 3: what was explained and is explained no longer keeps its explanation for the settle time, then stands alone. */
export class Settling {
  #kept: Map<AlarmId, Kept>;
  #nextDueMs = Number.POSITIVE_INFINITY;
  /** Before its first step it takes explanations from the alarms themselves, as after a restart. */
  #fresh: boolean;

  constructor(earlier?: Settling) {
    this.#kept = new Map(earlier === undefined ? [] : earlier.#kept);
    this.#fresh = earlier === undefined || earlier.#fresh;
    this.#nextDueMs = earlier === undefined ? Number.POSITIVE_INFINITY : earlier.#nextDueMs;
  }

  /** When the next alarm stands on its own, ms since 1970 UTC; infinity when none settles. */
  get nextDueMs(): number {
    return this.#nextDueMs;
  }

  /** Adds the explanations that are still kept to those of now. */
  step(active: readonly Alarm[], explanations: Map<AlarmId, Explanation>, nowMs: number): void {
    const kept = new Map<AlarmId, Kept>();
    this.#nextDueMs = Number.POSITIVE_INFINITY;
    const settling: [AlarmId, Kept][] = [];
    for (const alarm of active) {
      if (alarm.isCleared) continue;
      const { id, occurrenceCount } = alarm;
      const explanation = explanations.get(id);
      if (explanation !== undefined) {
        kept.set(id, { occurrenceCount, explanation, sinceMs: null });
        continue;
      }
      const before = this.#before(alarm);
      if (before === undefined) continue;
      const sinceMs = Math.min(before.sinceMs ?? nowMs, nowMs);
      if (nowMs - sinceMs < settleMs) settling.push([id, { ...before, sinceMs }]);
    }
    for (const [id, { explanation, ...rest }] of settling) {
      // The cause may have turned out to be a symptom itself: then its root speaks for this one too.
      const root = explanations.get(explanation.alarm)?.alarm ?? explanation.alarm;
      if (root === id) continue;
      const settled = { ...explanation, alarm: root };
      kept.set(id, { ...rest, explanation: settled });
      this.#nextDueMs = Math.min(this.#nextDueMs, (rest.sinceMs ?? nowMs) + settleMs);
    }
    for (const [id] of settling) {
      const own = kept.get(id);
      if (own !== undefined) explanations.set(id, own.explanation);
    }
    this.#redirect(explanations, kept);
    this.#kept = kept;
    this.#fresh = false;
  }

  /** What follows from an alarm that settles still has the root that this one had. */
  #redirect(explanations: Map<AlarmId, Explanation>, kept: Map<AlarmId, Kept>): void {
    for (const [id, explanation] of explanations) {
      const above = kept.get(explanation.alarm);
      if (above === undefined || above.sinceMs === null) continue;
      explanations.set(id, { ...explanation, alarm: above.explanation.alarm });
    }
  }

  #before(alarm: Alarm): Kept | undefined {
    const { id, occurrenceCount, cause } = alarm;
    const kept = this.#kept.get(id);
    if (kept !== undefined) return kept.occurrenceCount === occurrenceCount ? kept : undefined;
    return this.#fresh && cause !== null ? { occurrenceCount, explanation: cause, sinceMs: null } : undefined;
  }
}
