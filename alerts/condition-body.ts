import { z } from "zod";
import { deviceId, nodeCode, siteCode } from "../telemetry/identifiers.ts";
import { severities } from "../telemetry/severity.ts";
import { canonicalState, type LevelState, normal } from "./condition.ts";
import type { Standing } from "./condition-set.ts";
import type { Condition } from "./program.ts";
import type { CourseBody } from "./rate-course.ts";

const since = z.object({ eventAtMs: z.number(), receivedAtMs: z.number() });

const levelState = z.discriminatedUnion("state", [
  z.object({ state: z.literal("normal") }),
  z.object({ state: z.literal("pending"), since }),
  z.object({ state: z.literal("raised") }),
  z.object({ state: z.literal("clearing"), since }),
]);

const course = z.object({
  over: z.array(z.tuple([z.number(), z.number(), z.number(), z.number()])),
  began: z.tuple([z.number(), z.number()]).nullable(),
});

const reading = z.object({
  kind: z.literal("reading"),
  site: z.string().transform(siteCode),
  node: z.string().transform(nodeCode),
  rule: z.string(),
  metric: z.string(),
  levels: z.array(z.object({ severity: z.enum(severities), is: levelState })),
  course: course.optional(),
});

const device = z.object({
  kind: z.literal("device"),
  device: z.string().transform(deviceId),
  site: z.string().transform(siteCode),
  node: z.string().transform(nodeCode),
  type: z.string(),
  rule: z.string(),
  severity: z.enum(severities),
  text: z.string(),
  is: levelState,
});

const silence = z.object({
  kind: z.literal("silence"),
  device: z.string().transform(deviceId),
  rule: z.string(),
  site: z.string().transform(siteCode),
  node: z.string().transform(nodeCode),
  severity: z.enum(severities),
});

const body = z.discriminatedUnion("kind", [reading, silence, device]);

/** State of a condition on readings as kept in the journal. */
export type ReadingBody = z.infer<typeof reading>;
/** State of an alarm of a device that has delays, as kept in the journal. */
export type DeviceBody = z.infer<typeof device>;
/** State of a silence as kept in the journal. */
export type SilenceBody = z.infer<typeof silence>;

/** Reads the body of a condition row; throws when it is not one. */
export const parseConditionBody = (text: string): ReadingBody | SilenceBody | DeviceBody =>
  body.parse(JSON.parse(text));

/** The body of the row of a condition with this state; null when nothing has to be kept. */
export const standingBody = (
  { levels, states }: Pick<Standing, "levels" | "states">,
  at: Pick<ReadingBody, "site" | "node" | "rule" | "metric">,
  course: CourseBody | null = null,
): string | null => {
  if (course === null && states.every((state) => state.state === "normal")) return null;
  return JSON.stringify({
    kind: "reading",
    ...at,
    levels: levels.map(({ severity }, index) => ({ severity, is: states[index] ?? normal })),
    ...(course === null ? {} : { course }),
  });
};

/** The body of a condition's row; null when every level is normal and no course is known. */
export const readingBody = (condition: Condition): string | null => {
  const { rule, series, trend } = condition;
  const { site, node } = series;
  return standingBody(
    condition,
    { site, node, rule: rule.name, metric: series.metricName },
    trend?.course.body() ?? null,
  );
};

/** Gives kept states back to the levels of the same severity; others stay normal. */
export const statesFrom = (
  kept: readonly { readonly severity: string; readonly is: LevelState }[],
  condition: Pick<Standing, "levels">,
): readonly LevelState[] =>
  condition.levels.map(({ severity }) =>
    canonicalState(kept.find((level) => level.severity === severity)?.is ?? normal),
  );
