import { z } from "zod";
import { severities, severityRank } from "../../telemetry/severity.ts";
import { durationSchema } from "./duration.ts";
import type { AbsenceRule } from "./rule.ts";
import { complain, type IssueSink, wordsOf, wordsShape } from "./words.ts";

const level = z.strictObject({
  severity: z.enum(severities),
  periods: z.number().min(1).max(1_000),
  plus: durationSchema.default(0),
});

const shape = z.strictObject({
  ...wordsShape,
  kind: z.literal("absence"),
  levels: z.array(level).min(1).max(5),
  grace: durationSchema.default(10_000),
  period_unknown: durationSchema.default(300_000),
});

type Parsed = z.output<typeof shape>;

const checkOrder = (rule: Parsed, sink: IssueSink): void => {
  for (const [index, { severity, periods, plus }] of rule.levels.entries()) {
    const clash = rule.levels.find(
      (other, place) =>
        place !== index &&
        severityRank(other.severity) <= severityRank(severity) &&
        (other.severity === severity || other.periods > periods || other.plus > plus),
    );
    if (clash === undefined) continue;
    complain(sink, ["levels", index], {
      message: `contradicts the ${clash.severity} level: a stronger severity must come later`,
      fix: "give each severity once, with periods and plus growing with the severity",
    });
  }
};

/** Rules on the silence of a device. */
export const absenceKind = {
  kind: "absence",
  schema: shape.transform((parsed, context): AbsenceRule => {
    const words = wordsOf(parsed, ["device", "site", "node"], context);
    checkOrder(parsed, context);
    const levels = parsed.levels.map(({ severity, periods, plus }) => ({ severity, periods, plusMs: plus }));
    levels.sort((one, other) => severityRank(one.severity) - severityRank(other.severity));
    return {
      ...words,
      kind: "absence",
      levels,
      graceMs: parsed.grace,
      periodUnknownMs: parsed.period_unknown,
    };
  }),
} as const;
