import { z } from "zod";
import { isCode } from "../../telemetry/identifiers.ts";
import { severities } from "../../telemetry/severity.ts";
import { durationSchema } from "./duration.ts";
import type { DeviceRule } from "./rule.ts";
import { wordsOf, wordsShape } from "./words.ts";

const alarmType = z.string().refine(isCode, {
  message: "is not an alarm type",
  params: { fix: "use letters, digits, dots, dashes and underscores, at most 64" },
});

const shape = z.strictObject({
  ...wordsShape,
  kind: z.literal("device"),
  types: z.array(alarmType).min(1).optional(),
  severity: z.enum(severities).optional(),
  for: durationSchema.default(0),
  keep_firing_for: durationSchema.default(0),
});

/** Rules on alarms that devices raise themselves. */
export const deviceKind = {
  kind: "device",
  schema: shape.transform(
    (parsed, context): DeviceRule => ({
      ...wordsOf(parsed, ["text", "type", "device", "site", "node"], context),
      kind: "device",
      types: parsed.types ?? null,
      severity: parsed.severity ?? null,
      forMs: parsed.for,
      keepFiringForMs: parsed.keep_firing_for,
    }),
  ),
} as const;
