import type { PresenceRow, TransitionRow } from "../telemetry/journal.ts";
import type { Severity } from "../telemetry/severity.ts";

/** An alarm that was active at a past moment, without its body. */
export interface StandingAlarm {
  /** Of the change that made it so. */
  readonly sequence: number;
  readonly site: string;
  readonly node: string;
  readonly severity: Severity;
  /** As in `Alarm.meaning`; null for what the journal of version 1 kept. */
  readonly meaning: string | null;
  readonly operatorState: string;
  readonly flapping: boolean;
  readonly shelved: boolean;
  readonly suppressed: boolean;
  readonly outOfService: boolean;
}

/** The newest reading of each of some series in sinceMs < ts ≤ atMs. */
export interface LatestThenQuery {
  readonly series: readonly number[];
  readonly sinceMs: number;
  readonly atMs: number;
}

/** Readings as columns: one row a series, or one a reading. */
export interface ReadingsThen {
  readonly series: Float64Array<ArrayBuffer>;
  readonly tsMs: Float64Array<ArrayBuffer>;
  readonly value: Float64Array<ArrayBuffer>;
  readonly lagMs: Float64Array<ArrayBuffer>;
}

/** Readings of all series in fromMs ≤ ts < toMs, oldest first, at most `rowsMax`. */
export interface SweepQuery {
  readonly fromMs: number;
  readonly toMs: number;
  readonly rowsMax: number;
}

/** What the journal can tell of past moments, in ms since 1970 UTC. */
export interface JournalSpan {
  /** The first thing ever recorded that is still there; null when there is none. */
  readonly firstMs: number | null;
  /** Since when every change of an alarm is still there; null when none was ever deleted. */
  readonly wholeSinceMs: number | null;
}

/** Questions about past moments; what counts is when the platform recorded something, not when it happened. */
export interface PastJournal {
  /** The alarms that were active after all that was recorded until an instant, the newest change first. */
  standingAt(atMs: number): Promise<readonly StandingAlarm[]>;
  /** Changes of alarms by their sequence numbers, in no order. */
  changes(sequences: readonly number[]): Promise<readonly TransitionRow[]>;
  /** Presence of each device as recorded until an instant. */
  presenceAt(atMs: number): Promise<readonly PresenceRow[]>;
  latestThen(query: LatestThenQuery): Promise<ReadingsThen>;
  sweep(query: SweepQuery): Promise<ReadingsThen>;
  span(): Promise<JournalSpan>;
}

/** Those questions as they go to the worker. */
export type PastAsk =
  | { readonly kind: "standing"; readonly atMs: number }
  | { readonly kind: "changes"; readonly sequences: readonly number[] }
  | { readonly kind: "presence-then"; readonly atMs: number }
  | { readonly kind: "latest-then"; readonly query: LatestThenQuery }
  | { readonly kind: "sweep"; readonly query: SweepQuery }
  | { readonly kind: "span" };

/** And their answers. */
export type PastAnswer =
  | { readonly kind: "standing"; readonly alarms: readonly StandingAlarm[] }
  | { readonly kind: "changes"; readonly rows: readonly TransitionRow[] }
  | { readonly kind: "presence-then"; readonly rows: readonly PresenceRow[] }
  | { readonly kind: "latest-then"; readonly readings: ReadingsThen }
  | { readonly kind: "sweep"; readonly readings: ReadingsThen }
  | { readonly kind: "span"; readonly span: JournalSpan };
