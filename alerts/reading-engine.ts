import type { SiteCode } from "../telemetry/identifiers.ts";
import type { ConditionRow } from "../telemetry/journal.ts";
import { ReadingColumns, timeFromReceipt } from "../telemetry/reading-columns.ts";
import type { Series, SeriesCatalog } from "../telemetry/series-catalog.ts";
import type { Alarm, Moment } from "./alarm.ts";
import type { AlarmBook, Recording } from "./alarm-book.ts";
import type { Firing } from "./alarm-life.ts";
import { CombinationWatch } from "./combination-watch.ts";
import { firingSeverity, normal } from "./condition.ts";
import { type ReadingBody, readingBody, statesFrom } from "./condition-body.ts";
import { ConditionSet, type Reached, type Standing } from "./condition-set.ts";
import { firingOf } from "./firing.ts";
import { type Autonomy, SiteForecasts } from "./forecast/site-forecasts.ts";
import { LatestReadings } from "./latest-readings.ts";
import { lateAfterMs } from "./limits.ts";
import { type Condition, compileProgram, type PlannedNumber, type Program, within } from "./program.ts";
import type { Point } from "./rate-course.ts";
import { RateGates } from "./rate-gates.ts";
import { type Band, everything, type Figure } from "./rate-trend.ts";
import type { DescribeSite } from "./routes.ts";
import { isSameRule, rulesAt } from "./rules/overrides.ts";
import type { Rule } from "./rules/rule.ts";

/** What the engine for readings works with. */
export interface ReadingEngineParts {
  /** Those of other kinds are left alone. */
  readonly rules: readonly Rule[];
  readonly catalog: SeriesCatalog;
  readonly book: AlarmBook;
  readonly describeSite: DescribeSite;
  readonly plannedNumber: PlannedNumber;
  /** How late a reading of a site is by its devices' own clocks, from receive time minus event time. */
  readonly lateness: (site: SiteCode, lagMs: number) => number;
}

/** A reading that is looked at. */
interface Look {
  readonly recording: Recording;
  readonly at: Moment;
  readonly now: Point;
  /** The reading of the same series before it; time 0 when there was none. */
  readonly before: Point;
  /** False for a late reading: it changes no state. */
  readonly live: boolean;
}

/**
 * Rules over columns of readings. While nothing is wrong with a series, a reading costs two stores and two comparisons:
 * its value lies in the quiet band of the series. The band is NaN, which no value lies in, until the series is compiled
 * and while something wants to see each of its readings. To look at a reading without need changes nothing, so that a
 * restart, after which every series is looked at once, gives the same transitions.
 */
export class ReadingEngine {
  readonly #parts: ReadingEngineParts;
  readonly #latest: LatestReadings;
  readonly #set: ConditionSet<Condition>;
  readonly #combined: CombinationWatch;
  readonly #gates: RateGates;
  /** How long sites on battery still have. */
  readonly forecasts: SiteForecasts;
  /** Conditions whose course is known. */
  readonly #courses = new Set<Condition>();
  #rules: readonly Rule[];
  #byMetric: ReadonlyMap<string | null, readonly Rule[]>;
  #programs: (Program | undefined)[] = [];
  #quietLow = new Float64Array(0);
  #quietHigh = new Float64Array(0);
  lateReadings = 0;

  constructor(parts: ReadingEngineParts) {
    this.#parts = parts;
    const latest = new LatestReadings(parts.catalog);
    this.#latest = latest;
    const wake = (series: Series): void => this.#wake(series);
    this.#set = new ConditionSet({
      book: parts.book,
      bodyOf: readingBody,
      entered: ({ series }) => wake(series),
    });
    this.#combined = new CombinationWatch({ ...parts, latest, wake }, parts.rules);
    this.forecasts = new SiteForecasts({ ...parts, latest: (series) => latest.of(series), wake });
    this.#gates = new RateGates(this.#combined.ground, parts.rules);
    this.#rules = parts.rules;
    this.#byMetric = rulesByMetric(parts.rules);
  }

  /** Conditions that are kept: not normal, or with a course. */
  get open(): ReadonlySet<Standing> {
    return new Set<Standing>([...this.#set.open, ...this.#courses, ...this.#combined.open]);
  }

  evaluate(readings: ReadingColumns, recording: Recording): void {
    this.#reserve();
    const { series, tsMs, value, length } = readings;
    let latestTs = this.#latest.tsMs;
    let latestValue = this.#latest.value;
    let low = this.#quietLow;
    let high = this.#quietHigh;
    for (let row = 0; row < length; row++) {
      const id = series[row] ?? 0;
      const measured = value[row] ?? 0;
      if (measured >= (low[id] ?? 0) && measured <= (high[id] ?? 0)) {
        latestTs[id] = tsMs[row] ?? 0;
        latestValue[id] = measured;
      } else {
        this.#meet(readings, row, recording);
        // A forecast may have added a series, and the columns moved.
        latestTs = this.#latest.tsMs;
        latestValue = this.#latest.value;
        low = this.#quietLow;
        high = this.#quietHigh;
      }
    }
  }

  /** When time alone has something to complete; Infinity when nothing waits for it. */
  nextDueMs(): number {
    return Math.min(this.#set.nextDueMs(), this.#combined.nextDueMs(), this.forecasts.nextDueMs());
  }

  /** Makes forecasts that wait, and completes the delays of states that hold until changed. */
  tick(recording: Recording): void {
    for (const autonomy of this.forecasts.tick(recording)) this.#say(autonomy, recording);
    this.#set.completeDelays(recording, (condition, reached) => {
      const now = this.#latest.of(condition.series.id);
      const facts = { at: reached.at, now, before: none, figure: { amount: now.value, isSure: true } };
      return this.#firing(condition, facts, reached);
    });
    this.#combined.tick(recording);
  }

  /** Takes up a change of an alarm that was just recorded: combinations may speak of it. */
  alarmChanged(alarm: Alarm, recording: Recording): void {
    this.#combined.alarmChanged(alarm, recording);
  }

  /** Sets a condition back to normal, as when an operator clears its alarm; evaluation goes on. */
  reset(alarm: string, recording: Recording): void {
    this.#set.reset(alarm, recording);
    this.#combined.reset(alarm, recording);
  }

  /** Takes the newest readings that the journal has, and the alarms that are active; before any condition. */
  restoreLatest(latest: ReadingColumns): void {
    this.#reserve();
    this.#latest.restore(latest);
    this.#combined.restoreAlarms();
  }

  /** Takes up what the journal kept of forecasts, and of rules that go by the hour; after the newest readings. */
  restoreCourses(rows: readonly ConditionRow[]): void {
    this.#combined.restoreHours(rows);
    this.#latest.restore(this.forecasts.restore(rows));
  }

  /** Takes up a kept condition; false when no rule watches it any more. */
  restore(kept: ReadingBody): boolean {
    const series = this.#parts.catalog.find(kept.site, kept.node, kept.metric);
    const condition =
      series === undefined
        ? undefined
        : this.#program(series.id).conditions.find(({ rule }) => rule.name === kept.rule);
    if (condition === undefined) return this.#combined.restore(kept);
    const states = statesFrom(kept.levels, condition);
    if (condition.trend !== null && kept.course !== undefined) {
      condition.trend.course.restore(kept.course);
      this.#courses.add(condition);
    } else if (states.every((state) => state.state === "normal")) return false;
    this.#set.enter(condition, states);
    return true;
  }

  /** Compiles all programs anew; answers the keys of conditions that were open and are watched no longer. */
  planChanged(): readonly string[] {
    return this.#change(this.#rules, () => true);
  }

  /**
   * Works with other rules from now on. Conditions of rules with the same content keep their state, the others start
   * anew; answers the keys of conditions that were open and are watched no longer.
   */
  rulesChanged(rules: readonly Rule[]): readonly string[] {
    return this.#change(rules, isSameRule);
  }

  #change(rules: readonly Rule[], isKept: (before: Rule, after: Rule) => boolean): readonly string[] {
    const before = new Set([...this.#set.clear(), ...this.#courses]);
    this.#courses.clear();
    this.#programs = [];
    this.#quietLow.fill(Number.NaN);
    this.#rules = rules;
    this.#byMetric = rulesByMetric(rules);
    this.#gates.take(rules);
    const gone = [...before].filter((condition) => !this.#takeOver(condition, isKept));
    return [...gone, ...this.#combined.change(rules, isKept)].map(({ key }) => key);
  }

  #takeOver(old: Condition, isKept: (before: Rule, after: Rule) => boolean): boolean {
    const condition = this.#program(old.series.id).conditions.find(({ key }) => key === old.key);
    if (condition === undefined || !isKept(old.rule, condition.rule)) return false;
    const course = old.trend?.course.body() ?? null;
    if (course !== null && condition.trend !== null) {
      condition.trend.course.restore(course);
      this.#courses.add(condition);
    }
    const kept = old.levels.map(({ severity }, index) => ({ severity, is: old.states[index] ?? normal }));
    this.#set.enter(condition, statesFrom(kept, condition));
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
    const series = this.#parts.catalog.at(id);
    const program = series === undefined ? emptyProgram : this.#compile(series);
    this.#programs[id] = program;
    return program;
  }

  #compile(series: Series): Program {
    const { describeSite, plannedNumber } = this.#parts;
    const { site, node, metricName } = series;
    const rules = this.#byMetric.get(metricName);
    if (rules === undefined) return emptyProgram;
    const inForce = rulesAt(rules, { site, node, siteClass: describeSite(site)?.class });
    return compileProgram(inForce, series, plannedNumber);
  }

  /** Readings of a series are looked at one by one until its band is found anew. */
  #wake({ id }: Series): void {
    if (id < this.#quietLow.length) this.#quietLow[id] = Number.NaN;
  }

  #meet(readings: ReadingColumns, row: number, recording: Recording): void {
    const id = readings.series[row] ?? 0;
    const now: Point = { tsMs: readings.tsMs[row] ?? 0, value: readings.value[row] ?? 0 };
    const before = this.#latest.of(id);
    this.#latest.tsMs[id] = now.tsMs;
    this.#latest.value[id] = now.value;
    const series = this.#parts.catalog.at(id);
    const program = this.#program(id);
    if (series !== undefined && this.#isWatched(series, program)) {
      const look = { recording, now, before, ...this.#timeOf(readings, row, series.site) };
      if (!look.live) this.lateReadings++;
      for (const condition of program.conditions) this.#consider(condition, look);
      this.#openAndShut(series, look);
      this.#combined.look(series, look);
      const seen = { tsMs: now.tsMs, lagMs: readings.lagMs[row] ?? 0 };
      const autonomy = this.forecasts.look(series, seen, recording);
      if (autonomy !== null) this.#say(autonomy, recording);
    }
    const band = this.#quietBand(series, program, recording.nowMs);
    this.#quietLow[id] = band.low;
    this.#quietHigh[id] = band.high;
  }

  #isWatched({ metricName }: Series, { conditions }: Program): boolean {
    const others = [this.#gates.gates(metricName), this.#combined.follows(metricName)];
    return conditions.length > 0 || others.includes(true) || this.forecasts.follows(metricName);
  }

  /** What a forecast says, rules judge like a reading; it is never stored. */
  #say({ series, tsMs, minutes, lagMs }: Autonomy, recording: Recording): void {
    const said = new ReadingColumns(1);
    said.append(series.id, tsMs, minutes, lagMs);
    this.evaluate(said, recording);
  }

  #timeOf(readings: ReadingColumns, row: number, site: SiteCode): Pick<Look, "at" | "live"> {
    const lag = readings.lagMs[row] ?? 0;
    const lagMs = lag === timeFromReceipt ? 0 : lag;
    const eventAtMs = readings.tsMs[row] ?? 0;
    return {
      at: {
        eventAtMs,
        receivedAtMs: eventAtMs + lagMs,
        clock: lag === timeFromReceipt ? "receiver" : "device",
      },
      live: this.#parts.lateness(site, lagMs) <= lateAfterMs,
    };
  }

  #quietBand(series: Series | undefined, { conditions, quiet }: Program, nowMs: number): Band {
    if (series === undefined) return everything;
    let band = quiet;
    for (const condition of conditions) {
      if (this.#set.open.has(condition)) return unknown;
      const { rule, trend } = condition;
      if (trend !== null && this.#gates.isOpen(rule, series, nowMs)) band = within(band, trend.quiet());
    }
    band = within(band, this.#gates.quiet(series));
    band = within(band, this.forecasts.quiet(series));
    return within(band, this.#combined.quiet(series, nowMs));
  }

  #consider(condition: Condition, look: Look): void {
    const { trend, rule, series } = condition;
    if (trend === null) {
      if (look.live) this.#step(condition, look, { amount: look.now.value, isSure: true });
      return;
    }
    if (!this.#gates.isOpen(rule, series, look.recording.nowMs)) return this.#shut(condition, look);
    const { low, high } = trend.quiet();
    const { value } = look.now;
    if (!this.#set.open.has(condition) && value >= low && value <= high) return;
    const hasBegun = trend.course.follow(look.now, look.before);
    if (hasBegun) this.#courses.add(condition);
    const advanced = look.live && this.#step(condition, look, trend.figureAt(look.now, look.before));
    if (hasBegun && !advanced) this.#set.keep(condition, look.recording);
  }

  /** The rule is not in force: its course is forgotten and nothing is bad. */
  #shut(condition: Condition, look: Look): void {
    const { trend } = condition;
    const knew = trend !== null && trend.course.began !== null;
    trend?.course.clear();
    this.#courses.delete(condition);
    const advanced = look.live && this.#step(condition, look, null);
    if (knew && !advanced) this.#set.keep(condition, look.recording);
  }

  /** What a reading of a metric that gates does to the rules behind it. */
  #openAndShut(series: Series, look: Look): void {
    for (const { rule, series: gated } of this.#gates.behind(series)) {
      const condition = this.#program(gated.id).conditions.find(({ rule: own }) => own.name === rule.name);
      if (condition === undefined) continue;
      if (!this.#gates.isOpen(condition.rule, gated, look.recording.nowMs)) {
        const now = this.#latest.of(gated.id);
        this.#shut(condition, { ...look, now, before: now });
      }
      this.#wake(gated);
    }
  }

  /** `figure` null: the rule is not in force, which is good. */
  #step(condition: Condition, look: Look, figure: Figure | null): boolean {
    const { at } = look;
    return this.#set.advance(condition, {
      recording: look.recording,
      at,
      eventFor: (level) => ({
        kind: "reading",
        verdict: figure === null ? "good" : (condition.levels[level]?.judge(figure) ?? "between"),
        at: { eventAtMs: at.eventAtMs, receivedAtMs: at.receivedAtMs },
      }),
      firing: (reached) =>
        this.#firing(
          condition,
          { ...look, figure: figure ?? { amount: look.now.value, isSure: true } },
          reached,
        ),
    });
  }

  #firing(
    condition: Condition,
    facts: Pick<Look, "at" | "now" | "before"> & { readonly figure: Figure },
    { severity, armedSinceMs }: Reached,
  ): Firing {
    const { at, now, before, figure } = facts;
    return firingOf(condition, {
      severity,
      at,
      armedSinceMs,
      value: now.value,
      valueBefore: before.tsMs === 0 ? null : before.value,
      figure,
      site: this.#parts.describeSite(condition.series.site),
      evidence: this.#latest.evidence(condition.series, at.eventAtMs),
      timeToSiteDown: this.forecasts.timeToSiteDown(condition.series.site),
    });
  }
}

const none: Point = { tsMs: 0, value: 0 };
const unknown: Band = { low: Number.NaN, high: Number.NaN };
const emptyProgram: Program = { conditions: [], quiet: everything };

const metricOf = (rule: Rule): string | null =>
  rule.kind === "absence" || rule.kind === "device" || rule.kind === "combination" ? null : rule.metric.name;

const rulesByMetric = (rules: readonly Rule[]): ReadonlyMap<string | null, readonly Rule[]> =>
  Map.groupBy(rules, metricOf);
