import { hash } from "node:crypto";
import { type AlarmId, alarmId, type NodeCode, type SiteCode } from "../telemetry/identifiers.ts";
import type { AlarmEvent } from "./alarm.ts";

/** The first hexadecimal digits of a hash over parts that no part can imitate: none holds a line break. */
export const digest = (parts: readonly (string | number)[], digits: number): string =>
  hash("sha256", parts.join("\n"), "hex").slice(0, digits);

/** What makes an alarm the same one at its next raise. */
export interface AlarmIdentity {
  readonly site: SiteCode;
  readonly node: NodeCode;
  readonly type: string;
  readonly qualifier: string;
}

/** The id of an identity: 24 hexadecimal digits. */
export const alarmIdOf = ({ site, node, type, qualifier }: AlarmIdentity): AlarmId =>
  alarmId(digest([site, node, type, qualifier], 24));

/** What makes a transition the same one in a replay. */
export interface TransitionIdentity {
  readonly alarm: AlarmId;
  readonly event: AlarmEvent;
  readonly eventAtMs: number;
  readonly occurrenceCount: number;
  readonly changeCount: number;
}

/** The id of a transition: 32 hexadecimal digits. */
export const transitionIdOf = (transition: TransitionIdentity): string =>
  digest(
    [
      transition.alarm,
      transition.event,
      transition.eventAtMs,
      transition.occurrenceCount,
      transition.changeCount,
    ],
    32,
  );

/** The id of a notification = its Idempotency-Key: 32 hexadecimal digits. */
export const notificationIdOf = (transition: string, channel: string): string =>
  digest([transition, channel], 32);
