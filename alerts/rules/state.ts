import { z } from "zod";
import type { Metric } from "../../telemetry/metrics.ts";
import { severities } from "../../telemetry/severity.ts";
import { durationSchema } from "./duration.ts";
import type { StateRule } from "./rule.ts";
import { complain, type IssueSink, metricOf, wordsOf, wordsShape } from "./words.ts";

const word = z.union([z.boolean(), z.string()]);

const shape = z.strictObject({
  ...wordsShape,
  kind: z.literal("state"),
  metric: z.string(),
  is: z.union([word, z.array(word).min(1)]),
  severity: z.enum(severities),
  for: durationSchema.default(0),
  keep_firing_for: durationSchema.default(0),
});

const storedValue = (metric: Metric, value: boolean | string): number => {
  if (metric.kind === "boolean") return typeof value === "boolean" ? Number(value) : -1;
  return metric.kind === "word" && typeof value === "string" ? metric.words.indexOf(value) : -1;
};

const legalValues = (metric: Metric): readonly string[] =>
  metric.kind === "word" ? metric.words : ["true", "false"];

const badValues = (metric: Metric, values: readonly (boolean | string)[], sink: IssueSink): number[] => {
  const stored = values.map((value) => storedValue(metric, value));
  if (stored.includes(-1)) {
    complain(sink, ["is"], {
      message: `is no value of ${metric.name}`,
      fix: `use one of ${legalValues(metric).join(", ")}`,
    });
  } else if (new Set(stored).size === legalValues(metric).length) {
    complain(sink, ["is"], {
      message: `names every value of ${metric.name}: the alarm would never clear`,
      fix: "leave at least one value out",
    });
  }
  return stored;
};

/** Rules on a boolean or word that holds until it changes. */
export const stateKind = {
  kind: "state",
  schema: shape.transform((parsed, context): StateRule => {
    const words = wordsOf(parsed, ["metric", "value", "site", "node"], context);
    const metric = metricOf(parsed.metric, ["boolean", "word"], context);
    if (metric === undefined) return z.NEVER;
    return {
      ...words,
      kind: "state",
      metric,
      bad: badValues(metric, Array.isArray(parsed.is) ? parsed.is : [parsed.is], context),
      severity: parsed.severity,
      forMs: parsed.for,
      keepFiringForMs: parsed.keep_firing_for,
    };
  }),
} as const;
