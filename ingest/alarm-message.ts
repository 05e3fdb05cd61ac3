import { z } from "zod";
import type { DeviceEvent } from "../telemetry/device-event.ts";
import { isCode } from "../telemetry/identifiers.ts";
import { severities } from "../telemetry/severity.ts";
import type { Topic } from "../telemetry/topic.ts";
import type { IngestLimits } from "./limits.ts";
import type { Origin, Refusal } from "./quarantine.ts";
import { firstIssue, jsonOf } from "./state-message.ts";

const alarm = z.object({
  ts: z.int().min(0).optional(),
  type: z.string().refine(isCode, "letters, digits, dots, dashes, underscores, at most 64"),
  severity: z.enum(severities),
  cleared: z.boolean().default(false),
  text: z.string().max(1_000).default(""),
});

/** Reads an alarm that the device itself raises or clears. */
export const readAlarm = (origin: Origin, topic: Topic, limits: IngestLimits): DeviceEvent | Refusal => {
  const parsed = alarm.safeParse(jsonOf(origin.payload));
  if (!parsed.success) {
    return {
      reason: "bad-alarm",
      detail: `an alarm is {"ts", "type", "severity", "cleared", "text"}: ${firstIssue(parsed.error)}`,
    };
  }
  const { type, severity, cleared, text } = parsed.data;
  const tsMs = parsed.data.ts ?? origin.receivedAtMs;
  const lagMs = origin.receivedAtMs - tsMs;
  if (lagMs > limits.readingAgeMsMax || -lagMs > limits.readingAheadMsMax) {
    return {
      reason: "time-out-of-window",
      detail: `"ts" ${tsMs} is out of the window: set the device's clock`,
    };
  }
  const { publisher, receivedAtMs } = origin;
  return {
    kind: "alarm",
    device: publisher.device,
    site: topic.site,
    node: topic.node,
    receivedAtMs,
    tsMs,
    type,
    severity,
    cleared,
    text,
  };
};
