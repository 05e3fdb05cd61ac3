import type { DeviceId, SiteCode } from "../telemetry/identifiers.ts";

/** What is known of a device's presence, for lists. */
export interface DevicePresence {
  readonly device: DeviceId;
  readonly site: SiteCode;
  /** True while a connection is open that neither a will nor a close has ended. */
  readonly online: boolean;
  /** Session of its last birth; null when it never announced one. */
  readonly session: number | null;
  /** Its own reporting period; null when it never announced one. */
  readonly periodSeconds: number | null;
  readonly firmware: string | null;
  /** Receive time of its last message; null when not heard since the platform started. */
  readonly lastHeardAtMs: number | null;
}
