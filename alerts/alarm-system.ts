import type { Topology } from "../inventory/topology.ts";
import type { Arrivals } from "../telemetry/arrivals.ts";
import type { DeviceNumbers } from "../telemetry/device-numbers.ts";
import type { AlarmId, DeviceId, SiteCode } from "../telemetry/identifiers.ts";
import type { ConditionRow, JournalRows, PresenceRow, TransitionRow } from "../telemetry/journal.ts";
import type { ReadingColumns } from "../telemetry/reading-columns.ts";
import type { SeriesCatalog } from "../telemetry/series-catalog.ts";
import type { Alarm } from "./alarm.ts";
import { AlarmBook, type FollowAlarm, type Recording } from "./alarm-book.ts";
import type { AlarmCounters } from "./alarm-counters.ts";
import { platformMoment } from "./alarm-life.ts";
import { type OperatorAct, operateAlarm } from "./alarm-operator.ts";
import type { SeverityCounts } from "./alarm-tally.ts";
import { isHoursKey } from "./combination-hours.ts";
import { firingSeverity } from "./condition.ts";
import { parseConditionBody } from "./condition-body.ts";
import { type Correlation, Explaining, enterCorrelation } from "./correlation/explaining.ts";
import { DeviceAlarms, deviceQualifier } from "./device-alarms.ts";
import { AlarmNotFound } from "./errors.ts";
import { FlapFilter } from "./flapping.ts";
import type { SiteForecasts } from "./forecast/site-forecasts.ts";
import { isForecastKey } from "./forecast/state-body.ts";
import { hearingOf } from "./hearing.ts";
import { IsolationWatch } from "./isolation.ts";
import { type BookLimits, bookLimits, type FlapLimits, flapLimits, tickIntervalMsMin } from "./limits.ts";
import { MaintenancePlan } from "./maintenance/plan.ts";
import { MaintenanceWatch } from "./maintenance/watch.ts";
import type { MaintenanceWindow } from "./maintenance/window.ts";
import { isStoryKey } from "./notification/state-rows.ts";
import { Teller, type TellerOptions } from "./notification/teller.ts";
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
  readonly flapping?: Partial<FlapLimits>;
  /** Left out: an empty plan. */
  readonly maintenance?: MaintenancePlan;
  /** The network; left out: no alarm explains another. */
  readonly topology?: Topology;
  /** How notifications are worded, paced and passed on; left out: as without configuration. */
  readonly telling?: Omit<TellerOptions, "routes" | "describeSite" | "alarmOf">;
  /** Told of each change of an alarm after it is entered, in this order. */
  readonly followers?: readonly FollowAlarm[];
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
  /** When the person did it by a clock of his own; null or left out: now. */
  readonly occurredAtMs?: number | null;
}

/** An operator's request to act on one alarm. */
export interface OperateRequest extends OperatorRequest {
  readonly act: OperatorAct;
}

/**
 * Readings and device events in, alarms out. No clock, no timer, no I/O: rows are pushed into `rows`, whoever calls
 * commits them. Restored with what it pushed, it goes on as if it had never stopped.
 */
export class AlarmSystem {
  readonly #book: AlarmBook;
  readonly #teller: Teller;
  readonly #maintenance: MaintenancePlan;
  readonly #maintenanceWatch: MaintenanceWatch;
  readonly #explaining: Explaining | null;
  readonly #readings: ReadingEngine;
  readonly #silence: SilenceWatch;
  readonly #deviceAlarms: DeviceAlarms;
  readonly #isolation: IsolationWatch;
  /** Alarms and conditions that no rule watches any more: they end at the next tick. */
  #orphanAlarms: readonly string[] = [];
  #orphanConditions: readonly string[] = [];
  #nowMs = 0;
  #tickedAtMs = Number.NEGATIVE_INFINITY;

  constructor(options: AlarmSystemOptions) {
    const { rules, catalog, devices, describeSite, routes } = options;
    const maintenance = options.maintenance ?? new MaintenancePlan(describeSite);
    const book = new AlarmBook({
      limits: { ...bookLimits, ...options.limits },
      flapping: { ...flapLimits, ...options.flapping },
      covering: (alarm, nowMs) => maintenance.covering(alarm, nowMs),
      timeToSiteDown: (site) => this.#readings.forecasts.timeToSiteDown(site),
      followers: [
        ({ event }) => this.#explaining?.follow(event),
        (change) => this.#isolation.follow(change),
        (change, recording) => this.#teller.follow(change, recording),
        ...(options.followers ?? []),
        // Last: what follows from a change by the rules is told of after the change itself.
        ({ alarm }, recording) => this.#readings.alarmChanged(alarm, recording),
      ],
    });
    this.#book = book;
    const alarmOf = (id: string): Alarm | undefined => book.get(id);
    const awaitedUntilMs = (id: AlarmId, nowMs: number): number =>
      this.#explaining?.awaitedUntilMs(id, nowMs) ?? Number.NEGATIVE_INFINITY;
    this.#teller = new Teller({ ...options.telling, routes, describeSite, alarmOf, awaitedUntilMs });
    this.#maintenance = maintenance;
    this.#maintenanceWatch = new MaintenanceWatch(maintenance, book);
    this.#silence = new SilenceWatch({ rules, devices, book, describeSite });
    const headsOf = (sites: ReadonlySet<SiteCode>) => this.#explaining?.headsOf(sites) ?? 0;
    const hearing = hearingOf({ silence: this.#silence, open: () => this.#readings.open, alarmOf });
    this.#isolation = new IsolationWatch({ book, hearing, headsOf, ends: () => this.#silence.ends() });
    this.#explaining = options.topology === undefined ? null : new Explaining(options.topology, hearing);
    this.#deviceAlarms = new DeviceAlarms({ rules, book, describeSite });
    this.#readings = new ReadingEngine({
      ...{ rules, catalog, book, describeSite },
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
    this.#readings.restoreCourses(memory.conditions);
    this.#silence.restore(memory.presence);
    this.#teller.restore(memory.conditions);
    const orphans = memory.conditions.filter((row) => row.body !== null && !this.#restoreCondition(row));
    this.#orphanConditions = orphans.map(({ key }) => key);
    this.#orphanAlarms = this.#unwatched();
    this.interrupted(nowMs, "lost");
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
    // After all of the batch: what becomes of a new story within it belongs to its first words.
    if (nowMs >= this.#teller.nextDueMs()) this.#teller.tick(recording);
  }

  /** True when time alone has something to decide: call `tick` through `act` then. Cheap: ask every 100 ms. */
  due(nowMs: number): boolean {
    return nowMs - this.#tickedAtMs >= tickIntervalMsMin && nowMs >= this.nextDueMs();
  }

  /** A lower bound of the instant at which time alone has something to decide; Infinity when nothing waits for it. */
  nextDueMs(): number {
    if (this.#orphanAlarms.length + this.#orphanConditions.length > 0) return Number.NEGATIVE_INFINITY;
    return Math.min(
      this.#silence.nextDueMs(),
      this.#deviceAlarms.nextDueMs(),
      this.#readings.nextDueMs(),
      this.#book.nextDueMs(),
      this.#maintenanceWatch.nextDueMs(),
      this.#isolation.nextDueMs(),
      this.#teller.nextDueMs(),
      this.#explaining?.nextDueMs() ?? Number.POSITIVE_INFINITY,
    );
  }

  /** Lets time pass: silence, delays of states that hold until changed, shelves, flapping, maintenance windows. */
  tick(rows: JournalRows, nowMs: number): void {
    const recording: Recording = { rows, nowMs };
    this.#nowMs = nowMs;
    this.#tickedAtMs = nowMs;
    this.#clearOrphans(recording);
    this.#silence.tick(recording);
    this.#deviceAlarms.tick(recording);
    this.#readings.tick(recording);
    this.#book.tick(recording);
    if (nowMs >= this.#maintenanceWatch.nextDueMs()) this.#maintenanceWatch.follow(recording);
    // After everything that time raises and clears: what is told next has to know its root.
    const explaining = this.#explaining;
    if (explaining !== null && nowMs >= explaining.nextDueMs())
      enterCorrelation(this.#book, recording, explaining.find(this.#book.activeAlarms(), nowMs));
    this.#isolation.tick(recording);
    this.#teller.tick(recording);
  }

  /**
   * Says that the platform could not hear devices until now (journal in trouble, process stopped for a while): each
   * gets one full period before its silence counts. `connections` "lost" when they all ended with it.
   */
  interrupted(nowMs: number, connections: "kept" | "lost"): void {
    this.#silence.excuse(nowMs, connections);
    this.#readings.forecasts.excuse(nowMs);
    this.#book.excuse(nowMs);
  }

  /** The live list: active alarms, then cleared ones that nobody acknowledged; bounded by `listedAlarmsMax`. */
  list(): readonly Alarm[] {
    return this.#book.list(this.#nowMs);
  }

  /** The alarm as a change left it that was made since the start; undefined for older ones. */
  readonly alarmAfter = (row: TransitionRow): Alarm | undefined => this.#book.alarmAfter(row);

  /** The alarm with this id, active or cleared; undefined when none is known. */
  get(id: string): Alarm | undefined {
    return this.#book.get(id);
  }

  /** Active alarms by severity and visibility: hidden ones are counted where shown ones are. */
  counts(): SeverityCounts {
    return this.#book.counts();
  }

  /**
   * Does what an operator asks; throws AlarmNotFound or another AlarmRequestError before any row is written. After a
   * clear evaluation goes on from normal, so an alarm whose condition still holds comes back after its delay as a new
   * occurrence.
   */
  operate(rows: JournalRows, nowMs: number, { id, act, ...word }: OperateRequest): Alarm {
    const alarm = this.#book.get(id);
    if (alarm === undefined) throw new AlarmNotFound(id);
    const operated = operateAlarm(alarm, act, { ...word, atMs: nowMs });
    const recording: Recording = { rows, nowMs };
    if (act.kind === "clear") {
      this.#readings.reset(id, recording);
      this.#silence.reset(id, recording);
      this.#deviceAlarms.reset(id, recording);
    }
    return this.#book.operate(recording, operated);
  }

  /** Marks the present occurrence as seen; as `operate`. */
  acknowledge(rows: JournalRows, nowMs: number, request: OperatorRequest): Alarm {
    return this.operate(rows, nowMs, { ...request, act: { kind: "acknowledge" } });
  }

  /** Clears by an operator's word; as `operate`. */
  clear(rows: JournalRows, nowMs: number, request: OperatorRequest): Alarm {
    return this.operate(rows, nowMs, { ...request, act: { kind: "clear" } });
  }

  /** How long sites on battery still have. */
  get forecasts(): Pick<SiteForecasts, "list" | "of" | "waiting"> {
    return this.#readings.forecasts;
  }

  /** All maintenance windows, ended ones too. */
  maintenanceWindows(): readonly MaintenanceWindow[] {
    return this.#maintenance.list();
  }

  /** Enters a maintenance window, or another form of one, and what it covers at once; throws TooManyWindows. */
  planMaintenance(rows: JournalRows, nowMs: number, window: MaintenanceWindow): void {
    this.#maintenance.put(rows, nowMs, window);
    this.#maintenanceWatch.follow({ rows, nowMs });
  }

  /** Takes a maintenance window away and releases what it covered at once; throws WindowNotFound. */
  cancelMaintenance(rows: JournalRows, nowMs: number, id: string): void {
    this.#maintenance.remove(rows, nowMs, id);
    this.#maintenanceWatch.follow({ rows, nowMs });
  }

  /**
   * Enters what the correlator found among the active alarms: the causes of symptoms and the extent of roots. An active
   * alarm in neither stands for itself. Pushes what changed into `rows`, in the order of ids.
   */
  explain(rows: JournalRows, nowMs: number, correlation: Correlation): void {
    enterCorrelation(this.#book, { rows, nowMs }, correlation);
  }

  /** Who tells of alarms: its figures and the templates that it can't use. */
  get teller(): Pick<Teller, "counters"> {
    return this.#teller;
  }

  /** Presence of every device known. */
  presence(): readonly DevicePresence[] {
    return [...this.#silence.presences()];
  }

  /** Presence of one device; undefined when it never connected. */
  presenceOf(device: DeviceId): DevicePresence | undefined {
    return this.#silence.presenceOf(device);
  }

  /** How late a reading of a site is by its devices' own clocks, from receive time minus event time. */
  lateness(site: SiteCode, lagMs: number): number {
    return this.#silence.lateness(site, lagMs);
  }

  /** The device exists no longer (revoked): its silence ends and it is watched no more. */
  forgetDevice(rows: JournalRows, nowMs: number, device: DeviceId): void {
    this.#silence.forget(device, { rows, nowMs });
  }

  /**
   * Planned numbers, and the network when one is given, may have changed: limits are worked out anew, what no limit
   * watches ends at the next tick, and alarms are explained in the new network.
   */
  planChanged(topology?: Topology): void {
    this.#abandon([...this.#readings.planChanged(), ...this.#silence.planChanged(this.#nowMs)]);
    this.#maintenanceWatch.placesChanged();
    if (topology !== undefined) this.#explaining?.networkChanged(topology);
  }

  /**
   * Other rules from now on: the state of those with the same content stays, changed ones start anew, and alarms that
   * nothing watches any more end at the next tick.
   */
  rulesChanged(rules: readonly Rule[]): void {
    this.#abandon([
      ...this.#readings.rulesChanged(rules),
      ...this.#silence.rulesChanged(rules, this.#nowMs),
      ...this.#deviceAlarms.rulesChanged(rules),
    ]);
  }

  #abandon(conditions: readonly string[]): void {
    this.#orphanConditions = [...this.#orphanConditions, ...conditions];
    this.#orphanAlarms = this.#unwatched();
  }

  counters(): AlarmCounters {
    return {
      active: this.#book.active,
      known: this.#book.known,
      conditions: this.#readings.open.size,
      transitions: this.#book.transitions,
      notifications: this.#teller.counters().notifications,
      lateReadings: this.#readings.lateReadings,
      raisesRefused: this.#book.raisesRefused,
      deviceTypesRefused: this.#deviceAlarms.typesRefused,
    };
  }

  /** False when nothing watches the condition any more. */
  #restoreCondition(row: ConditionRow): boolean {
    if (isStoryKey(row.key) || isForecastKey(row.key) || isHoursKey(row.key)) return true;
    if (FlapFilter.owns(row)) {
      this.#book.restoreFlapping(row.body ?? "");
      return true;
    }
    const kept = parseConditionBody(row.body ?? "");
    if (kept.kind === "device") return this.#deviceAlarms.restoreCondition(kept);
    return kept.kind === "reading" ? this.#readings.restore(kept) : this.#silence.restoreSilence(kept);
  }

  /** Active alarms that nothing watches, in the order of their ids. */
  #unwatched(): readonly string[] {
    const watched = new Set<string>([...this.#silence.firing(), this.#isolation.alarm]);
    for (const { subject, states, levels } of this.#readings.open)
      if (firingSeverity(states, levels) !== null) watched.add(subject.id);
    return [...this.#book]
      .filter(({ id, isCleared }) => !isCleared && !watched.has(id) && !this.#book.awaitsQuiet(id))
      .filter((alarm) => alarm.qualifier !== deviceQualifier || !this.#deviceAlarms.watches(alarm))
      .map(({ id }) => id)
      .sort();
  }

  /** What became an orphan at restart or with a new plan may be watched again by now: then it stays. */
  #clearOrphans(recording: Recording): void {
    if (this.#orphanAlarms.length + this.#orphanConditions.length === 0) return;
    const orphans = new Set(this.#orphanAlarms);
    for (const id of this.#unwatched()) {
      const alarm = orphans.has(id) ? this.#book.activeOf(id) : undefined;
      if (alarm !== undefined) this.#book.clearOrphan(recording, alarm, platformMoment(recording.nowMs));
    }
    const open = new Set([...this.#readings.open, ...this.#deviceAlarms.open].map(({ key }) => key));
    for (const key of this.#orphanConditions)
      if (!open.has(key)) recording.rows.condition.push({ key, changedAtMs: recording.nowMs, body: null });
    this.#orphanAlarms = [];
    this.#orphanConditions = [];
  }
}
