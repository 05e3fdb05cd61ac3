import { z } from "zod";
import { alarmId } from "../telemetry/identifiers.ts";
import type { ConditionRow } from "../telemetry/journal.ts";
import { severityRank } from "../telemetry/severity.ts";
import type { Alarm, StatusChange } from "./alarm.ts";
import type { Recording } from "./alarm-book.ts";
import type { Firing } from "./alarm-life.ts";
import { firingSchema } from "./alarm-schema.ts";
import type { FlapLimits } from "./limits.ts";

const holdSchema = z.object({
  kind: z.literal("flapping"),
  alarm: z.string().transform(alarmId),
  changedAtMs: z.number(),
  firing: firingSchema.nullable(),
});

/** What the condition of a flapping alarm said last, and when by receive time, while the alarm stays raised. */
export type Hold = Omit<z.infer<typeof holdSchema>, "kind" | "firing"> & { readonly firing: Firing | null };

/** Not in the grammar of codes: never the key of a condition on readings. */
const keyPrefix = "@flapping/";

const isTransition = (change: StatusChange, before: StatusChange | undefined): boolean =>
  change.event !== "updated" ||
  (before !== undefined && severityRank(change.severity) < severityRank(before.severity));

/** When an operator last cleared the alarm: what was before counts no more. */
const countedFromMs = ({ operatorChanges }: Alarm): number =>
  operatorChanges.findLast(({ action }) => action === "clear")?.atMs ?? Number.NEGATIVE_INFINITY;

/** True when one more transition at this receive time makes the alarm flapping. */
export const isFrequent = (alarm: Alarm | undefined, receivedAtMs: number, limits: FlapLimits): boolean => {
  const { flapTransitionsMin, flapWindowMs } = limits;
  if (alarm === undefined) return flapTransitionsMin <= 1;
  const { statusChanges } = alarm;
  const fromMs = countedFromMs(alarm);
  const recent = statusChanges.filter(
    (change, index) =>
      change.at.receivedAtMs > fromMs &&
      receivedAtMs - change.at.receivedAtMs < flapWindowMs &&
      isTransition(change, statusChanges[index - 1]),
  );
  return recent.length + 1 >= flapTransitionsMin;
};

/** The alarms that flap at present, each with what its condition says meanwhile; kept as condition rows. */
export class FlapFilter {
  readonly limits: FlapLimits;
  readonly #holds = new Map<string, Hold>();
  /** The platform heard nothing before: that was no quiet. */
  #listeningSinceMs = Number.NEGATIVE_INFINITY;
  /** A lower bound of the instant at which the next alarm has been quiet for long enough. */
  #nextDueMs = Number.POSITIVE_INFINITY;

  constructor(limits: FlapLimits) {
    this.limits = limits;
  }

  get nextDueMs(): number {
    return this.#nextDueMs;
  }

  holdOf(alarm: string): Hold | undefined {
    return this.#holds.get(alarm);
  }

  /** When the alarm has been quiet for long enough, by receive time. */
  quietAtMs({ changedAtMs }: Hold): number {
    return Math.max(changedAtMs, this.#listeningSinceMs) + this.limits.flapQuietMs;
  }

  /** Those that have been quiet for long enough, in the order of their ids; finds the next instant anew. */
  quietSince(nowMs: number): readonly Hold[] {
    if (nowMs < this.#nextDueMs) return [];
    const quiet: Hold[] = [];
    this.#nextDueMs = Number.POSITIVE_INFINITY;
    for (const hold of this.#holds.values()) {
      const dueMs = this.quietAtMs(hold);
      if (dueMs <= nowMs) quiet.push(hold);
      else this.#nextDueMs = Math.min(this.#nextDueMs, dueMs);
    }
    return quiet.sort((one, other) => (one.alarm < other.alarm ? -1 : 1));
  }

  /** The condition of a flapping alarm changed. */
  hold(hold: Hold, { rows, nowMs }: Recording): void {
    this.#enter(hold);
    const { alarm, changedAtMs, firing } = hold;
    const body = JSON.stringify({ kind: "flapping", alarm, changedAtMs, firing });
    rows.condition.push({ key: keyPrefix + alarm, changedAtMs: nowMs, body });
  }

  /** The alarm flaps no longer. */
  release(alarm: string, { rows, nowMs }: Recording): void {
    if (!this.#holds.delete(alarm)) return;
    rows.condition.push({ key: keyPrefix + alarm, changedAtMs: nowMs, body: null });
  }

  /** True when the row is one of this filter's. */
  static owns({ key }: ConditionRow): boolean {
    return key.startsWith(keyPrefix);
  }

  /** Takes up a kept row; throws when it is none of this filter's. */
  restore(body: string): void {
    const { kind: _, ...hold } = holdSchema.parse(JSON.parse(body));
    this.#enter(hold);
  }

  /** The platform could not listen until now: alarms must be quiet from now on. */
  excuse(nowMs: number): void {
    this.#listeningSinceMs = nowMs;
  }

  #enter(hold: Hold): void {
    this.#holds.set(hold.alarm, hold);
    this.#nextDueMs = Math.min(this.#nextDueMs, this.quietAtMs(hold));
  }
}
