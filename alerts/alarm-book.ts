import type { NodeCode, SiteCode } from "../telemetry/identifiers.ts";
import type { JournalRows, TransitionRow } from "../telemetry/journal.ts";
import type { Alarm, AlarmEvent, Moment } from "./alarm.ts";
import {
  acknowledgeAlarm,
  clearAlarm,
  clearByOperator,
  type Firing,
  type OperatorAct,
  raiseAlarm,
  type Subject,
  updateAlarm,
} from "./alarm-life.ts";
import { parseAlarm } from "./alarm-schema.ts";
import { alarmView } from "./alarm-view.ts";
import { notificationIdOf, transitionIdOf } from "./identity.ts";
import { type BookLimits, clearedListedMs, listedAlarmsMax } from "./limits.ts";
import { channelsFor, type DescribeSite, type Route } from "./routes.ts";

/** Where the rows of one call go, and when it is. */
export interface Recording {
  readonly rows: JournalRows;
  readonly nowMs: number;
}

/** What the book works with. */
interface AlarmBookParts {
  readonly routes: readonly Route[];
  readonly describeSite: DescribeSite;
  readonly limits: BookLimits;
}

/** All alarms known by id; each change of one becomes a transition and its notifications. */
export class AlarmBook {
  readonly #alarms = new Map<string, Alarm>();
  readonly #parts: AlarmBookParts;
  readonly #followers: ((alarm: Alarm, record: Recording) => void)[] = [];
  #lastSequence = 0;
  #active = 0;
  transitions = 0;
  notifications = 0;
  raisesRefused = 0;

  constructor(parts: AlarmBookParts) {
    this.#parts = parts;
  }

  get active(): number {
    return this.#active;
  }

  get known(): number {
    return this.#alarms.size;
  }

  /** Tells of each change of an alarm, right after it was recorded; what follows from it may be recorded at once. */
  follow(follower: (alarm: Alarm, record: Recording) => void): void {
    this.#followers.push(follower);
  }

  /** Takes up the newest transition of each alarm. */
  restore(newest: readonly TransitionRow[], lastSequence: number): void {
    this.#lastSequence = lastSequence;
    for (const row of [...newest].sort((one, other) => one.sequence - other.sequence)) {
      const alarm = parseAlarm(row.body);
      this.#alarms.set(alarm.id, alarm);
      if (!alarm.isCleared) this.#active++;
    }
  }

  get(id: string): Alarm | undefined {
    return this.#alarms.get(id);
  }

  /** The alarm with this id while it is active. */
  activeOf(id: string): Alarm | undefined {
    const alarm = this.#alarms.get(id);
    return alarm === undefined || alarm.isCleared ? undefined : alarm;
  }

  [Symbol.iterator](): Iterator<Alarm> {
    return this.#alarms.values();
  }

  /** True when one more alarm may become active; a refusal is counted. */
  admits(): boolean {
    if (this.#active < this.#parts.limits.activeAlarmsMax) return true;
    this.raisesRefused++;
    return false;
  }

  /** Brings the alarm of a subject to what fires now; null clears it. Nothing is recorded when nothing changed. */
  settle(record: Recording, subject: Subject, firing: Firing | null, at: Moment): void {
    const current = this.activeOf(subject.id);
    if (firing === null) {
      if (current !== undefined) this.#change(record, "cleared", clearAlarm(current, at));
    } else if (current === undefined) {
      this.#active++;
      this.#change(record, "raised", raiseAlarm(this.#alarms.get(subject.id), subject, firing));
    } else if (current.severity !== firing.severity) {
      this.#change(record, "updated", updateAlarm(current, firing));
    }
  }

  /** Clears an alarm whose condition is watched no longer. */
  clearOrphan(record: Recording, alarm: Alarm, at: Moment): void {
    this.#change(record, "cleared", clearAlarm(alarm, at));
  }

  acknowledge(record: Recording, alarm: Alarm, act: OperatorAct): Alarm {
    return this.#change(record, "acknowledged", acknowledgeAlarm(alarm, act));
  }

  clearByOperator(record: Recording, alarm: Alarm, act: OperatorAct): Alarm {
    return this.#change(record, "operator-cleared", clearByOperator(alarm, act));
  }

  /** Active alarms, then those that cleared lately and nobody acknowledged, each newest change first. */
  list(nowMs: number): readonly Alarm[] {
    const active: Alarm[] = [];
    const cleared: Alarm[] = [];
    for (const alarm of this.#alarms.values()) {
      if (!alarm.isCleared) active.push(alarm);
      else if (alarm.operatorState === "none" && nowMs - alarm.lastChanged.receivedAtMs < clearedListedMs) {
        cleared.push(alarm);
      }
    }
    const newestFirst = (one: Alarm, other: Alarm): number =>
      other.lastChanged.receivedAtMs - one.lastChanged.receivedAtMs;
    return [...active.sort(newestFirst), ...cleared.sort(newestFirst)].slice(0, listedAlarmsMax);
  }

  /** Every change goes through here: order of change is order of the map, so the oldest is forgotten first. */
  #change(record: Recording, event: AlarmEvent, alarm: Alarm): Alarm {
    if (event === "cleared" || event === "operator-cleared") this.#active--;
    this.#alarms.delete(alarm.id);
    this.#alarms.set(alarm.id, alarm);
    this.#forgetBeyondLimit();
    const transition = this.#transitionOf(alarm, event, record.nowMs);
    record.rows.transition.push(transition);
    this.transitions++;
    this.#notify(record, transition, { alarm, event });
    for (const follower of this.#followers) follower(alarm, record);
    return alarm;
  }

  #transitionOf(alarm: Alarm, event: AlarmEvent, nowMs: number): TransitionRow {
    const { id, site, node, severity, occurrenceCount, changeCount } = alarm;
    const eventAtMs = alarm.lastChanged.eventAtMs;
    return {
      sequence: ++this.#lastSequence,
      id: transitionIdOf({ alarm: id, event, eventAtMs, occurrenceCount, changeCount }),
      alarm: id,
      site,
      node,
      event,
      severity,
      eventAtMs,
      recordedAtMs: nowMs,
      body: JSON.stringify(alarm),
    };
  }

  #notify(
    record: Recording,
    transition: TransitionRow,
    happened: { readonly alarm: Alarm; readonly event: AlarmEvent },
  ): void {
    const site = this.#parts.describeSite(happened.alarm.site);
    for (const channel of channelsFor(this.#parts.routes, { ...happened, site })) {
      const id = notificationIdOf(transition.id, channel);
      const body = JSON.stringify({
        version: 1,
        id,
        event: happened.event,
        alarm: alarmView(happened.alarm, site),
        sentAt: new Date(record.nowMs).toISOString(),
      });
      record.rows.notification.push({
        id,
        transition: transition.id,
        channel,
        createdAtMs: record.nowMs,
        body,
      });
      this.notifications++;
    }
  }

  #forgetBeyondLimit(): void {
    if (this.#alarms.size <= this.#parts.limits.knownAlarmsMax) return;
    for (const [id, alarm] of this.#alarms) {
      if (!alarm.isCleared) continue;
      this.#alarms.delete(id);
      return;
    }
  }
}

/** Key under which things of one node are kept. */
export const nodeKey = (site: SiteCode, node: NodeCode): string => `${site}/${node}`;
