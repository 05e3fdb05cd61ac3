import type { ConditionRow } from "../telemetry/journal.ts";
import type { Series } from "../telemetry/series-catalog.ts";
import type { Alarm, Moment } from "./alarm.ts";
import type { Recording } from "./alarm-book.ts";
import { ActiveAlarms } from "./combination-alarms.ts";
import { Combined, type CombinedParts, combinedBody, combinedFiring } from "./combination-condition.ts";
import { Ground, type Place } from "./combination-ground.ts";
import { HoursWatch } from "./combination-hours.ts";
import { isCombined, type Spec, specOf } from "./combination-spec.ts";
import type { LevelState, Verdict } from "./condition.ts";
import { type ReadingBody, statesFrom } from "./condition-body.ts";
import { ConditionSet } from "./condition-set.ts";
import { within } from "./program.ts";
import { type Band, everything, nothing } from "./rate-trend.ts";
import { rulesAt } from "./rules/overrides.ts";
import type { Rule } from "./rules/rule.ts";

/** What the watch over combinations works with. */
export interface CombinationParts extends CombinedParts {
  /** Told of series whose readings have to be looked at one by one from now on. */
  readonly wake: (series: Series) => void;
}

/**
 * Combinations and states that escalate. One is looked at when a reading changes what one of its terms says, when an
 * alarm that it refers to changes, when hours that it names begin or end, and with each reading of its series while it
 * is not normal or may be bad. A look without need changes nothing: whether there was one does not matter.
 */
export class CombinationWatch {
  readonly #parts: CombinationParts;
  readonly #set: ConditionSet<Combined>;
  readonly #known = new Map<string, Combined>();
  readonly ground: Ground;
  readonly #alarms: ActiveAlarms;
  readonly #hours = new HoursWatch<Rule>();
  /** True once something is known that a rule with hours asks: until then the clock decides on nothing. */
  #goesByHours = false;
  #seriesSeen = 0;
  /** All rules, those that are spoken of too. */
  #rules: readonly Rule[] = [];
  #byMetric: ReadonlyMap<string, readonly Rule[]> = new Map();
  #byReference: ReadonlyMap<string, readonly Rule[]> = new Map();

  constructor(parts: CombinationParts, rules: readonly Rule[]) {
    this.#parts = parts;
    this.#alarms = new ActiveAlarms(parts.book);
    this.ground = new Ground({ ...parts, alarms: this.#alarms });
    this.#set = new ConditionSet({
      book: parts.book,
      bodyOf: combinedBody,
      entered: (condition) => this.#wakeWhenOpen(condition),
    });
    this.#take(rules);
    this.#alarms.watch(rules);
  }

  /** Conditions that are not normal. */
  get open(): ReadonlySet<Combined> {
    return this.#set.open;
  }

  /** Takes up the alarms that are active. */
  restoreAlarms(): void {
    this.#alarms.watch(this.#rules);
  }

  /** Takes up a kept condition; false when no rule watches it any more. */
  restore(kept: ReadingBody): boolean {
    const rule = this.#rules.find((each) => each.name === kept.rule && isCombined(each));
    if (rule === undefined) return false;
    const condition = this.#conditionAt(rule, placeOf(rule, kept));
    if (condition === null) return false;
    const states = statesFrom(kept.levels, condition);
    if (states.every((state) => state.state === "normal")) return false;
    this.#set.enter(condition, states);
    return true;
  }

  /** Takes up what is kept of hours. */
  restoreHours(rows: readonly ConditionRow[]): void {
    for (const row of rows) this.#hours.restore(row);
  }

  /** True when a metric concerns a combination at all. */
  follows(metric: string): boolean {
    return this.#byMetric.has(metric);
  }

  /** Looks at what a reading concerns; `live` false when the reading is late: then it changes no state. */
  look(
    series: Series,
    now: { readonly recording: Recording; readonly at: Moment; readonly live: boolean },
  ): void {
    for (const condition of this.#concernedBy(series)) {
      if (now.live) this.#step(condition, now.recording, now.at);
      this.#wakeWhenOpen(condition, now.recording.nowMs);
    }
  }

  /** Takes up a change of an alarm that was just recorded. */
  alarmChanged(alarm: Alarm, recording: Recording): void {
    if (!this.#alarms.follow(alarm)) return;
    const { site, node, lastChanged } = alarm;
    const rules = new Set(this.#alarms.rulesOf(alarm).flatMap((name) => this.#byReference.get(name) ?? []));
    for (const rule of rules) {
      for (const condition of this.#at(rule, { site, node }, null)) {
        this.#step(condition, recording, lastChanged);
        this.#wakeWhenOpen(condition, recording.nowMs);
      }
    }
  }

  /** Values of a series that change nothing as things are. */
  quiet(series: Series, nowMs: number): Band {
    let band = everything;
    for (const condition of this.#concernedBy(series)) {
      if (this.#isOpen(condition, nowMs)) return nothing;
      for (const term of condition.spec.metricTerms) {
        if (term.metric.name === series.metricName) band = within(band, this.ground.sameSide(term, series));
      }
    }
    return band;
  }

  nextDueMs(): number {
    const nextHoursMs = this.#findsHours() ? this.#hours.nextMs() : Number.POSITIVE_INFINITY;
    return Math.min(this.#set.nextDueMs(), nextHoursMs);
  }

  #findsHours(): boolean {
    const { catalog } = this.#parts;
    for (; !this.#goesByHours && this.#seriesSeen < catalog.size; this.#seriesSeen++) {
      const rules = this.#byMetric.get(catalog.at(this.#seriesSeen)?.metricName ?? "") ?? [];
      this.#goesByHours = rules.some((rule) => this.#hours.watches(rule));
    }
    return this.#goesByHours;
  }

  /** Completes what time alone completes, and looks at what hours decide on, in the order of their instants. */
  tick(recording: Recording): void {
    for (const { rule, borderMs } of this.#findsHours() ? this.#hours.cross(recording) : []) {
      this.#completeDelays(recording, borderMs);
      const at: Moment = { eventAtMs: borderMs, receivedAtMs: recording.nowMs, clock: "receiver" };
      for (const condition of this.#everywhere(rule)) {
        this.#step(condition, recording, at);
        this.#wakeWhenOpen(condition, recording.nowMs);
      }
    }
    this.#completeDelays(recording, recording.nowMs);
  }

  #completeDelays(recording: Recording, untilMs: number): void {
    const parts = { ...this.#parts, ground: this.ground };
    this.#set.completeDelays(
      recording,
      (condition, reached) => combinedFiring(condition, reached, parts),
      untilMs,
    );
  }

  /** The conditions of a rule wherever something is known of what it asks, in the order of their keys. */
  #everywhere(rule: Rule): readonly Combined[] {
    const found = new Set<Combined>();
    for (const series of this.#parts.catalog) {
      if (this.#byMetric.get(series.metricName)?.includes(rule) !== true) continue;
      for (const condition of this.#at(rule, series, series.metricName)) found.add(condition);
    }
    for (const alarm of this.#parts.book.activeAlarms()) {
      if (!this.#alarms.rulesOf(alarm).some((name) => this.#byReference.get(name)?.includes(rule))) continue;
      for (const condition of this.#at(rule, alarm, null)) found.add(condition);
    }
    for (const condition of this.#known.values()) {
      if (condition.spec.rule.name === rule.name) found.add(condition);
    }
    return [...found].sort((one, other) => (one.key < other.key ? -1 : 1));
  }

  reset(alarm: string, recording: Recording): void {
    this.#set.reset(alarm, recording);
  }

  /**
   * Works with other rules, or with the same ones after the plan changed; conditions of rules that `isKept` says yes to
   * keep their state. Answers the conditions that were open and are watched no longer.
   */
  change(rules: readonly Rule[], isKept: (before: Rule, after: Rule) => boolean): readonly Combined[] {
    const before = this.#set.clear();
    this.#known.clear();
    this.#take(rules);
    this.#alarms.watch(rules);
    return before.filter((old) => !this.#takeOver(old, isKept));
  }

  #takeOver(old: Combined, isKept: (before: Rule, after: Rule) => boolean): boolean {
    const rule = this.#rules.find((each) => each.name === old.spec.rule.name && isCombined(each));
    const condition = rule === undefined ? null : this.#conditionAt(rule, old.place);
    if (condition === null || !isKept(old.spec.rule, condition.spec.rule)) return false;
    this.#set.enter(condition, statesFrom(statesOf(old), condition));
    return true;
  }

  #take(rules: readonly Rule[]): void {
    this.#rules = rules;
    const specs = rules
      .filter(isCombined)
      .flatMap((rule) =>
        [rule, ...Object.values(rule.variants)].flatMap((each) =>
          each === null ? [] : { rule, spec: specOf(each) },
        ),
      );
    this.#byMetric = rulesBy(specs, ({ metricTerms }) => metricTerms.map(({ metric }) => metric.name));
    this.#byReference = rulesBy(specs, ({ alertTerms }) => alertTerms.map(({ rule }) => rule));
    const byHours = Map.groupBy(
      specs.filter(({ spec }) => spec.hoursTerms.length > 0),
      ({ rule }) => rule,
    );
    this.#hours.take(
      new Map([...byHours].map(([rule, each]) => [rule, each.flatMap(({ spec }) => spec.hoursTerms)])),
    );
    this.#seriesSeen = 0;
    // Alarms come and go: such a rule is looked at whether there are any or not.
    this.#goesByHours = [...byHours.values()].flat().some(({ spec }) => spec.alertTerms.length > 0);
  }

  #concernedBy(series: Series): readonly Combined[] {
    const rules = this.#byMetric.get(series.metricName) ?? [];
    return rules.flatMap((rule) => this.#at(rule, series, series.metricName));
  }

  /** The conditions of a rule that something at a node concerns: one for the site, the node's, or every node's. */
  #at(rule: Rule, { site, node }: Pick<Series, "site" | "node">, metric: string | null): readonly Combined[] {
    const spec = specOf(rule);
    if (spec.scope === "site") return this.#listed(rule, { site, node: null });
    const reaching =
      metric === null
        ? spec.alertTerms.some(({ at }) => at === "site")
        : spec.metricTerms.some((term) => term.metric.name === metric && term.at === "site");
    if (!reaching) return this.#listed(rule, { site, node });
    const own = spec.metricTerms.filter(({ at }) => at === "node").map((term) => term.metric.name);
    const nodes = own.flatMap((name) =>
      this.ground.seriesOf(name, { site, node: null }).map((series) => series.node),
    );
    const places = new Set(nodes.length === 0 ? [node] : nodes);
    return [...places].sort().flatMap((place) => this.#listed(rule, { site, node: place }));
  }

  #listed(rule: Rule, place: Place): readonly Combined[] {
    const condition = this.#conditionAt(rule, place);
    return condition === null ? [] : [condition];
  }

  #conditionAt(rule: Rule, place: Place): Combined | null {
    const key = `${place.site}/${place.node ?? ""}/${rule.name}`;
    const known = this.#known.get(key);
    if (known !== undefined) return known;
    const siteClass = this.#parts.describeSite(place.site)?.class;
    const [inForce] = rulesAt([rule], { ...place, siteClass });
    if (inForce === undefined || !isCombined(inForce)) return null;
    const made = new Combined(specOf(inForce), place);
    this.#known.set(key, made);
    return made;
  }

  #step(condition: Combined, recording: Recording, at: Moment): void {
    const { spec, place } = condition;
    const answeredMs = spec.hoursTerms.length === 0 ? at.eventAtMs : this.#hours.answeredMs(spec.rule.name);
    const instant = { nowMs: recording.nowMs, hoursAtMs: Math.max(at.eventAtMs, answeredMs) };
    const verdicts = spec.levels.map(({ term }): Verdict => {
      const truth = this.ground.truth(term, place, instant);
      return truth === null ? "between" : truth ? "bad" : "good";
    });
    this.#set.advance(condition, {
      recording,
      at,
      eventFor: (level) => ({ kind: "reading", verdict: verdicts[level] ?? "between", at }),
      firing: (reached) =>
        combinedFiring(condition, { ...reached, at }, { ...this.#parts, ground: this.ground }),
    });
  }

  /** True while readings of its series have to be looked at one by one: not normal, or bad but for the hour. */
  #isOpen({ spec, place, states }: Combined, nowMs: number): boolean {
    if (states.some((state) => state.state !== "normal")) return true;
    const instant = { nowMs, hoursAtMs: null };
    return spec.levels.some(({ term }) => this.ground.truth(term, place, instant) !== false);
  }

  #wakeWhenOpen(condition: Combined, nowMs?: number): void {
    const isOpen =
      nowMs === undefined
        ? condition.states.some((state) => state.state !== "normal")
        : this.#isOpen(condition, nowMs);
    if (!isOpen) return;
    for (const series of condition.series(this.ground)) this.#parts.wake(series);
  }
}

const rulesBy = (
  specs: readonly { readonly rule: Rule; readonly spec: Spec }[],
  namesOf: (spec: Spec) => readonly string[],
): ReadonlyMap<string, readonly Rule[]> => {
  const found = new Map<string, Set<Rule>>();
  for (const { rule, spec } of specs) {
    for (const name of namesOf(spec)) found.set(name, (found.get(name) ?? new Set()).add(rule));
  }
  return new Map([...found].map(([name, rules]) => [name, [...rules]]));
};

const statesOf = ({ levels, states }: Combined): { severity: string; is: LevelState }[] =>
  levels.map(({ severity }, index) => ({ severity, is: states[index] ?? { state: "normal" } }));

const placeOf = (rule: Rule, { site, node }: ReadingBody): Place => ({
  site,
  node: rule.kind === "combination" && rule.scope === "site" ? null : node,
});
