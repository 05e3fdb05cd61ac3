import { presentValue } from "../telemetry/metrics.ts";
import type { Severity } from "../telemetry/severity.ts";
import type { Evidence, Moment, ThresholdFacts } from "./alarm.ts";
import type { Firing } from "./alarm-life.ts";
import type { Condition } from "./program.ts";
import type { SiteDescription } from "./routes.ts";
import { renderText } from "./rules/text.ts";

/** What is known when a condition on readings fires. */
export interface FiringFacts {
  readonly severity: Severity;
  readonly at: Moment;
  /** Event time of the first reading beyond the limit of this severity. */
  readonly armedSinceMs: number;
  /** The stored value that decided. */
  readonly value: number;
  readonly site: SiteDescription | undefined;
  readonly evidence: readonly Evidence[];
}

const thresholdOf = ({ rule, levels }: Condition, facts: FiringFacts): ThresholdFacts | null => {
  const limits = levels.find((level) => level.severity === facts.severity)?.limits;
  if (rule.kind !== "threshold" || limits === null || limits === undefined) return null;
  return {
    metric: rule.metric.name,
    unit: rule.metric.unit,
    direction: rule.direction === "above" ? "high" : "low",
    observed: facts.value,
    raiseAt: limits.raiseAt,
    clearAt: limits.clearAt,
    armedSinceMs: facts.armedSinceMs,
  };
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
      site: facts.site?.name ?? series.site,
      node: series.node,
    }),
    threshold,
    evidence: facts.evidence,
  };
};
