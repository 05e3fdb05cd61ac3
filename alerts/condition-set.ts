import type { Severity } from "../telemetry/severity.ts";
import type { Moment } from "./alarm.ts";
import type { AlarmBook, Recording } from "./alarm-book.ts";
import type { Firing, Subject } from "./alarm-life.ts";
import {
  dueAtMs,
  firingSeverity,
  type LevelDelays,
  type LevelEvent,
  type LevelState,
  normal,
  stepLevel,
} from "./condition.ts";

/** A rule at work somewhere, with the state of its levels. */
export interface Standing {
  readonly key: string;
  readonly subject: Subject;
  readonly levels: readonly { readonly severity: Severity; readonly delays: LevelDelays }[];
  states: readonly LevelState[];
}

/** A severity that begins to fire, and the event time of the first reading that counts for it. */
export interface Reached {
  readonly severity: Severity;
  readonly armedSinceMs: number;
}

/** What happens to a condition. */
export interface Happening {
  readonly recording: Recording;
  readonly at: Moment;
  /** What happens to a level. */
  readonly eventFor: (level: number) => LevelEvent;
  /** Puts what fires into words. */
  readonly firing: (reached: Reached) => Firing;
}

/** What a set of conditions works with. */
interface ConditionSetParts<Each> {
  readonly book: AlarmBook;
  /** The body of the row that keeps a condition; null when nothing has to be kept. */
  readonly bodyOf: (condition: Each) => string | null;
  /** Told after each change of state. */
  readonly entered: (condition: Each) => void;
}

const noDelays: LevelDelays = { forMs: 0, keepFiringForMs: 0, holds: false };

/** Conditions that are not normal, and those among them that wait for time to pass. */
export class ConditionSet<Each extends Standing> {
  readonly #parts: ConditionSetParts<Each>;
  readonly #open = new Set<Each>();
  readonly #timed = new Set<Each>();

  constructor(parts: ConditionSetParts<Each>) {
    this.#parts = parts;
  }

  /** Conditions that are not normal. */
  get open(): ReadonlySet<Each> {
    return this.#open;
  }

  /** When time alone has something to complete; Infinity when nothing waits for it. */
  nextDueMs(): number {
    let next = Number.POSITIVE_INFINITY;
    for (const condition of this.#timed) next = Math.min(next, conditionDueMs(condition));
    return next;
  }

  /**
   * Completes what time alone completes by `untilMs`, now when left out, in the order of keys: the order of opening is
   * not known after a restart. `firing` puts what fires into words.
   */
  completeDelays(
    recording: Recording,
    firing: (condition: Each, reached: Reached & { readonly at: Moment }) => Firing,
    untilMs: number = recording.nowMs,
  ): void {
    const { nowMs } = recording;
    const due = [...this.#timed].filter((condition) => conditionDueMs(condition) <= untilMs);
    for (const condition of due.sort((one, other) => (one.key < other.key ? -1 : 1))) {
      const at: Moment = { eventAtMs: completedAtMs(condition), receivedAtMs: nowMs, clock: "receiver" };
      this.advance(condition, {
        recording,
        at,
        eventFor: () => ({ kind: "tick", nowMs: untilMs }),
        firing: (reached) => firing(condition, { ...reached, at }),
      });
    }
  }

  /** Lets something happen to a condition; true when its state changed. A raise that finds no room changes nothing. */
  advance(condition: Each, { recording, at, eventFor, firing }: Happening): boolean {
    const before = condition.states;
    const after = condition.levels.map((level, index) =>
      stepLevel(before[index] ?? normal, eventFor(index), level.delays),
    );
    if (after.every((state, index) => state === before[index])) return false;
    const { book } = this.#parts;
    const shown = book.activeOf(condition.subject.id)?.severity ?? null;
    const severity = firingSeverity(after, condition.levels);
    if (shown === null && severity !== null && !book.admits(condition.subject.id)) return false;
    this.enter(condition, after);
    this.keep(condition, recording);
    if (severity === shown && severity === firingSeverity(before, condition.levels)) return true;
    const fires =
      severity === null
        ? null
        : firing({ severity, armedSinceMs: armedSinceMs(before, condition, severity) ?? at.eventAtMs });
    book.settle(recording, condition.subject, fires, at);
    return true;
  }

  /** Gives a condition a state without telling anybody. */
  enter(condition: Each, states: readonly LevelState[]): void {
    condition.states = states;
    if (states.every((state) => state.state === "normal")) this.#open.delete(condition);
    else this.#open.add(condition);
    if (conditionDueMs(condition) === Number.POSITIVE_INFINITY) this.#timed.delete(condition);
    else this.#timed.add(condition);
    this.#parts.entered(condition);
  }

  /** Records the present state of a condition. */
  keep(condition: Each, { rows, nowMs }: Recording): void {
    rows.condition.push({ key: condition.key, changedAtMs: nowMs, body: this.#parts.bodyOf(condition) });
  }

  /** Sets the condition of an alarm back to normal, as when an operator clears it; evaluation goes on. */
  reset(alarm: string, recording: Recording): void {
    for (const condition of this.#open) {
      if (condition.subject.id !== alarm) continue;
      this.enter(
        condition,
        condition.states.map((state) => stepLevel(state, { kind: "reset" }, noDelays)),
      );
      this.keep(condition, recording);
    }
  }

  /** Forgets every condition; answers those that were not normal. */
  clear(): readonly Each[] {
    const before = [...this.#open];
    this.#open.clear();
    this.#timed.clear();
    return before;
  }
}

const conditionDueMs = ({ levels, states }: Standing): number =>
  levels.reduce((next, level, index) => {
    const due = dueAtMs(states[index] ?? normal, level.delays);
    return due === null ? next : Math.min(next, due);
  }, Number.POSITIVE_INFINITY);

const armedSinceMs = (
  before: readonly LevelState[],
  { levels }: Standing,
  severity: Severity,
): number | null => {
  const state = before[levels.findIndex((level) => level.severity === severity)];
  return state?.state === "pending" ? state.since.eventAtMs : null;
};

/** By the device's clock, when the delay that time alone completes was over. */
const completedAtMs = ({ levels, states }: Standing): number =>
  levels.reduce((latest, { delays }, index) => {
    const state = states[index];
    if (!delays.holds) return latest;
    if (state?.state === "pending") return Math.max(latest, state.since.eventAtMs + delays.forMs);
    return state?.state === "clearing"
      ? Math.max(latest, state.since.eventAtMs + delays.keepFiringForMs)
      : latest;
  }, 0);
