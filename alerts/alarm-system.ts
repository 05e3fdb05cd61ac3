import type { Arrivals } from "../telemetry/arrivals.ts";
import type { DeviceNumbers } from "../telemetry/device-numbers.ts";
import type { DeviceId } from "../telemetry/identifiers.ts";
import type { ConditionRow, JournalRows, PresenceRow, TransitionRow } from "../telemetry/journal.ts";
import type { ReadingColumns } from "../telemetry/reading-columns.ts";
import type { SeriesCatalog } from "../telemetry/series-catalog.ts";
import type { Alarm } from "./alarm.ts";
import { AlarmBook, type Recording } from "./alarm-book.ts";
import { type OperatorAct, platformMoment } from "./alarm-life.ts";
import { firingSeverity } from "./condition.ts";
import { parseConditionBody } from "./condition-body.ts";
import { DeviceAlarms, deviceQualifier } from "./device-alarms.ts";
import { AlarmNotFound, AlreadyAcknowledged, AlreadyCleared, NoteTooLong } from "./errors.ts";
import { type BookLimits, bookLimits, noteCharactersMax, tickIntervalMsMin } from "./limits.ts";
import type { DevicePresence } from "./presence.ts";
import type { PlannedNumber } from "./program.ts";
import { ReadingEngine } from "./reading-engine.ts";
import type { DescribeSite, Route } from "./routes.ts";
import type { Rule } from "./rules/rule.ts";
import { SilenceWatch } from "./silence.ts";

/** What the alarm system is built from. */
export interface AlarmSystemOptions {
  readonly rules: readonly Rule[];
  readonly catalog: SeriesCatalog;
  readonly devices: DeviceNumbers;
  readonly describeSite: DescribeSite;
  readonly routes: readonly Route[];
  readonly plannedNumber?: PlannedNumber;
  readonly limits?: Partial<BookLimits>;
}

/** What the journal gives back at start; the catalog holds its series already. */
export interface AlarmMemory {
  readonly conditions: readonly ConditionRow[];
  readonly presence: readonly PresenceRow[];
  /** Newest transition of each alarm. */
  readonly alarms: readonly TransitionRow[];
  /** Newest reading of each series, back to `latestNeededMs` before now. */
  readonly latest: ReadingColumns;
  readonly lastTransitionSequence: number;
}

/** An operator's request on one alarm. */
export interface OperatorRequest {
  readonly id: string;
  readonly actor: string;
  readonly note: string | null;
}

/** Figures for `/metrics`. */
export interface AlarmCounters {
  readonly active: number;
  readonly known: number;
  readonly conditions: number;
  readonly transitions: number;
  readonly notifications: number;
  readonly lateReadings: number;
  readonly raisesRefused: number;
  readonly deviceTypesRefused: number;
}

/**
 * Readings and device events in, alarms out. No clock, no timer, no I/O: rows are pushed into `rows`, whoever calls
 * commits them. Restored with what it pushed, it goes on as if it had never stopped.
 */
export class AlarmSystem {
  readonly #book: AlarmBook;
  readonly #readings: ReadingEngine;
  readonly #silence: SilenceWatch;
  readonly #deviceAlarms: DeviceAlarms;
  /** Alarms and conditions that no rule watches any more: they end at the next tick. */
  #orphanAlarms: readonly string[] = [];
  #orphanConditions: readonly string[] = [];
  #nowMs = 0;
  #tickedAtMs = Number.NEGATIVE_INFINITY;

  constructor(options: AlarmSystemOptions) {
    const { rules, catalog, devices, describeSite, routes } = options;
    const book = new AlarmBook({ routes, describeSite, limits: { ...bookLimits, ...options.limits } });
    this.#book = book;
    this.#silence = new SilenceWatch({
      rules: rules.filter((rule) => rule.kind === "absence"),
      devices,
      book,
      describeSite,
    });
    this.#deviceAlarms = new DeviceAlarms({
      rules: rules.filter((rule) => rule.kind === "device"),
      book,
      describeSite,
    });
    this.#readings = new ReadingEngine({
      rules: rules.filter((rule) => rule.kind === "threshold" || rule.kind === "state"),
      catalog,
      book,
      describeSite,
      plannedNumber: options.plannedNumber ?? (() => undefined),
      lateness: (site, lagMs) => this.#silence.lateness(site, lagMs),
    });
  }

  /**
   * Takes up where the journal ends; once, before anything else. The platform's own absence is unknown, never
   * silence: each device gets one full period before its silence counts.
   */
  restore(memory: AlarmMemory, nowMs: number): void {
    this.#nowMs = nowMs;
    this.#book.restore(memory.alarms, memory.lastTransitionSequence);
    for (const alarm of this.#book) this.#deviceAlarms.restore(alarm);
    this.#readings.restoreLatest(memory.latest);
    this.#silence.restore(memory.presence);
    const orphans = memory.conditions.filter(({ body }) => body !== null && !this.#restoreCondition(body));
    this.#orphanConditions = orphans.map(({ key }) => key);
    this.#orphanAlarms = this.#unwatched();
    this.#silence.excuse(nowMs, "lost");
  }

  /** Evaluates one batch and pushes what changed into `rows`. */
  evaluate(arrivals: Arrivals, rows: JournalRows, nowMs: number): void {
    const recording: Recording = { rows, nowMs };
    this.#nowMs = nowMs;
    for (const event of arrivals.events) {
      if (event.kind === "alarm") this.#deviceAlarms.follow(event, recording);
      else this.#silence.follow(event, recording);
    }
    this.#silence.hear(arrivals.heard, recording);
    this.#readings.evaluate(arrivals.fresh, recording);
  }

  /** True when time alone has something to decide: call `tick` through `act` then. Cheap: ask every 100 ms. */
  due(nowMs: number): boolean {
    if (nowMs - this.#tickedAtMs < tickIntervalMsMin) return false;
    if (this.#orphanAlarms.length + this.#orphanConditions.length > 0) return true;
    return nowMs >= Math.min(this.#silence.nextDueMs(), this.#readings.nextDueMs());
  }

  /** Lets time pass: silence, and delays of states that hold until changed. */
  tick(rows: JournalRows, nowMs: number): void {
    const recording: Recording = { rows, nowMs };
    this.#nowMs = nowMs;
    this.#tickedAtMs = nowMs;
    this.#clearOrphans(recording);
    this.#silence.tick(recording);
    this.#readings.tick(recording);
  }

  /**
   * Says that the platform could not hear devices until now (journal in trouble, process stopped for a while): each
   * gets one full period before its silence counts. `connections` "lost" when they all ended with it.
   */
  interrupted(nowMs: number, connections: "kept" | "lost"): void {
    this.#silence.excuse(nowMs, connections);
  }

  /** The live list: active alarms, then cleared ones that nobody acknowledged; bounded by `listedAlarmsMax`. */
  list(): readonly Alarm[] {
    return this.#book.list(this.#nowMs);
  }

  /** The alarm with this id, active or cleared; undefined when none is known. */
  get(id: string): Alarm | undefined {
    return this.#book.get(id);
  }

  /** Marks the present occurrence as seen; throws AlarmNotFound, AlreadyAcknowledged, NoteTooLong. */
  acknowledge(rows: JournalRows, nowMs: number, request: OperatorRequest): Alarm {
    const alarm = this.#requested(request);
    if (alarm.operatorState === "acknowledged") throw new AlreadyAcknowledged(request.id);
    return this.#book.acknowledge({ rows, nowMs }, alarm, actOf(request, nowMs));
  }

  /**
   * Clears by an operator's word; evaluation goes on from normal, so an alarm whose condition still holds comes back
   * after its delay as a new occurrence. Throws AlarmNotFound, AlreadyCleared, NoteTooLong.
   */
  clear(rows: JournalRows, nowMs: number, request: OperatorRequest): Alarm {
    const alarm = this.#requested(request);
    if (alarm.isCleared) throw new AlreadyCleared(request.id);
    const recording: Recording = { rows, nowMs };
    this.#readings.reset(alarm.id, recording);
    this.#silence.reset(alarm.id, recording);
    return this.#book.clearByOperator(recording, alarm, actOf(request, nowMs));
  }

  /** Presence of every device known. */
  presence(): readonly DevicePresence[] {
    return [...this.#silence.presences()];
  }

  /** Presence of one device; undefined when it never connected. */
  presenceOf(device: DeviceId): DevicePresence | undefined {
    return this.#silence.presenceOf(device);
  }

  /** The device exists no longer (revoked): its silence ends and it is watched no more. */
  forgetDevice(rows: JournalRows, nowMs: number, device: DeviceId): void {
    this.#silence.forget(device, { rows, nowMs });
  }

  /** Planned numbers may have changed: limits are worked out anew; what no limit watches ends at the next tick. */
  planChanged(): void {
    const gone = this.#readings.planChanged();
    this.#orphanConditions = [...this.#orphanConditions, ...gone.map(({ key }) => key)];
    this.#orphanAlarms = this.#unwatched();
  }

  counters(): AlarmCounters {
    return {
      active: this.#book.active,
      known: this.#book.known,
      conditions: this.#readings.open.size,
      transitions: this.#book.transitions,
      notifications: this.#book.notifications,
      lateReadings: this.#readings.lateReadings,
      raisesRefused: this.#book.raisesRefused,
      deviceTypesRefused: this.#deviceAlarms.typesRefused,
    };
  }

  #requested({ id, note }: OperatorRequest): Alarm {
    const alarm = this.#book.get(id);
    if (alarm === undefined) throw new AlarmNotFound(id);
    if (note !== null && note.length > noteCharactersMax) throw new NoteTooLong(noteCharactersMax);
    return alarm;
  }

  #restoreCondition(body: string): boolean {
    const kept = parseConditionBody(body);
    return kept.kind === "reading" ? this.#readings.restore(kept) : this.#silence.restoreSilence(kept);
  }

  /** Active alarms that nothing watches, in the order of their ids. */
  #unwatched(): readonly string[] {
    const watched = new Set<string>(this.#silence.firing());
    for (const { subject, states, levels } of this.#readings.open) {
      if (firingSeverity(states, levels) !== null) watched.add(subject.id);
    }
    return [...this.#book]
      .filter((alarm) => !alarm.isCleared && !watched.has(alarm.id) && !this.#ownWord(alarm))
      .map(({ id }) => id)
      .sort();
  }

  #ownWord(alarm: Alarm): boolean {
    return alarm.qualifier === deviceQualifier && this.#deviceAlarms.watches(alarm.type);
  }

  /** What became an orphan at restart or with a new plan may be watched again by now: then it stays. */
  #clearOrphans(recording: Recording): void {
    if (this.#orphanAlarms.length + this.#orphanConditions.length === 0) return;
    const orphans = new Set(this.#orphanAlarms);
    for (const id of this.#unwatched()) {
      const alarm = orphans.has(id) ? this.#book.activeOf(id) : undefined;
      if (alarm !== undefined) this.#book.clearOrphan(recording, alarm, platformMoment(recording.nowMs));
    }
    const open = new Set([...this.#readings.open].map(({ key }) => key));
    for (const key of this.#orphanConditions) {
      if (!open.has(key)) recording.rows.condition.push({ key, changedAtMs: recording.nowMs, body: null });
    }
    this.#orphanAlarms = [];
    this.#orphanConditions = [];
  }
}

const actOf = ({ actor, note }: OperatorRequest, atMs: number): OperatorAct => ({ atMs, actor, note });
