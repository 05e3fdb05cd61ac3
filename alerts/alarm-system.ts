import type { Arrivals } from "../telemetry/arrivals.ts";
import type { DeviceNumbers } from "../telemetry/device-numbers.ts";
import type { DeviceId, NodeCode, SiteCode } from "../telemetry/identifiers.ts";
import type { ConditionRow, JournalRows, PresenceRow, TransitionRow } from "../telemetry/journal.ts";
import type { ReadingColumns } from "../telemetry/reading-columns.ts";
import type { SeriesCatalog } from "../telemetry/series-catalog.ts";
import type { Alarm } from "./alarm.ts";
import type { DevicePresence } from "./presence.ts";
import type { DescribeSite, Route } from "./routes.ts";
import type { Rule } from "./rules/rule.ts";

/** A number that the plan promises for a node ("rsl", "rectifiers", "plantCurrent" …); undefined when it says nothing. */
export type PlannedNumber = (site: SiteCode, node: NodeCode, name: string) => number | undefined;

/** What the alarm system is built from. */
export interface AlarmSystemOptions {
  readonly rules: readonly Rule[];
  readonly catalog: SeriesCatalog;
  readonly devices: DeviceNumbers;
  readonly describeSite: DescribeSite;
  readonly routes: readonly Route[];
  readonly plannedNumber?: PlannedNumber;
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
  readonly #options: AlarmSystemOptions;

  constructor(options: AlarmSystemOptions) {
    this.#options = options;
  }

  /** Takes up where the journal ends; once, before anything else. Devices get one period before silence counts. */
  restore(_memory: AlarmMemory, _nowMs: number): void {
    throw new Error(`not yet: ${this.#options.rules.length}`);
  }

  /** Evaluates one batch and pushes what changed into `rows`. */
  evaluate(_arrivals: Arrivals, _rows: JournalRows, _nowMs: number): void {}

  /** True when time alone has something to decide: call `tick` through `act` then. Cheap, ask every 100 ms. */
  due(_nowMs: number): boolean {
    return false;
  }

  /** Lets time pass: silence, and delays of states that hold until changed. */
  tick(_rows: JournalRows, _nowMs: number): void {}

  /** The live list: active alarms, then cleared ones that nobody acknowledged; bounded by `listedAlarmsMax`. */
  list(): readonly Alarm[] {
    return [];
  }

  /** The alarm with this id, active or cleared; undefined when none is known. */
  get(_id: string): Alarm | undefined {
    return undefined;
  }

  /** Marks the present occurrence as seen; throws AlarmNotFound, AlreadyAcknowledged, NoteTooLong. */
  acknowledge(_rows: JournalRows, _nowMs: number, _request: OperatorRequest): Alarm {
    throw new Error("not yet");
  }

  /** Clears by hand; comes back if the condition still holds. Throws AlarmNotFound, AlreadyCleared, NoteTooLong. */
  clear(_rows: JournalRows, _nowMs: number, _request: OperatorRequest): Alarm {
    throw new Error("not yet");
  }

  /** Presence of every device known. */
  presence(): readonly DevicePresence[] {
    return [];
  }

  /** Presence of one device; undefined when it never connected. */
  presenceOf(_device: DeviceId): DevicePresence | undefined {
    return undefined;
  }

  /** Tells that limits from the plan may have changed: programs are compiled anew. */
  planChanged(): void {}

  counters(): AlarmCounters {
    throw new Error("not yet");
  }
}
