import type { AlarmId, SiteCode } from "../../telemetry/identifiers.ts";
import type { Alarm } from "../alarm.ts";
import type { OutageSubject } from "./outage.ts";
import { subjectKey } from "./outage-shelf.ts";

/**
 * What an alarm takes down; null when it says nothing about that, or is cleared. A warning is told before any effect is
 * felt (X.733 §8.1.2.3): a device that is merely late is not yet lost.
 */
const subjectOf = ({ isCleared, meaning, severity, site, node }: Alarm): OutageSubject | null => {
  if (isCleared || severity === "warning") return null;
  if (meaning === "unreachable") return { site, node: null };
  return meaning === "node-down" ? { site, node } : null;
};

/** Since when, by event time, the present occurrence has been more than a warning. */
export const beganAtMs = ({ statusChanges, lastRaised }: Alarm): number => {
  let began = lastRaised.eventAtMs;
  for (const { event, severity, at } of statusChanges.toReversed()) {
    if (event === "cleared" || severity === "warning") break;
    began = at.eventAtMs;
    if (event === "raised") break;
  }
  return began;
};

const byBeginning = (one: Alarm, other: Alarm): number =>
  beganAtMs(one) - beganAtMs(other) || (one.id < other.id ? -1 : 1);

interface Hold {
  readonly subject: OutageSubject;
  readonly alarms: Map<AlarmId, Alarm>;
}

/** What a change of an alarm did: what it takes down now, and what it has let go. */
export interface Taken {
  readonly subject: OutageSubject | null;
  readonly left: OutageSubject | null;
}

/** Which active alarms take which sites and nodes down. */
export class AlarmHolds {
  readonly #holds = new Map<string, Hold>();
  readonly #keys = new Map<AlarmId, string>();
  readonly #devicesOf: (site: SiteCode) => number;

  constructor(devicesOf: (site: SiteCode) => number) {
    this.#devicesOf = devicesOf;
  }

  /** Takes an alarm as it is now. */
  take(alarm: Alarm): Taken {
    const subject = subjectOf(alarm);
    const key = subject === null ? undefined : subjectKey(subject);
    const left = this.#leave(alarm.id, key);
    if (subject === null || key === undefined) return { subject, left };
    const hold = this.#holds.get(key) ?? { subject, alarms: new Map() };
    hold.alarms.set(alarm.id, alarm);
    this.#holds.set(key, hold);
    this.#keys.set(alarm.id, key);
    return { subject, left };
  }

  /** The alarm with which a subject went down: of a site, that of the last of its devices; undefined while it is up. */
  openerOf(subject: OutageSubject): Alarm | undefined {
    const alarms = this.#holds.get(subjectKey(subject))?.alarms;
    const needed = subject.node === null ? Math.max(1, this.#devicesOf(subject.site)) : 1;
    if (alarms === undefined || alarms.size < needed) return undefined;
    return [...alarms.values()].sort(byBeginning)[needed - 1];
  }

  /** Every subject that some alarm speaks of. */
  *subjects(): Iterable<OutageSubject> {
    for (const { subject } of this.#holds.values()) yield subject;
  }

  #leave(alarm: AlarmId, stays: string | undefined): OutageSubject | null {
    const key = this.#keys.get(alarm);
    if (key === undefined || key === stays) return null;
    this.#keys.delete(alarm);
    const hold = this.#holds.get(key);
    hold?.alarms.delete(alarm);
    if (hold?.alarms.size === 0) this.#holds.delete(key);
    return hold?.subject ?? null;
  }
}
