import type { NodeCode, SiteCode } from "../telemetry/identifiers.ts";
import type { JournalRows, TransitionRow } from "../telemetry/journal.ts";
import { severityRank } from "../telemetry/severity.ts";
import type { Alarm, AlarmEvent, Explanation, Impact, Moment, TimeToSiteDown } from "./alarm.ts";
import {
  changeAlarm,
  clearAlarm,
  type Firing,
  platformMoment,
  raiseAlarm,
  type Subject,
  updateAlarm,
} from "./alarm-life.ts";
import type { Operated } from "./alarm-operator.ts";
import { AlarmRegister } from "./alarm-register.ts";
import { parseAlarm } from "./alarm-schema.ts";
import type { SeverityCounts } from "./alarm-tally.ts";
import { describedRoot, explained } from "./alarm-visibility.ts";
import { FlapFilter, type Hold, isFrequent } from "./flapping.ts";
import { transitionIdOf } from "./identity.ts";
import type { BookLimits, FlapLimits } from "./limits.ts";

/** Where the rows of one call go, and when it is. */
export interface Recording {
  readonly rows: JournalRows;
  readonly nowMs: number;
}

/** One recorded change of an alarm. */
export interface AlarmChange {
  readonly alarm: Alarm;
  /** Undefined for an alarm that was not known. */
  readonly before: Alarm | undefined;
  readonly event: AlarmEvent;
  readonly transitionId: string;
}

/** Who is told of each change in the call that records it; may push rows of its own. */
export type FollowAlarm = (change: AlarmChange, recording: Recording) => void;

/** Answers the maintenance window that an alarm is in, null for none; the one that it is in already while that is open. */
export type Covering = (alarm: Pick<Alarm, "site" | "node" | "maintenance">, nowMs: number) => string | null;

/** What the book works with. */
export interface AlarmBookParts {
  readonly limits: BookLimits;
  readonly flapping: FlapLimits;
  readonly covering: Covering;
  readonly followers: readonly FollowAlarm[];
  /** How long a site on battery still has; left out: nobody knows. */
  readonly timeToSiteDown?: (site: SiteCode) => TimeToSiteDown | null;
}

/** All alarms known by id; each change of one becomes a transition. The rules are those of docs/spec/alarm.md. */
export class AlarmBook {
  readonly #register: AlarmRegister;
  readonly #flaps: FlapFilter;
  readonly #parts: AlarmBookParts;
  #lastSequence = 0;
  /** What the body of each row says: whoever tells of it need not read it again. */
  readonly #after = new WeakMap<TransitionRow, Alarm>();
  transitions = 0;
  raisesRefused = 0;

  constructor(parts: AlarmBookParts) {
    this.#parts = parts;
    this.#register = new AlarmRegister(parts.limits.knownAlarmsMax);
    this.#flaps = new FlapFilter(parts.flapping);
  }

  get active(): number {
    return this.#register.active;
  }

  get known(): number {
    return this.#register.known;
  }

  /** Takes up the newest transition of each alarm. */
  restore(newest: readonly TransitionRow[], lastSequence: number): void {
    this.#lastSequence = lastSequence;
    for (const row of [...newest].sort((one, other) => one.sequence - other.sequence)) {
      this.#register.put(parseAlarm(row.body));
    }
  }

  /** Takes up what the condition of a flapping alarm said last. */
  restoreFlapping(body: string): void {
    this.#flaps.restore(body);
  }

  /** The platform could not listen until now: a flapping alarm must be quiet from now on. */
  excuse(nowMs: number): void {
    this.#flaps.excuse(nowMs);
  }

  get(id: string): Alarm | undefined {
    const alarm = this.#register.get(id);
    return alarm && this.#timed(alarm);
  }

  /**
   * The alarm with this id while its condition fires, with the severity that the condition has: a flapping alarm stays
   * active although its condition is normal, or weaker.
   */
  activeOf(id: string): Alarm | undefined {
    const alarm = this.#register.activeOf(id);
    const hold = this.#flaps.holdOf(id);
    if (alarm === undefined || hold === undefined) return alarm;
    if (hold.firing === null) return undefined;
    const { severity } = hold.firing;
    return severity === alarm.severity ? alarm : { ...alarm, severity };
  }

  [Symbol.iterator](): Iterator<Alarm> {
    return this.#register[Symbol.iterator]();
  }

  /** The active alarms of this moment, hidden ones too. */
  activeAlarms(): readonly Alarm[] {
    return this.#register.activeAlarms();
  }

  /** True while the flap filter alone keeps the alarm raised: its condition is normal, time will clear it. */
  awaitsQuiet(id: string): boolean {
    return this.#flaps.holdOf(id)?.firing === null;
  }

  /** Active alarms by severity and visibility. */
  counts(): SeverityCounts {
    return this.#register.tally.counts();
  }

  /** True when this alarm is active, flapping ones too, or may become it; a refusal is counted. */
  admits(id: string): boolean {
    const { active } = this.#register;
    if (active < this.#parts.limits.activeAlarmsMax || this.#register.activeOf(id) !== undefined) return true;
    this.raisesRefused++;
    return false;
  }

  /** Brings the alarm of a subject to what fires now; null clears it. Nothing is recorded when nothing changed. */
  settle(record: Recording, subject: Subject, firing: Firing | null, at: Moment): void {
    const quiet = this.#flaps.holdOf(subject.id);
    if (quiet !== undefined && at.receivedAtMs >= this.#flaps.quietAtMs(quiet))
      this.#steady(record, quiet, at);
    const hold = this.#flaps.holdOf(subject.id);
    if (hold === undefined) this.#settleSteady(record, subject, firing, at);
    else this.#settleFlapping(record, hold, firing, at);
  }

  /** Clears an alarm whose condition is watched no longer. */
  clearOrphan(record: Recording, alarm: Alarm, at: Moment): void {
    this.#change(record, "cleared", clearAlarm(this.get(alarm.id) ?? alarm, at));
  }

  /** Enters what an operator did. */
  operate(record: Recording, { event, alarm }: Operated): Alarm {
    return this.#change(record, event, alarm);
  }

  /** The correlator's word on a symptom: its root, or null when it stands for itself. Only active alarms have a cause. */
  explain(record: Recording, symptom: string, cause: Explanation | null): void {
    const alarm = this.#register.activeOf(symptom);
    const change = alarm && explained(alarm, cause);
    if (alarm === undefined || change === undefined) return;
    this.#change(record, change, changeAlarm(alarm, platformMoment(record.nowMs), { cause }));
  }

  /** The correlator's word on a root: how many alarms it explains and what it takes along. */
  describeRoot(record: Recording, root: string, symptomCount: number, impact: Impact | null): void {
    const alarm = this.#register.activeOf(root);
    const changed = alarm && describedRoot(alarm, symptomCount, impact);
    if (alarm === undefined || changed === undefined) return;
    this.#change(record, "updated", changeAlarm(alarm, platformMoment(record.nowMs), changed));
  }

  /** Asks anew for each active alarm in which maintenance window it is. */
  followMaintenance(record: Recording): void {
    for (const alarm of this.#register.activeAlarms()) {
      const maintenance = this.#parts.covering(alarm, record.nowMs);
      if (maintenance === alarm.maintenance) continue;
      const event = maintenance === null ? "in-service" : "out-of-service";
      this.#change(record, event, changeAlarm(alarm, platformMoment(record.nowMs), { maintenance }));
    }
  }

  /** The alarm as a change of this book left it; undefined for changes that were made before it was opened. */
  alarmAfter(row: TransitionRow): Alarm | undefined {
    return this.#after.get(row);
  }

  /** A lower bound of the instant at which a shelf ends or a flapping alarm has been quiet for long enough. */
  nextDueMs(): number {
    return Math.min(this.#register.nextShelfEndMs, this.#flaps.nextDueMs);
  }

  /** Lets time pass: shelves end, flapping alarms come to rest. */
  tick(record: Recording): void {
    const { nowMs } = record;
    if (nowMs >= this.#register.nextShelfEndMs) this.#endShelves(record);
    for (const hold of this.#flaps.quietSince(nowMs)) this.#steady(record, hold, platformMoment(nowMs));
  }

  /** Active alarms, then those that cleared lately and nobody dealt with, each newest change first. */
  list(nowMs: number): readonly Alarm[] {
    return this.#register.list(nowMs).map((alarm) => this.#timed(alarm));
  }

  #settleSteady(record: Recording, subject: Subject, firing: Firing | null, at: Moment): void {
    const current = this.#register.activeOf(subject.id);
    if (firing === null ? current === undefined : current?.severity === firing.severity) return;
    const rises = firing !== null && current !== undefined && isStronger(firing, current);
    const { limits } = this.#flaps;
    const flapping = !rises && isFrequent(this.get(subject.id), at.receivedAtMs, limits);
    if (current === undefined && firing !== null) this.#raise(record, subject, firing);
    if (flapping) return this.#startFlapping(record, subject, firing, at);
    if (current === undefined) return;
    if (firing === null) this.#change(record, "cleared", clearAlarm(current, at));
    else this.#change(record, "updated", updateAlarm(current, firing));
  }

  #raise(record: Recording, subject: Subject, firing: Firing): void {
    const earlier = this.get(subject.id);
    const alarm = raiseAlarm(earlier, subject, firing);
    const maintenance = this.#parts.covering(alarm, record.nowMs);
    this.#change(record, "raised", { ...alarm, maintenance });
  }

  #startFlapping(record: Recording, { id }: Subject, firing: Firing | null, at: Moment): void {
    const alarm = this.#register.activeOf(id);
    if (alarm === undefined) return;
    this.#change(record, "flapping", changeAlarm(alarm, at, { flapping: true }));
    this.#flaps.hold({ alarm: id, changedAtMs: at.receivedAtMs, firing }, record);
  }

  /** A flapping alarm keeps its strongest severity; a stronger one is told at once. */
  #settleFlapping(record: Recording, hold: Hold, firing: Firing | null, at: Moment): void {
    if (hold.firing?.severity === firing?.severity) return;
    this.#flaps.hold({ alarm: hold.alarm, changedAtMs: at.receivedAtMs, firing }, record);
    const alarm = this.#register.activeOf(hold.alarm);
    if (alarm === undefined || firing === null || !isStronger(firing, alarm)) return;
    this.#change(record, "updated", updateAlarm(alarm, firing));
  }

  /** The condition has not changed for long enough: the alarm becomes what the condition is. */
  #steady(record: Recording, hold: Hold, { receivedAtMs }: Moment): void {
    const at: Moment = { eventAtMs: this.#flaps.quietAtMs(hold), receivedAtMs, clock: "receiver" };
    this.#flaps.release(hold.alarm, record);
    const flapping = this.#register.activeOf(hold.alarm);
    if (flapping === undefined) return;
    const alarm = this.#change(record, "steady", changeAlarm(flapping, at, { flapping: false }));
    const { firing } = hold;
    if (firing === null) this.#change(record, "cleared", clearAlarm(alarm, at));
    else if (firing.severity !== alarm.severity) {
      this.#change(record, "updated", updateAlarm(alarm, { ...firing, at }));
    }
  }

  #endShelves(record: Recording): void {
    for (const id of this.#register.shelvesEnded(record.nowMs)) {
      const alarm = this.get(id);
      if (alarm?.shelf == null) continue;
      const at: Moment = { eventAtMs: alarm.shelf.untilMs, receivedAtMs: record.nowMs, clock: "receiver" };
      this.#change(record, "unshelved", changeAlarm(alarm, at, { shelf: null }));
    }
    this.#register.lookAtShelves();
  }

  /** Every change goes through here. */
  #change(record: Recording, event: AlarmEvent, changed: Alarm): Alarm {
    const alarm = this.#timed(changed);
    if (alarm.isCleared) this.#flaps.release(alarm.id, record);
    const before = this.#register.put(alarm);
    const transition = this.#transitionOf(alarm, event, record.nowMs);
    record.rows.transition.push(transition);
    this.#after.set(transition, alarm);
    this.transitions++;
    const change: AlarmChange = { alarm, before, event, transitionId: transition.id };
    for (const follow of this.#parts.followers) follow(change, record);
    return alarm;
  }

  /** The alarm with how long its site still has, as known now. */
  #timed(alarm: Alarm): Alarm {
    const timeToSiteDown = alarm.isCleared ? null : (this.#parts.timeToSiteDown?.(alarm.site) ?? null);
    return timeToSiteDown === alarm.timeToSiteDown ? alarm : { ...alarm, timeToSiteDown };
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
}

const isStronger = (firing: Firing, alarm: Alarm): boolean =>
  severityRank(firing.severity) > severityRank(alarm.severity);

/** Key under which things of one node are kept. */
export const nodeKey = (site: SiteCode, node: NodeCode): string => `${site}/${node}`;
