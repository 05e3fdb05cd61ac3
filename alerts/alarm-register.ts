import type { AlarmId } from "../telemetry/identifiers.ts";
import type { Alarm } from "./alarm.ts";
import { AlarmTally } from "./alarm-tally.ts";
import { clearedListedMs, listedAlarmsMax } from "./limits.ts";

/** All alarms known, active and cleared apart, each in the order of its last change. */
export class AlarmRegister {
  readonly #active = new Map<string, Alarm>();
  readonly #cleared = new Map<string, Alarm>();
  readonly #shelfEnds = new Map<AlarmId, number>();
  readonly #knownMax: number;
  readonly tally = new AlarmTally();
  /** A lower bound of the end of the next shelf. */
  nextShelfEndMs = Number.POSITIVE_INFINITY;

  constructor(knownMax: number) {
    this.#knownMax = knownMax;
  }

  get active(): number {
    return this.#active.size;
  }

  get known(): number {
    return this.#active.size + this.#cleared.size;
  }

  get(id: string): Alarm | undefined {
    return this.#active.get(id) ?? this.#cleared.get(id);
  }

  activeOf(id: string): Alarm | undefined {
    return this.#active.get(id);
  }

  /** The active alarms of this moment; what changes meanwhile does not change the answer. */
  activeAlarms(): readonly Alarm[] {
    return [...this.#active.values()];
  }

  *[Symbol.iterator](): Iterator<Alarm> {
    yield* this.#cleared.values();
    yield* this.#active.values();
  }

  /** Enters an alarm after a change, as the one changed last; answers what it was before. */
  put(alarm: Alarm): Alarm | undefined {
    const before = this.get(alarm.id);
    this.#active.delete(alarm.id);
    this.#cleared.delete(alarm.id);
    (alarm.isCleared ? this.#cleared : this.#active).set(alarm.id, alarm);
    this.#followShelf(alarm);
    this.tally.replace(before, alarm);
    this.#forgetBeyondLimit();
    return before;
  }

  /** Shelved alarms whose shelf has ended, in the order of their ids. */
  shelvesEnded(nowMs: number): readonly AlarmId[] {
    return [...this.#shelfEnds]
      .filter(([, untilMs]) => untilMs <= nowMs)
      .map(([id]) => id)
      .sort();
  }

  /** Finds the end of the next shelf anew. */
  lookAtShelves(): void {
    this.nextShelfEndMs = Number.POSITIVE_INFINITY;
    for (const untilMs of this.#shelfEnds.values()) {
      this.nextShelfEndMs = Math.min(this.nextShelfEndMs, untilMs);
    }
  }

  /** Active alarms, then those that cleared lately and nobody dealt with, each newest change first. */
  list(nowMs: number): readonly Alarm[] {
    const active = [...this.#active.values()].reverse();
    const cleared = [...this.#cleared.values()].filter(
      ({ operatorState, lastCleared }) =>
        operatorState === "none" && nowMs - (lastCleared?.receivedAtMs ?? 0) < clearedListedMs,
    );
    return [...active, ...cleared.reverse()].slice(0, listedAlarmsMax);
  }

  #followShelf({ id, shelf }: Alarm): void {
    if (shelf === null) {
      this.#shelfEnds.delete(id);
      return;
    }
    this.#shelfEnds.set(id, shelf.untilMs);
    this.nextShelfEndMs = Math.min(this.nextShelfEndMs, shelf.untilMs);
  }

  #forgetBeyondLimit(): void {
    if (this.known <= this.#knownMax) return;
    const oldest = this.#oldestUnshelved() ?? this.#cleared.keys().next().value;
    const alarm = oldest === undefined ? undefined : this.#cleared.get(oldest);
    if (alarm === undefined) return;
    this.#cleared.delete(alarm.id);
    this.#shelfEnds.delete(alarm.id);
  }

  /** A shelf outlasts occurrences, so a shelved alarm is forgotten last. */
  #oldestUnshelved(): string | undefined {
    for (const [id, { shelf }] of this.#cleared) if (shelf === null) return id;
    return undefined;
  }
}
