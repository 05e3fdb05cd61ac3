import type { DeviceId, NodeCode, SiteCode } from "./identifiers.ts";
import type { Severity } from "./severity.ts";

interface DeviceFact {
  readonly device: DeviceId;
  readonly site: SiteCode;
  readonly receivedAtMs: number;
}

/** The device announced itself on its state topic. */
export interface Birth extends DeviceFact {
  readonly kind: "birth";
  readonly node: NodeCode;
  readonly session: number;
  /** How often the device reports, in seconds. */
  readonly periodSeconds: number;
  readonly firmware: string | null;
  /** The device's own clock at birth, to tell a wrong clock from late readings; null when not sent. */
  readonly clockMs: number | null;
}

/** The device's will, or its own farewell, on its state topic; counts only for the current session. */
export interface Death extends DeviceFact {
  readonly kind: "death";
  readonly node: NodeCode;
  readonly session: number;
}

/** A connection was accepted; `epoch` tells two connections of one device apart. */
export interface Connected extends DeviceFact {
  readonly kind: "connected";
  readonly epoch: number;
}

/** A connection ended; ignored when a newer epoch is connected. */
export interface Disconnected extends DeviceFact {
  readonly kind: "disconnected";
  readonly epoch: number;
}

/** An alarm that the device itself raises or clears. */
export interface DeviceAlarm extends DeviceFact {
  readonly kind: "alarm";
  readonly node: NodeCode;
  readonly tsMs: number;
  /** Alarm type as the device names it, same grammar as a code. */
  readonly type: string;
  readonly severity: Severity;
  readonly cleared: boolean;
  readonly text: string;
}

/** What a device says besides readings, in the order of arrival. */
export type DeviceEvent = Birth | Death | Connected | Disconnected | DeviceAlarm;
