import { type DeviceId, deviceId, isCode } from "../../telemetry/identifiers.ts";
import type { Alarm } from "../alarm.ts";
import type { DevicePresence } from "../presence.ts";

/**
 * When a device fell silent of which an alarm tells, ms since 1970 UTC. It was heard, and its next report, due a period
 * later, did not come: it was lost in between, and the middle is wrong by half a period at most and right on average.
 * Null for other alarms, and when the device was not heard since the platform started.
 */
export const lostAtMs = (
  { meaning, qualifier }: Pick<Alarm, "meaning" | "qualifier">,
  presenceOf: (device: DeviceId) => Pick<DevicePresence, "lastHeardAtMs" | "periodSeconds"> | undefined,
): number | null => {
  if (meaning !== "unreachable" || !isCode(qualifier)) return null;
  const { lastHeardAtMs, periodSeconds } = presenceOf(deviceId(qualifier)) ?? {};
  return lastHeardAtMs == null ? null : Math.round(lastHeardAtMs + (periodSeconds ?? 0) * 500);
};
