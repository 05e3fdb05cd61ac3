import type { NodeCode, SiteCode } from "../telemetry/identifiers.ts";
import type { Series } from "../telemetry/series-catalog.ts";
import type { Severity } from "../telemetry/severity.ts";
import type { Subject } from "./alarm-life.ts";
import { type LevelDelays, type LevelState, normal, type Verdict } from "./condition.ts";
import { alarmIdOf } from "./identity.ts";
import type { Limit, StateRule, ThresholdLevel, ThresholdRule } from "./rules/rule.ts";

/** A number that the plan promises for a node ("breakerAmperes" …; "travelMinutes" of its site); undefined when it says nothing. */
export type PlannedNumber = (site: SiteCode, node: NodeCode, name: string) => number | undefined;

/** A rule on one metric's readings. */
export type ReadingRule = ThresholdRule | StateRule;

/** One severity of a condition, with its limits as numbers. */
interface CompiledLevel {
  readonly severity: Severity;
  readonly delays: LevelDelays;
  readonly judge: (value: number) => Verdict;
  /** Null for states. */
  readonly limits: { readonly raiseAt: number; readonly clearAt: number } | null;
  /** Values from `low` to `high` are not bad for this level. */
  readonly quiet: Band;
}

/** Closed interval; empty when `low` > `high`. */
interface Band {
  readonly low: number;
  readonly high: number;
}

/** A rule at work on one series, with the state of its levels. */
export interface Condition {
  readonly key: string;
  readonly rule: ReadingRule;
  readonly subject: Subject;
  readonly series: Series;
  readonly levels: readonly CompiledLevel[];
  states: readonly LevelState[];
}

/** What is to be done with a reading of one series. */
export interface Program {
  readonly conditions: readonly Condition[];
  /** While every condition is normal, a value in here changes nothing. */
  readonly quiet: Band;
}

const everything: Band = { low: Number.NEGATIVE_INFINITY, high: Number.POSITIVE_INFINITY };

const within = (one: Band, other: Band): Band => ({
  low: Math.max(one.low, other.low),
  high: Math.min(one.high, other.high),
});

const aboveLevel = (raiseAt: number, clearAt: number): Pick<CompiledLevel, "judge" | "limits" | "quiet"> => ({
  judge: (value) => (value > raiseAt ? "bad" : value <= clearAt ? "good" : "between"),
  limits: { raiseAt, clearAt },
  quiet: { low: Number.NEGATIVE_INFINITY, high: raiseAt },
});

const belowLevel = (raiseAt: number, clearAt: number): Pick<CompiledLevel, "judge" | "limits" | "quiet"> => ({
  judge: (value) => (value < raiseAt ? "bad" : value >= clearAt ? "good" : "between"),
  limits: { raiseAt, clearAt },
  quiet: { low: raiseAt, high: Number.POSITIVE_INFINITY },
});

const limitValue = (limit: Limit, series: Series, planned: PlannedNumber): number | undefined => {
  if (limit.kind === "fixed") return limit.value;
  const promised = planned(series.site, series.node, limit.name);
  return promised === undefined ? undefined : promised * limit.times + limit.offset;
};

const clearValue = (rule: ThresholdRule, level: ThresholdLevel, raiseAt: number): number => {
  if (level.clear.kind === "value") return level.clear.value;
  return rule.direction === "above" ? raiseAt - level.clear.by : raiseAt + level.clear.by;
};

const thresholdLevels = (rule: ThresholdRule, series: Series, planned: PlannedNumber): CompiledLevel[] =>
  rule.levels.flatMap((level) => {
    const raiseAt = limitValue(level.raise, series, planned);
    if (raiseAt === undefined) return [];
    const clearAt = clearValue(rule, level, raiseAt);
    const delays = { forMs: level.forMs, keepFiringForMs: rule.keepFiringForMs, holds: false };
    const limits = rule.direction === "above" ? aboveLevel(raiseAt, clearAt) : belowLevel(raiseAt, clearAt);
    return [{ severity: level.severity, delays, ...limits }];
  });

/** The longest run of neighbouring values of a state that are not bad; states are stored as 0 … `count` - 1. */
const quietRun = (bad: readonly number[], count: number): Band => {
  const edges = [-1, ...[...bad].sort((one, other) => one - other), count];
  let best: Band = { low: 1, high: 0 };
  for (let index = 1; index < edges.length; index++) {
    const low = (edges[index - 1] ?? 0) + 1;
    const high = (edges[index] ?? 0) - 1;
    if (high - low > best.high - best.low) best = { low, high };
  }
  return best;
};

const stateLevels = (rule: StateRule): CompiledLevel[] => [
  {
    severity: rule.severity,
    delays: { forMs: rule.forMs, keepFiringForMs: rule.keepFiringForMs, holds: true },
    judge: (value) => (rule.bad.includes(value) ? "bad" : "good"),
    limits: null,
    quiet: quietRun(rule.bad, rule.metric.kind === "word" ? rule.metric.words.length : 2),
  },
];

const conditionOf = (rule: ReadingRule, series: Series, planned: PlannedNumber): Condition | null => {
  const levels = rule.kind === "state" ? stateLevels(rule) : thresholdLevels(rule, series, planned);
  if (levels.length === 0) return null;
  const identity = { site: series.site, node: series.node, type: rule.name, qualifier: "" };
  return {
    key: `${series.site}/${series.node}/${rule.name}`,
    rule,
    subject: { ...identity, id: alarmIdOf(identity), rule },
    series,
    levels,
    states: levels.map(() => normal),
  };
};

/** Compiles the rules on a metric for one of its series; levels without a planned number are left out. */
export const compileProgram = (
  rules: readonly ReadingRule[],
  series: Series,
  planned: PlannedNumber,
): Program => {
  const conditions = rules.flatMap((rule) => conditionOf(rule, series, planned) ?? []);
  const bands = conditions.flatMap((condition) => condition.levels.map((level) => level.quiet));
  return { conditions, quiet: bands.reduce(within, everything) };
};
