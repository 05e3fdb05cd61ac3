import { z } from "zod";
import { severities, severityRank } from "../../telemetry/severity.ts";
import { durationSchema } from "./duration.ts";
import { limitOf, limitSchema } from "./limit.ts";
import { rateSamplesMax } from "./limits.ts";
import { checkGrowing, whileSchema, windowSchema } from "./rate.ts";
import type { ForecastRule } from "./rule.ts";
import { complain, type IssueSink, numberMetricOf, wordsOf, wordsShape } from "./words.ts";

const level = z.strictObject({
  severity: z.enum(severities),
  within: durationSchema.refine((ms) => ms > 0, {
    message: "is no time ahead",
    params: { fix: "use a duration above 0" },
  }),
  for: durationSchema.optional(),
});

const shape = z.strictObject({
  ...wordsShape,
  kind: z.literal("forecast"),
  metric: z.string(),
  direction: z.enum(["above", "below"]),
  limit: limitSchema,
  window: windowSchema,
  samples: z.int().min(3).max(rateSamplesMax).default(5),
  fit: z.number().min(0).max(1).default(0.8),
  while: whileSchema.optional(),
  for: durationSchema.default(0),
  keep_firing_for: durationSchema.default(0),
  levels: z.array(level).min(1).max(5),
});

type Parsed = z.output<typeof shape>;

const checkLimit = (parsed: Parsed, range: readonly [number, number], sink: IssueSink): void => {
  if (typeof parsed.limit !== "number" || (parsed.limit >= range[0] && parsed.limit <= range[1])) return;
  complain(sink, ["limit"], {
    message: `is outside the physical range of ${parsed.metric}`,
    fix: `use a value from ${range[0]} to ${range[1]}`,
  });
};

/** Rules on a limit that will be reached. */
export const forecastKind = {
  kind: "forecast",
  schema: shape.transform((parsed, context): ForecastRule => {
    const words = wordsOf(parsed, ["metric", "value", "limit", "unit", "minutes", "site", "node"], context);
    const metric = numberMetricOf(parsed.metric, context);
    checkGrowing(
      parsed.levels.map(({ severity, within }) => ({ severity, figure: -within })),
      "within",
      context,
    );
    if (metric === undefined) return z.NEVER;
    checkLimit(parsed, [metric.minimum, metric.maximum], context);
    const levels = parsed.levels.map(({ severity, within, for: forMs }) => ({
      severity,
      withinMs: within,
      forMs: forMs ?? parsed.for,
    }));
    return {
      ...words,
      kind: "forecast",
      metric,
      direction: parsed.direction,
      limit: limitOf(parsed.limit),
      windowMs: parsed.window,
      samplesMin: parsed.samples,
      fitMin: parsed.fit,
      levels: levels.sort((one, other) => severityRank(one.severity) - severityRank(other.severity)),
      keepFiringForMs: parsed.keep_firing_for,
      while: parsed.while ?? null,
    };
  }),
} as const;
