import type { DevicePresence } from "../presence.ts";

/** What is known of the device whose silence an alarm tells of. */
export type HeardDevice = Pick<DevicePresence, "lastHeardAtMs" | "periodSeconds">;

/**
 * When a silent device was lost, ms since 1970 UTC. It was heard, and its next report, due a period later, did not
 * come: it was lost in between, and the middle is wrong by half a period at most and right on average. Null when it was
 * not heard since the platform started.
 */
export const lostAtMs = ({ lastHeardAtMs, periodSeconds }: HeardDevice): number | null =>
  lastHeardAtMs === null ? null : Math.round(lastHeardAtMs + (periodSeconds ?? 0) * 500);
