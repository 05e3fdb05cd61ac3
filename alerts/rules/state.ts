import { z } from "zod";
import { severities, severityRank } from "../../telemetry/severity.ts";
import { durationSchema } from "./duration.ts";
import type { Escalation, StateRule } from "./rule.ts";
import { statesSchema, storedValues } from "./states.ts";
import { termSchema } from "./term.ts";
import { complain, type IssueSink, metricOf, wordsOf, wordsShape } from "./words.ts";

const shape = z.strictObject({
  ...wordsShape,
  kind: z.literal("state"),
  metric: z.string(),
  is: statesSchema,
  severity: z.enum(severities),
  for: durationSchema.default(0),
  keep_firing_for: durationSchema.default(0),
  escalate: z
    .array(
      z.strictObject({
        severity: z.enum(severities),
        for: durationSchema.optional(),
        all: z.array(termSchema("node")).min(1),
      }),
    )
    .max(4)
    .default([]),
});

type Parsed = z.output<typeof shape>;

const escalationsOf = (parsed: Parsed, sink: IssueSink): Escalation[] => {
  let weaker = parsed.severity;
  return parsed.escalate.map(({ severity, for: forMs, all }, index) => {
    if (severityRank(severity) <= severityRank(weaker)) {
      complain(sink, ["escalate", index, "severity"], {
        message: `is not stronger than ${weaker}`,
        fix: "let the severities grow from the rule's own",
      });
    }
    weaker = severity;
    return { severity, forMs: forMs ?? parsed.for, term: { kind: "all", terms: all } };
  });
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
      bad: storedValues(metric, parsed.is, context),
      severity: parsed.severity,
      forMs: parsed.for,
      keepFiringForMs: parsed.keep_firing_for,
      escalate: escalationsOf(parsed, context),
    };
  }),
} as const;
