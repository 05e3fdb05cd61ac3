import { z } from "zod";
import { severities } from "../../telemetry/severity.ts";
import { durationSchema } from "./duration.ts";
import type { CombinationRule, Term } from "./rule.ts";
import { termSchema } from "./term.ts";
import { complain, wordsOf, wordsShape } from "./words.ts";

const terms = z.array(termSchema("node")).min(1);

const shape = z.strictObject({
  ...wordsShape,
  kind: z.literal("combination"),
  scope: z.enum(["node", "site"]).default("node"),
  all: terms.optional(),
  // In brackets: as a bare word it reads like the type.
  ["any"]: terms.optional(),
  severity: z.enum(severities),
  for: durationSchema.default(0),
  keep_firing_for: durationSchema.default(0),
});

const termOf = (parsed: z.output<typeof shape>): Term | undefined => {
  const { all, ["any"]: some } = parsed;
  if (all !== undefined) return some === undefined ? { kind: "all", terms: all } : undefined;
  return some === undefined ? undefined : { kind: "any", terms: some };
};

/** Rules on several things at once. */
export const combinationKind = {
  kind: "combination",
  schema: shape.transform((parsed, context): CombinationRule => {
    const words = wordsOf(parsed, ["site", "node"], context);
    const term = termOf(parsed);
    if (term === undefined) {
      complain(context, ["all"], { message: "must stand alone", fix: "give one of all and any" });
      return z.NEVER;
    }
    return {
      ...words,
      kind: "combination",
      scope: parsed.scope,
      term,
      severity: parsed.severity,
      forMs: parsed.for,
      keepFiringForMs: parsed.keep_firing_for,
    };
  }),
} as const;
