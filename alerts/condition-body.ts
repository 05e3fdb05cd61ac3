import { z } from "zod";
import { deviceId, nodeCode, siteCode } from "../telemetry/identifiers.ts";
import { severities } from "../telemetry/severity.ts";
import { canonicalState, type LevelState, normal } from "./condition.ts";
import type { Condition } from "./program.ts";

const since = z.object({ eventAtMs: z.number(), receivedAtMs: z.number() });

const levelState = z.discriminatedUnion("state", [
  z.object({ state: z.literal("normal") }),
  z.object({ state: z.literal("pending"), since }),
  z.object({ state: z.literal("raised") }),
  z.object({ state: z.literal("clearing"), since }),
]);

const reading = z.object({
  kind: z.literal("reading"),
  site: z.string().transform(siteCode),
  node: z.string().transform(nodeCode),
  rule: z.string(),
  metric: z.string(),
  levels: z.array(z.object({ severity: z.enum(severities), is: levelState })),
});

const silence = z.object({
  kind: z.literal("silence"),
  device: z.string().transform(deviceId),
  rule: z.string(),
  site: z.string().transform(siteCode),
  node: z.string().transform(nodeCode),
  severity: z.enum(severities),
});

const body = z.discriminatedUnion("kind", [reading, silence]);

/** State of a condition on readings as kept in the journal. */
export type ReadingBody = z.infer<typeof reading>;
/** State of a silence as kept in the journal. */
export type SilenceBody = z.infer<typeof silence>;

/** Reads the body of a condition row; throws when it is not one. */
export const parseConditionBody = (text: string): ReadingBody | SilenceBody => body.parse(JSON.parse(text));

/** The body of a condition's row; null when every level is normal. */
export const readingBody = (condition: Condition): string | null => {
  if (condition.states.every((state) => state.state === "normal")) return null;
  const { rule, series } = condition;
  const kept: ReadingBody = {
    kind: "reading",
    site: series.site,
    node: series.node,
    rule: rule.name,
    metric: series.metricName,
    levels: condition.levels.map(({ severity }, index) => ({
      severity,
      is: condition.states[index] ?? normal,
    })),
  };
  return JSON.stringify(kept);
};

/** Gives kept states back to the levels of the same severity; others stay normal. */
export const statesFrom = (
  kept: readonly { readonly severity: string; readonly is: LevelState }[],
  condition: Condition,
): readonly LevelState[] =>
  condition.levels.map(({ severity }) =>
    canonicalState(kept.find((level) => level.severity === severity)?.is ?? normal),
  );
