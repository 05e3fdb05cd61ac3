import { z } from "zod";
import { type Severity, severities, severityRank } from "../../telemetry/severity.ts";
import { durationSchema } from "./duration.ts";
import type { RateRule } from "./rule.ts";
import { termSchema, termsOf } from "./term.ts";
import { complain, type IssueSink, numberMetricOf, wordsOf, wordsShape } from "./words.ts";

const level = z.strictObject({
  severity: z.enum(severities),
  change: z.number().positive(),
  clear: z.number().optional(),
  for: durationSchema.optional(),
});

/** A time over which a trend is looked at, as written. */
export const windowSchema = durationSchema.refine((ms) => ms >= 10_000 && ms <= 86_400_000, {
  message: "is no window of a trend",
  params: { fix: "use a duration from 10s to 1d" },
});

/** What has to hold for a trend to be looked at, as written: what readings alone decide. */
export const whileSchema = termSchema("node").refine(
  (term) => termsOf(term).every(({ kind }) => kind !== "alert" && kind !== "hours"),
  { message: "goes beyond readings", params: { fix: "use terms on metrics, joined by all, any and not" } },
);

const shape = z.strictObject({
  ...wordsShape,
  kind: z.literal("rate"),
  metric: z.string(),
  direction: z.enum(["rise", "fall"]),
  window: windowSchema,
  while: whileSchema.optional(),
  for: durationSchema.default(0),
  keep_firing_for: durationSchema.default(0),
  levels: z.array(level).min(1).max(5),
});

type Parsed = z.output<typeof shape>;

/** Reports severities that are there twice, and stronger ones that come before weaker ones. */
export const checkGrowing = (
  levels: readonly { readonly severity: Severity; readonly figure: number }[],
  key: string,
  sink: IssueSink,
): void => {
  for (const [index, { severity, figure }] of levels.entries()) {
    const clash = levels.find(
      (other, place) =>
        place !== index &&
        (other.severity === severity ||
          (severityRank(other.severity) < severityRank(severity) && other.figure >= figure)),
    );
    if (clash === undefined) continue;
    complain(sink, ["levels", index, clash.severity === severity ? "severity" : key], {
      message:
        clash.severity === severity
          ? "is there twice"
          : `contradicts the ${clash.severity} level: the stronger severity would come first`,
      fix: "give each severity once, each stronger one harder to reach",
    });
  }
};

const checkLevels = (parsed: Parsed, sink: IssueSink): void => {
  checkGrowing(
    parsed.levels.map(({ severity, change }) => ({ severity, figure: change })),
    "change",
    sink,
  );
  for (const [index, { change, clear }] of parsed.levels.entries()) {
    if (clear === undefined || clear < change) continue;
    complain(sink, ["levels", index, "clear"], {
      message: `contradicts the change ${change}: the alarm would clear while it is raised`,
      fix: `use a value below ${change}`,
    });
  }
};

/** Rules on how fast a value changes. */
export const rateKind = {
  kind: "rate",
  schema: shape.transform((parsed, context): RateRule => {
    const words = wordsOf(
      parsed,
      ["metric", "value", "change", "limit", "unit", "window", "site", "node"],
      context,
    );
    const metric = numberMetricOf(parsed.metric, context);
    checkLevels(parsed, context);
    if (metric === undefined) return z.NEVER;
    const levels = parsed.levels.map(({ severity, change, clear, for: forMs }) => ({
      severity,
      change,
      clear: clear ?? change / 2,
      forMs: forMs ?? parsed.for,
    }));
    return {
      ...words,
      kind: "rate",
      metric,
      direction: parsed.direction,
      windowMs: parsed.window,
      levels: levels.sort((one, other) => severityRank(one.severity) - severityRank(other.severity)),
      keepFiringForMs: parsed.keep_firing_for,
      while: parsed.while ?? null,
    };
  }),
} as const;
