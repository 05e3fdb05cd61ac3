import { z } from "zod";
import type { Metric } from "../../telemetry/metrics.ts";
import { type Severity, severities, severityRank } from "../../telemetry/severity.ts";
import { durationSchema } from "./duration.ts";
import { limitOf, limitSchema } from "./limit.ts";
import type { ThresholdLevel, ThresholdRule } from "./rule.ts";
import { complain, type IssueSink, metricOf, wordsOf, wordsShape } from "./words.ts";

const level = z.strictObject({
  severity: z.enum(severities),
  raise: limitSchema,
  clear: z.number().optional(),
  hysteresis: z.number().nonnegative().optional(),
  for: durationSchema.optional(),
});

const shape = z.strictObject({
  ...wordsShape,
  kind: z.literal("threshold"),
  metric: z.string(),
  direction: z.enum(["above", "below"]),
  for: durationSchema.default(0),
  keep_firing_for: durationSchema.default(0),
  levels: z.array(level).min(1).max(5),
});

type Parsed = z.output<typeof shape>;
type ParsedLevel = Parsed["levels"][number];

const levelOf = (parsed: ParsedLevel, forMs: number): ThresholdLevel => ({
  severity: parsed.severity,
  raise: limitOf(parsed.raise),
  clear:
    parsed.clear === undefined
      ? { kind: "hysteresis", by: parsed.hysteresis ?? 0 }
      : { kind: "value", value: parsed.clear },
  forMs: parsed.for ?? forMs,
});

/** True when `one` is further from normal than `other`, or equal with `orEqual`. */
const beyond = (direction: "above" | "below", one: number, other: number): boolean =>
  direction === "above" ? one > other : one < other;

const checkClear = (rule: Parsed, index: number, sink: IssueSink): void => {
  const { raise, clear, hysteresis } = rule.levels[index] ?? {};
  if (clear === undefined) return;
  const path = ["levels", index, "clear"];
  if (hysteresis !== undefined) {
    complain(sink, path, { message: "stands beside hysteresis", fix: "give one of clear and hysteresis" });
  }
  if (typeof raise !== "number") {
    complain(sink, path, { message: "can't go with a planned limit", fix: "give hysteresis instead" });
  } else if (beyond(rule.direction, clear, raise)) {
    complain(sink, path, {
      message: `contradicts the raise value ${raise}: the alarm would clear while it is raised`,
      fix: `use a value ${rule.direction === "above" ? "at most" : "at least"} ${raise}`,
    });
  }
};

const checkRange = (rule: Parsed, metric: Metric, sink: IssueSink): void => {
  if (metric.kind !== "number") return;
  for (const [index, { raise }] of rule.levels.entries()) {
    if (typeof raise !== "number" || (raise >= metric.minimum && raise <= metric.maximum)) continue;
    complain(sink, ["levels", index, "raise"], {
      message: `is outside the physical range of ${metric.name}`,
      fix: `use a value from ${metric.minimum} to ${metric.maximum} ${metric.unit}`.trim(),
    });
  }
};

const checkOrder = (rule: Parsed, sink: IssueSink): void => {
  const seen = new Map<Severity, number>();
  for (const [index, { severity, raise }] of rule.levels.entries()) {
    if (seen.has(severity)) {
      complain(sink, ["levels", index, "severity"], {
        message: "is there twice",
        fix: "give each severity once",
      });
    }
    seen.set(severity, index);
    const weaker = rule.levels.find(
      (other) =>
        severityRank(other.severity) < severityRank(severity) &&
        typeof other.raise === "number" &&
        typeof raise === "number" &&
        !beyond(rule.direction, raise, other.raise),
    );
    if (weaker === undefined) continue;
    complain(sink, ["levels", index, "raise"], {
      message: `contradicts the ${weaker.severity} level: the stronger severity would come first`,
      fix: `use a value ${rule.direction} ${JSON.stringify(weaker.raise)}`,
    });
  }
};

/** Rules on a measured value: one direction, one to five severities that escalate one alarm. */
export const thresholdKind = {
  kind: "threshold",
  schema: shape.transform((parsed, context): ThresholdRule => {
    const words = wordsOf(parsed, ["metric", "value", "limit", "unit", "band", "site", "node"], context);
    const metric = metricOf(parsed.metric, ["number"], context);
    checkOrder(parsed, context);
    for (const index of parsed.levels.keys()) checkClear(parsed, index, context);
    if (metric === undefined) return z.NEVER;
    checkRange(parsed, metric, context);
    const levels = parsed.levels.map((each) => levelOf(each, parsed.for));
    levels.sort((one, other) => severityRank(one.severity) - severityRank(other.severity));
    return {
      ...words,
      kind: "threshold",
      metric,
      direction: parsed.direction,
      levels,
      keepFiringForMs: parsed.keep_firing_for,
    };
  }),
} as const;
