import type { SiteCode } from "../telemetry/identifiers.ts";
import { type ReadingColumns, timeFromReceipt } from "../telemetry/reading-columns.ts";
import type { SeriesCatalog } from "../telemetry/series-catalog.ts";
import type { Severity } from "../telemetry/severity.ts";
import type { Moment } from "./alarm.ts";
import type { AlarmBook, Recording } from "./alarm-book.ts";
import { dueAtMs, firingSeverity, type LevelEvent, type LevelState, normal, stepLevel } from "./condition.ts";
import { type ReadingBody, readingBody, statesFrom } from "./condition-body.ts";
import { firingOf } from "./firing.ts";
import { LatestReadings } from "./latest-readings.ts";
import { lateAfterMs } from "./limits.ts";
import {
  type Condition,
  compileProgram,
  type PlannedNumber,
  type Program,
  type ReadingRule,
} from "./program.ts";
import type { DescribeSite } from "./routes.ts";

/** What the engine for readings works with. */
export interface ReadingEngineParts {
  readonly rules: readonly ReadingRule[];
  readonly catalog: SeriesCatalog;
  readonly book: AlarmBook;
  readonly describeSite: DescribeSite;
  readonly plannedNumber: PlannedNumber;
  /** How late a reading of a site is by its devices' own clocks, from receive time minus event time. */
  readonly lateness: (site: SiteCode, lagMs: number) => number;
}

/**
 * Threshold and state rules over columns of readings. While nothing is wrong with a series, a reading costs two
 * stores and two comparisons: its value lies in the quiet band of the series. The band is NaN, which no value lies
 * in, until the series is compiled and while one of its conditions is not normal.
 */
export class ReadingEngine {
  readonly #parts: ReadingEngineParts;
  readonly #rules: ReadonlyMap<string, readonly ReadingRule[]>;
  readonly #latest: LatestReadings;
  readonly #programs: (Program | undefined)[] = [];
  readonly #open = new Set<Condition>();
  readonly #timed = new Set<Condition>();
  #quietLow = new Float64Array(0);
  #quietHigh = new Float64Array(0);
  lateReadings = 0;

  constructor(parts: ReadingEngineParts) {
    this.#parts = parts;
    this.#rules = Map.groupBy(parts.rules, (rule) => rule.metric.name);
    this.#latest = new LatestReadings(parts.catalog);
  }

  /** Conditions that are not normal. */
  get open(): ReadonlySet<Condition> {
    return this.#open;
  }

  evaluate(readings: ReadingColumns, recording: Recording): void {
    this.#reserve();
    const { series, tsMs, value, length } = readings;
    const latestTs = this.#latest.tsMs;
    const latestValue = this.#latest.value;
    const low = this.#quietLow;
    const high = this.#quietHigh;
    for (let row = 0; row < length; row++) {
      const id = series[row] ?? 0;
      const measured = value[row] ?? 0;
      latestTs[id] = tsMs[row] ?? 0;
      latestValue[id] = measured;
      if (measured >= (low[id] ?? 0) && measured <= (high[id] ?? 0)) continue;
      this.#judge(readings, row, recording);
    }
  }

  /** When time alone has something to complete; Infinity when nothing waits for it. */
  nextDueMs(): number {
    let next = Number.POSITIVE_INFINITY;
    for (const condition of this.#timed) next = Math.min(next, conditionDueMs(condition));
    return next;
  }

  /** Completes the delays of states that hold until changed. */
  tick(recording: Recording): void {
    const { nowMs } = recording;
    const due = [...this.#timed].filter((condition) => conditionDueMs(condition) <= nowMs);
    // In the order of keys: the order in which conditions were opened is not known after a restart.
    due.sort((one, other) => (one.key < other.key ? -1 : 1));
    for (const condition of due) {
      const at: Moment = { eventAtMs: completedAtMs(condition), receivedAtMs: nowMs, clock: "receiver" };
      this.#step(condition, () => ({ kind: "tick", nowMs }), {
        recording,
        at,
        value: this.#valueOf(condition),
      });
    }
  }

  /** Sets a condition back to normal, as when an operator clears its alarm; evaluation goes on. */
  reset(alarm: string, recording: Recording): void {
    for (const condition of this.#open) {
      if (condition.subject.id !== alarm) continue;
      this.#enter(
        condition,
        condition.states.map((state) => stepLevel(state, { kind: "reset" }, noDelays)),
      );
      this.#keep(condition, recording);
    }
  }

  restoreLatest(latest: ReadingColumns): void {
    this.#reserve();
    this.#latest.restore(latest);
  }

  /** Takes up a kept condition; false when no rule watches it any more. */
  restore(kept: ReadingBody): boolean {
    const series = this.#parts.catalog.find(kept.site, kept.node, kept.metric);
    if (series === undefined) return false;
    const condition = this.#program(series.id).conditions.find(({ rule }) => rule.name === kept.rule);
    if (condition === undefined) return false;
    const states = statesFrom(kept.levels, condition);
    if (states.every((state) => state.state === "normal")) return false;
    this.#enter(condition, states);
    return true;
  }

  /** Compiles all programs anew; answers the conditions that were open and are watched no longer. */
  planChanged(): readonly Condition[] {
    const before = [...this.#open];
    this.#programs.length = 0;
    this.#quietLow.fill(Number.NaN);
    this.#open.clear();
    this.#timed.clear();
    return before.filter((condition) => !this.#takeOver(condition));
  }

  #takeOver(old: Condition): boolean {
    const condition = this.#program(old.series.id).conditions.find(({ key }) => key === old.key);
    if (condition === undefined) return false;
    const kept = old.levels.map(({ severity }, index) => ({
      severity,
      is: old.states[index] ?? normal,
    }));
    this.#enter(condition, statesFrom(kept, condition));
    return firingSeverity(old.states, old.levels) === firingSeverity(condition.states, condition.levels);
  }

  #reserve(): void {
    const needed = this.#parts.catalog.size;
    if (needed <= this.#quietLow.length) return;
    const capacity = Math.max(1_024, needed * 2);
    this.#latest.reserve(capacity);
    const low = new Float64Array(capacity).fill(Number.NaN);
    const high = new Float64Array(capacity).fill(Number.NaN);
    low.set(this.#quietLow);
    high.set(this.#quietHigh);
    this.#quietLow = low;
    this.#quietHigh = high;
  }

  #program(id: number): Program {
    const known = this.#programs[id];
    if (known !== undefined) return known;
    this.#reserve();
    const series = this.#parts.catalog.at(id);
    const rules = series === undefined ? [] : (this.#rules.get(series.metricName) ?? []);
    const program =
      series === undefined ? emptyProgram : compileProgram(rules, series, this.#parts.plannedNumber);
    this.#programs[id] = program;
    this.#setQuiet(id, program);
    return program;
  }

  #setQuiet(id: number, program: Program): void {
    const quiet = program.conditions.every((condition) => !this.#open.has(condition));
    this.#quietLow[id] = quiet ? program.quiet.low : Number.NaN;
    this.#quietHigh[id] = quiet ? program.quiet.high : Number.NaN;
  }

  #judge(readings: ReadingColumns, row: number, recording: Recording): void {
    const { conditions } = this.#program(readings.series[row] ?? 0);
    const first = conditions[0];
    if (first === undefined) return;
    const lag = readings.lagMs[row] ?? 0;
    const lagMs = lag === timeFromReceipt ? 0 : lag;
    if (this.#parts.lateness(first.series.site, lagMs) > lateAfterMs) {
      this.lateReadings++;
      return;
    }
    const eventAtMs = readings.tsMs[row] ?? 0;
    const at: Moment = {
      eventAtMs,
      receivedAtMs: eventAtMs + lagMs,
      clock: lag === timeFromReceipt ? "receiver" : "device",
    };
    const value = readings.value[row] ?? 0;
    const since = { eventAtMs, receivedAtMs: at.receivedAtMs };
    for (const condition of conditions) {
      const event = (level: Condition["levels"][number]): LevelEvent => ({
        kind: "reading",
        verdict: level.judge(value),
        at: since,
      });
      this.#step(condition, event, { recording, at, value });
    }
  }

  #step(
    condition: Condition,
    eventFor: (level: Condition["levels"][number]) => LevelEvent,
    now: { readonly recording: Recording; readonly at: Moment; readonly value: number },
  ): void {
    const before = condition.states;
    const after = condition.levels.map((level, index) =>
      stepLevel(before[index] ?? normal, eventFor(level), level.delays),
    );
    if (after.every((state, index) => state === before[index])) return;
    const { book } = this.#parts;
    const severityBefore = book.activeOf(condition.subject.id)?.severity ?? null;
    const severity = firingSeverity(after, condition.levels);
    if (severityBefore === null && severity !== null && !book.admits()) return;
    this.#enter(condition, after);
    this.#keep(condition, now.recording);
    if (severity === severityBefore) return;
    const firing =
      severity === null
        ? null
        : firingOf(condition, {
            severity,
            at: now.at,
            armedSinceMs: armedSinceMs(before, condition, severity) ?? now.at.eventAtMs,
            value: now.value,
            site: this.#parts.describeSite(condition.series.site),
            evidence: this.#latest.evidence(condition.series, now.at.eventAtMs),
          });
    book.settle(now.recording, condition.subject, firing, now.at);
  }

  #enter(condition: Condition, states: readonly LevelState[]): void {
    condition.states = states;
    if (states.every((state) => state.state === "normal")) this.#open.delete(condition);
    else this.#open.add(condition);
    if (conditionDueMs(condition) === Number.POSITIVE_INFINITY) this.#timed.delete(condition);
    else this.#timed.add(condition);
    const { id } = condition.series;
    this.#setQuiet(id, this.#program(id));
  }

  #keep(condition: Condition, { rows, nowMs }: Recording): void {
    rows.condition.push({ key: condition.key, changedAtMs: nowMs, body: readingBody(condition) });
  }

  #valueOf(condition: Condition): number {
    return this.#latest.value[condition.series.id] ?? 0;
  }
}

const emptyProgram: Program = {
  conditions: [],
  quiet: { low: Number.NEGATIVE_INFINITY, high: Number.POSITIVE_INFINITY },
};
const noDelays = { forMs: 0, keepFiringForMs: 0, holds: false };

const conditionDueMs = (condition: Condition): number =>
  condition.levels.reduce((next, level, index) => {
    const due = dueAtMs(condition.states[index] ?? normal, level.delays);
    return due === null ? next : Math.min(next, due);
  }, Number.POSITIVE_INFINITY);

const armedSinceMs = (
  before: readonly LevelState[],
  { levels }: Condition,
  severity: Severity,
): number | null => {
  const state = before[levels.findIndex((level) => level.severity === severity)];
  return state?.state === "pending" ? state.since.eventAtMs : null;
};

/** By the device's clock, when the delay that time alone completes was over. */
const completedAtMs = (condition: Condition): number =>
  condition.levels.reduce((latest, { delays }, index) => {
    const state = condition.states[index];
    if (state?.state === "pending") return Math.max(latest, state.since.eventAtMs + delays.forMs);
    return state?.state === "clearing"
      ? Math.max(latest, state.since.eventAtMs + delays.keepFiringForMs)
      : latest;
  }, 0);
