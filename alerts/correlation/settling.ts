import type { AlarmId } from "../../telemetry/identifiers.ts";
import type { Alarm, Explanation } from "../alarm.ts";
import { usualPeriodMs } from "./begin.ts";
import type { Hearing } from "./hearing.ts";
import { rechargeAskMs, refutedSettleMs, settleMs } from "./limits.ts";
import { rechargeUntilMs, sitesNotCharging } from "./recharge.ts";
import { sinceWords } from "./words.ts";

type Heard = Pick<Hearing, "alarmOf" | "periodMs">;

/** What was said last: of which alarms, and which explanations among them are only kept, since when. */
interface Said {
  readonly active: readonly Alarm[];
  readonly explanations: ReadonlyMap<AlarmId, Explanation>;
  readonly keptSinceMs: ReadonlyMap<AlarmId, number>;
}

const occurrencesOf = (alarms: readonly Alarm[]): ReadonlyMap<AlarmId, number> =>
  new Map(alarms.flatMap(({ id, isCleared, occurrenceCount }) => (isCleared ? [] : [[id, occurrenceCount]])));

/** What alarms say of themselves, as after a restart. */
const saidByAlarms = (active: readonly Alarm[]): Said => ({
  active,
  explanations: new Map(active.flatMap(({ id, cause }) => (cause === null ? [] : [[id, cause]]))),
  keptSinceMs: new Map(),
});

const through = ({ confidence, reason }: Explanation, above: Explanation): Explanation => ({
  alarm: above.alarm,
  confidence,
  reason: sinceWords(reason, above.reason),
});

/** Since when explanations are kept, and when the first of them ends. */
interface Kept {
  readonly keptSinceMs: ReadonlyMap<AlarmId, number>;
  readonly dueMs: number;
}

/** Adds what still settles to the explanations. */
const keep = (
  said: Said,
  gone: readonly (readonly [AlarmId, Explanation])[],
  now: {
    readonly active: readonly Alarm[];
    readonly explanations: Map<AlarmId, Explanation>;
    readonly rechargesUntilMs: (symptom: AlarmId, cause: AlarmId) => number;
    readonly settleMsOf: (symptom: AlarmId) => number;
    readonly nowMs: number;
  },
): Kept => {
  const { explanations, rechargesUntilMs, settleMsOf, nowMs } = now;
  let dueMs = Number.POSITIVE_INFINITY;
  if (gone.length === 0) return { keptSinceMs: new Map(), dueMs };
  const occurrences = occurrencesOf(now.active);
  const before = occurrencesOf(said.active);
  const keptSinceMs = new Map<AlarmId, number>();
  const kept = new Map<AlarmId, Explanation>();
  for (const [id, explanation] of gone) {
    const sinceMs = Math.min(said.keptSinceMs.get(id) ?? nowMs, nowMs);
    const settledMs = sinceMs + (occurrences.has(explanation.alarm) ? refutedSettleMs : settleMsOf(id));
    const rechargedMs = rechargesUntilMs(id, explanation.alarm);
    const untilMs = Math.max(settledMs, rechargedMs);
    if (!occurrences.has(id) || occurrences.get(id) !== before.get(id) || nowMs >= untilMs) continue;
    // The cause may have turned out to be a symptom itself: then its root speaks for this one too.
    const above = explanations.get(explanation.alarm);
    if (above?.alarm === id) continue;
    kept.set(id, above === undefined ? explanation : through(explanation, above));
    keptSinceMs.set(id, sinceMs);
    dueMs = Math.min(dueMs, untilMs, Math.max(settledMs, nowMs + rechargeAskMs));
  }
  for (const [id, explanation] of kept) explanations.set(id, explanation);
  // What follows from an alarm that settles still has the root that this one had.
  for (const [id, explanation] of explanations) {
    const above = kept.get(explanation.alarm);
    if (above !== undefined) explanations.set(id, through(explanation, above));
  }
  return { keptSinceMs, dueMs };
};

/** Law 3: what was explained and is explained no longer keeps its explanation for the settle time, then stands alone. */
export class Settling {
  readonly #hearing: Heard;
  #said: Said | undefined;
  #nextDueMs = Number.POSITIVE_INFINITY;

  /** Goes on where an earlier one is; without one, where the alarms themselves say. */
  constructor(hearing: Heard, earlier?: Settling) {
    this.#hearing = hearing;
    if (earlier === undefined) return;
    this.#said = earlier.#said;
    this.#nextDueMs = earlier.#nextDueMs;
  }

  /** When the next alarm stands on its own, ms since 1970 UTC; infinity when none settles. */
  get nextDueMs(): number {
    return this.#nextDueMs;
  }

  /** Adds the explanations that are still kept to those of now. */
  step(active: readonly Alarm[], explanations: Map<AlarmId, Explanation>, nowMs: number): void {
    const said = this.#said ?? saidByAlarms(active);
    const gone: (readonly [AlarmId, Explanation])[] = [];
    for (const each of said.explanations) if (!explanations.has(each[0])) gone.push(each);
    const byId = new Map(gone.length === 0 ? [] : active.map((alarm) => [alarm.id, alarm]));
    const rechargesUntilMs = this.#recharging(active, byId);
    const settleMsOf = (id: AlarmId): number => this.#settleMsOf(byId.get(id));
    const now = { active, explanations, rechargesUntilMs, settleMsOf, nowMs };
    const { keptSinceMs, dueMs } = keep(said, gone, now);
    this.#said = { active, explanations, keptSinceMs };
    this.#nextDueMs = dueMs;
  }

  /** A site that reports seldom says late that all is well, and again later that it stays so. */
  #settleMsOf(symptom: Alarm | undefined): number {
    const periodMs = symptom === undefined ? null : this.#hearing.periodMs(symptom.site);
    return settleMs + 2 * Math.max(0, (periodMs ?? usualPeriodMs) - usualPeriodMs);
  }

  #recharging(
    active: readonly Alarm[],
    byId: ReadonlyMap<AlarmId, Alarm>,
  ): (symptom: AlarmId, cause: AlarmId) => number {
    if (byId.size === 0) return () => Number.NEGATIVE_INFINITY;
    const idle = sitesNotCharging(active);
    return (id, cause) => {
      const symptom = byId.get(id);
      if (symptom === undefined || idle.has(symptom.site)) return Number.NEGATIVE_INFINITY;
      return rechargeUntilMs(symptom, this.#hearing.alarmOf(cause));
    };
  }
}
