import type { NodeCode, SiteCode } from "../telemetry/identifiers.ts";
import type { Series } from "../telemetry/series-catalog.ts";
import type { Severity } from "../telemetry/severity.ts";
import type { Subject } from "./alarm-life.ts";
import { type LevelDelays, type LevelState, normal, type Verdict } from "./condition.ts";
import type { Standing } from "./condition-set.ts";
import { alarmIdOf } from "./identity.ts";
import {
  type Band,
  everything,
  type Figure,
  forecastTrend,
  judgeForecast,
  judgeRate,
  rateTrend,
  type Trend,
} from "./rate-trend.ts";
import type {
  ForecastRule,
  Limit,
  RateRule,
  Rule,
  StateRule,
  ThresholdLevel,
  ThresholdRule,
} from "./rules/rule.ts";

/** A number that the plan promises for a node ("breakerAmperes" …; "travelMinutes" of its site); undefined when it says nothing. */
export type PlannedNumber = (site: SiteCode, node: NodeCode, name: string) => number | undefined;

/** A rule on one metric's readings alone. */
export type ReadingRule = ThresholdRule | StateRule | RateRule | ForecastRule;

/** One severity of a condition, with its limits as numbers. */
export interface CompiledLevel {
  readonly severity: Severity;
  readonly delays: LevelDelays;
  /** What a value, or what the course of the value says, means for the level. */
  readonly judge: (figure: Figure) => Verdict;
  /** Null for states. */
  readonly limits: { readonly raiseAt: number; readonly clearAt: number } | null;
  /** Values that are not bad for this level, whatever came before. */
  readonly quiet: Band;
}

/** A rule at work on one series, with the state of its levels. */
export interface Condition extends Standing {
  readonly rule: ReadingRule;
  readonly series: Series;
  readonly levels: readonly CompiledLevel[];
  /** The course that a rate or a forecast looks at; null for the others. */
  readonly trend: Trend | null;
  states: readonly LevelState[];
}

/** What is to be done with a reading of one series. */
export interface Program {
  readonly conditions: readonly Condition[];
  /** While every condition is normal, a value in here changes nothing; trends and combinations may know better. */
  readonly quiet: Band;
}

/** Values in both bands. */
export const within = (one: Band, other: Band): Band => ({
  low: Math.max(one.low, other.low),
  high: Math.min(one.high, other.high),
});

type Sides = Pick<CompiledLevel, "judge" | "limits" | "quiet">;

const aboveLevel = (raiseAt: number, clearAt: number): Sides => ({
  judge: ({ amount }) => (amount > raiseAt ? "bad" : amount <= clearAt ? "good" : "between"),
  limits: { raiseAt, clearAt },
  quiet: { low: Number.NEGATIVE_INFINITY, high: raiseAt },
});

const belowLevel = (raiseAt: number, clearAt: number): Sides => ({
  judge: ({ amount }) => (amount < raiseAt ? "bad" : amount >= clearAt ? "good" : "between"),
  limits: { raiseAt, clearAt },
  quiet: { low: raiseAt, high: Number.POSITIVE_INFINITY },
});

/** A limit as a number for a node; undefined when the plan does not give it. */
export const limitValue = (
  limit: Limit,
  { site, node }: Pick<Series, "site" | "node">,
  planned: PlannedNumber,
): number | undefined => {
  if (limit.kind === "fixed") return limit.value;
  const promised = planned(site, node, limit.name);
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
    judge: ({ amount }) => (rule.bad.includes(amount) ? "bad" : "good"),
    limits: null,
    quiet: quietRun(rule.bad, rule.metric.kind === "word" ? rule.metric.words.length : 2),
  },
];

const rateLevels = (rule: RateRule): CompiledLevel[] =>
  rule.levels.map((level) => ({
    severity: level.severity,
    delays: { forMs: level.forMs, keepFiringForMs: rule.keepFiringForMs, holds: false },
    judge: judgeRate(level),
    limits: { raiseAt: level.change, clearAt: level.clear },
    quiet: everything,
  }));

const forecastLevels = (rule: ForecastRule, limit: number): CompiledLevel[] =>
  rule.levels.map(({ severity, withinMs, forMs }) => ({
    severity,
    delays: { forMs, keepFiringForMs: rule.keepFiringForMs, holds: false },
    judge: judgeForecast(withinMs),
    limits: { raiseAt: limit, clearAt: limit },
    quiet: everything,
  }));

type Work = Pick<Condition, "levels" | "trend">;

const workOf = (rule: ReadingRule, series: Series, planned: PlannedNumber): Work => {
  switch (rule.kind) {
    case "threshold":
      return { levels: thresholdLevels(rule, series, planned), trend: null };
    case "state":
      return { levels: stateLevels(rule), trend: null };
    case "rate":
      return { levels: rateLevels(rule), trend: rateTrend(rule) };
    case "forecast": {
      const limit = limitValue(rule.limit, series, planned);
      if (limit === undefined) return { levels: [], trend: null };
      return { levels: forecastLevels(rule, limit), trend: forecastTrend(rule, limit) };
    }
  }
};

/** The key under which a condition is kept, and whose alarm it raises. */
export const standingAt = (
  rule: Rule,
  { site, node }: Pick<Series, "site" | "node">,
): { readonly key: string; readonly subject: Subject } => {
  const identity = { site, node, type: rule.name, qualifier: "" };
  return { key: `${site}/${node}/${rule.name}`, subject: { ...identity, id: alarmIdOf(identity), rule } };
};

const conditionOf = (rule: ReadingRule, series: Series, planned: PlannedNumber): Condition | null => {
  const work = workOf(rule, series, planned);
  if (work.levels.length === 0) return null;
  return { ...standingAt(rule, series), ...work, rule, series, states: work.levels.map(() => normal) };
};

/** True for a rule that looks at readings of one series; states that escalate look further. */
const isReadingRule = (rule: Rule): rule is ReadingRule =>
  rule.kind === "threshold" ||
  rule.kind === "rate" ||
  rule.kind === "forecast" ||
  (rule.kind === "state" && rule.escalate.length === 0);

/** Compiles the rules on a metric for one of its series; levels without a planned number are left out. */
export const compileProgram = (rules: readonly Rule[], series: Series, planned: PlannedNumber): Program => {
  const conditions = rules.filter(isReadingRule).flatMap((rule) => conditionOf(rule, series, planned) ?? []);
  const bands = conditions.flatMap((condition) => condition.levels.map((level) => level.quiet));
  return { conditions, quiet: bands.reduce(within, everything) };
};
