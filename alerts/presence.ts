import { z } from "zod";
import type { Birth, Connected, Death, Disconnected } from "../telemetry/device-event.ts";
import {
  type DeviceId,
  deviceId,
  type NodeCode,
  nodeCode,
  type SiteCode,
  siteCode,
} from "../telemetry/identifiers.ts";

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

/** State of a device's presence; all but `epoch` and `openedAtMs` is kept in the journal. */
export interface Presence {
  readonly device: DeviceId;
  readonly site: SiteCode;
  /** Node of its last birth. */
  readonly node: NodeCode | null;
  readonly online: boolean;
  readonly session: number | null;
  readonly periodSeconds: number | null;
  readonly firmware: string | null;
  /** Platform clock minus device clock at its last birth, ms. */
  readonly clockOffsetMs: number;
  /** When its connection ended; null while one is open or when that is not known. */
  readonly closedAtMs: number | null;
  /** The newest connection; null when none was seen since the platform started. */
  readonly epoch: number | null;
  /** When the newest connection or birth was seen; 0 when none was since the platform started. */
  readonly openedAtMs: number;
}

/** An event that presence follows. */
export type PresenceEvent = Birth | Death | Connected | Disconnected;

const unknown = (event: PresenceEvent): Presence => ({
  device: event.device,
  site: event.site,
  node: null,
  online: false,
  session: null,
  periodSeconds: null,
  firmware: null,
  clockOffsetMs: 0,
  closedAtMs: null,
  epoch: null,
  openedAtMs: event.receivedAtMs,
});

const closed = (presence: Presence, atMs: number): Presence =>
  presence.online || presence.closedAtMs === null
    ? { ...presence, online: false, closedAtMs: presence.closedAtMs ?? atMs }
    : presence;

const opened = (presence: Presence, event: Birth | Connected): Presence => ({
  ...presence,
  site: event.site,
  online: true,
  closedAtMs: null,
  openedAtMs: Math.max(presence.openedAtMs, event.receivedAtMs),
});

const born = (presence: Presence, event: Birth): Presence => ({
  ...opened(presence, event),
  node: event.node,
  session: event.session,
  periodSeconds: event.periodSeconds,
  firmware: event.firmware,
  clockOffsetMs: event.clockMs === null ? 0 : event.receivedAtMs - event.clockMs,
});

/**
 * The presence after an event; the same object when the event is out of date: a close of an older connection, or a
 * will of a session that is not the current one.
 */
export const stepPresence = (earlier: Presence | undefined, event: PresenceEvent): Presence => {
  const presence = earlier ?? unknown(event);
  switch (event.kind) {
    case "birth":
      return born(presence, event);
    case "death":
      return event.session === presence.session ? closed(presence, event.receivedAtMs) : presence;
    case "connected":
      if (presence.epoch !== null && event.epoch < presence.epoch) return presence;
      return { ...opened(presence, event), epoch: event.epoch };
    case "disconnected":
      return event.epoch === presence.epoch ? closed(presence, event.receivedAtMs) : presence;
  }
};

/** A message after the close: the device is there. */
export const heardAgain = (presence: Presence, atMs: number): Presence =>
  presence.closedAtMs !== null && atMs > presence.closedAtMs
    ? { ...presence, online: true, closedAtMs: null }
    : presence;

/** Every connection ended with the platform's process; since when the device is away is not known. */
export const connectionLost = (presence: Presence): Presence => ({
  ...presence,
  online: false,
  epoch: null,
  openedAtMs: 0,
});

const kept = z.object({
  device: z.string().transform(deviceId),
  site: z.string().transform(siteCode),
  node: z.string().transform(nodeCode).nullable(),
  online: z.boolean(),
  session: z.number().nullable(),
  periodSeconds: z.number().nullable(),
  firmware: z.string().nullable(),
  clockOffsetMs: z.number(),
  closedAtMs: z.number().nullable(),
});

/** Reads the body of a presence row; null when the device was forgotten. */
export const parsePresence = (body: string): Presence | null => {
  const content: unknown = JSON.parse(body);
  return content === null ? null : { ...kept.parse(content), epoch: null, openedAtMs: 0 };
};

/** The body of a presence row. */
export const presenceBody = (presence: Presence): string => {
  const { epoch: _epoch, openedAtMs: _openedAtMs, ...body } = presence;
  return JSON.stringify(body);
};
