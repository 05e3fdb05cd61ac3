import { presentValue } from "../telemetry/metrics.ts";
import type { Severity } from "../telemetry/severity.ts";
import type { Alarm, Evidence, Moment, ThresholdFacts, TimeToSiteDown } from "./alarm.ts";
import type { Firing } from "./alarm-life.ts";
import type { Condition } from "./program.ts";
import type { Figure } from "./rate-trend.ts";
import type { SiteDescription } from "./routes.ts";
import { durationText } from "./rules/duration.ts";
import type { ForecastRule, RateRule, ThresholdRule } from "./rules/rule.ts";
import { renderText, type TextValues } from "./rules/text.ts";

/** What is known when a condition on readings fires. */
export interface FiringFacts {
  readonly severity: Severity;
  readonly at: Moment;
  /** Event time of the first reading beyond the limit of this severity. */
  readonly armedSinceMs: number;
  /** The stored value that decided. */
  readonly value: number;
  /** The value before it; null when there was none. */
  readonly valueBefore: number | null;
  /** What decided for a rate or a forecast; the value itself for others. */
  readonly figure: Figure;
  readonly site: SiteDescription | undefined;
  readonly evidence: readonly Evidence[];
  /** How long a site on battery still has. */
  readonly timeToSiteDown: TimeToSiteDown | null;
}

const unitOf = (rule: RateRule): string => `${rule.metric.unit} / ${durationText(rule.windowMs)}`.trim();

const isUpward = (rule: ThresholdRule | RateRule | ForecastRule): boolean =>
  rule.direction === "above" || rule.direction === "rise";

const thresholdOf = ({ rule, levels }: Condition, facts: FiringFacts): ThresholdFacts | null => {
  const limits = levels.find((level) => level.severity === facts.severity)?.limits;
  if (rule.kind === "state" || limits === null || limits === undefined) return null;
  return {
    metric: rule.metric.name,
    unit: rule.kind === "rate" ? unitOf(rule) : rule.metric.unit,
    direction: isUpward(rule) ? "high" : "low",
    observed: rule.kind === "rate" ? facts.figure.amount : facts.value,
    raiseAt: limits.raiseAt,
    clearAt: limits.clearAt,
    armedSinceMs: facts.armedSinceMs,
  };
};

/** Below this share of the metric's physical range two values count as the same. */
const steadyShare = 0.001;

const trendOf = ({ rule }: Condition, { value, valueBefore }: FiringFacts): Alarm["trend"] => {
  if (rule.kind === "rate" || rule.kind === "forecast") return isUpward(rule) ? "rising" : "falling";
  const { metric } = rule;
  if (metric.kind !== "number" || valueBefore === null) return null;
  const change = value - valueBefore;
  if (Math.abs(change) <= (metric.maximum - metric.minimum) * steadyShare) return "steady";
  return change > 0 ? "rising" : "falling";
};

const figuresOf = ({ rule }: Condition, { figure }: FiringFacts): TextValues => {
  if (rule.kind === "rate") return { change: figure.amount, window: durationText(rule.windowMs) };
  return rule.kind === "forecast" ? { minutes: Math.round(figure.amount / 60_000) } : {};
};

/** The minutes that a site still has, from p10 to p90, counted from what fires; the value alone when nobody knows. */
const bandOf = ({ timeToSiteDown: time, at, value }: FiringFacts): string => {
  if (time === null) return String(Math.round(value));
  const passed = Math.max(0, (at.eventAtMs - time.atMs) / 60_000);
  const left = (minutes: number): number => Math.max(0, Math.round(minutes - passed));
  return `${left(time.p10Minutes)}–${left(time.p90Minutes)}`;
};

/** Puts what fires into words and figures. */
export const firingOf = (condition: Condition, facts: FiringFacts): Firing => {
  const { rule, series } = condition;
  const threshold = thresholdOf(condition, facts);
  const shown = presentValue(rule.metric, facts.value);
  return {
    at: facts.at,
    severity: facts.severity,
    text: renderText(rule, {
      metric: rule.metric.label,
      value: typeof shown === "number" ? shown : String(shown),
      limit: threshold?.raiseAt ?? "",
      unit: rule.metric.unit,
      band: bandOf(facts),
      ...figuresOf(condition, facts),
      site: facts.site?.name ?? series.site,
      node: series.node,
    }),
    threshold,
    evidence: facts.evidence,
    trend: trendOf(condition, facts),
  };
};
