import type { DeviceId, NodeCode, SeriesId, SiteCode } from "./identifiers.ts";
import type { ReadingColumns } from "./reading-columns.ts";
import type { Severity } from "./severity.ts";

/** A new series; its id is chosen by the catalog. */
export interface SeriesRow {
  readonly id: SeriesId;
  readonly site: SiteCode;
  readonly node: NodeCode;
  readonly metric: string;
  readonly firstSeenAtMs: number;
}

/** A message, or one value of it, that could not be taken as a reading, kept with the reason. */
export interface QuarantineRow {
  readonly id: string;
  readonly receivedAtMs: number;
  readonly device: string;
  readonly site: string;
  readonly topic: string;
  /** Null when the whole message is meant. */
  readonly metric: string | null;
  readonly reason: string;
  readonly detail: string;
  /** What was sent, cut to `quarantinePayloadBytesMax`. */
  readonly payload: string;
}

/** State of a device's presence after a change; the newest row of a device is in force. */
export interface PresenceRow {
  readonly device: DeviceId;
  readonly changedAtMs: number;
  readonly body: string;
}

/** State of one alarm condition after a change, opaque to the store; the newest row of a key is in force. */
export interface ConditionRow {
  readonly key: string;
  readonly changedAtMs: number;
  /** JSON; null when the condition is back to normal and need not be kept. */
  readonly body: string | null;
}

/** One change of one alarm. `id` follows from what happened, so a replay gives the same one. */
export interface TransitionRow {
  /** Dense, growing; the SSE event id. */
  readonly sequence: number;
  readonly id: string;
  readonly alarm: string;
  readonly site: string;
  readonly node: string;
  readonly event: string;
  readonly severity: Severity;
  readonly eventAtMs: number;
  readonly recordedAtMs: number;
  /** JSON of the alarm after the change. */
  readonly body: string;
}

/** A notification to be delivered: the outbox. */
export interface NotificationRow {
  readonly id: string;
  readonly transition: string;
  readonly channel: string;
  readonly createdAtMs: number;
  readonly body: string;
}

/** Outcome of one attempt to deliver a notification; `again` is no attempt: a person opened a dead one again. */
export interface DeliveryRow {
  readonly notification: string;
  readonly attemptedAtMs: number;
  readonly attempt: number;
  readonly outcome: "delivered" | "failed" | "dead" | "again";
  readonly detail: string;
}

/** State of an outage after a change; the newest row of an id is in force. */
export interface OutageRow {
  readonly id: string;
  /** What was out: the whole site, or one node of it. */
  readonly subject: "site" | "node";
  readonly site: string;
  /** Null when the site is meant. */
  readonly node: string | null;
  readonly causeClass: string;
  readonly fromMs: number;
  /** Null while it lasts. */
  readonly toMs: number | null;
  readonly changedAtMs: number;
  /** JSON of the outage after the change. */
  readonly body: string;
}

/** A small record of administration (user, key, session, device); the newest row of (kind, id) is in force. */
export interface DocumentRow {
  readonly kind: string;
  readonly id: string;
  readonly changedAtMs: number;
  /** JSON; null when deleted. */
  readonly body: string | null;
}

/** An entry of the append-only audit log; `hash` chains it to the one before. */
export interface AuditRow {
  readonly sequence: number;
  readonly atMs: number;
  readonly actor: string;
  readonly action: string;
  readonly target: string;
  readonly detail: string;
  readonly hash: string;
}

/** Rows of every table of the journal but the readings'. */
export interface JournalRows {
  readonly series: SeriesRow[];
  readonly quarantine: QuarantineRow[];
  readonly presence: PresenceRow[];
  readonly condition: ConditionRow[];
  readonly transition: TransitionRow[];
  readonly notification: NotificationRow[];
  readonly delivery: DeliveryRow[];
  readonly outage: OutageRow[];
  readonly document: DocumentRow[];
  readonly audit: AuditRow[];
}

/** No rows yet. */
export const emptyRows = (): JournalRows => ({
  series: [],
  quarantine: [],
  presence: [],
  condition: [],
  transition: [],
  notification: [],
  delivery: [],
  outage: [],
  document: [],
  audit: [],
});

/** What one transaction of the journal writes: all of it or nothing. */
export interface JournalBatch {
  /** Readings newer than everything stored of their series: appended as they are. */
  readonly fresh: ReadingColumns;
  /** Readings not newer than the newest of their series: stored unless (series, ts) is there already. */
  readonly behind: ReadingColumns;
  readonly rows: JournalRows;
}

/** What a commit found out. */
export interface CommitReceipt {
  /** How many of the `behind` readings were stored already. */
  readonly duplicates: number;
}

/** Why the journal can't write at present. */
export type JournalTrouble = "disk-full" | "input-output" | "worker-lost" | "slow";

/** A commit that did not happen but may be tried again; the batch is still whole. */
export class JournalUnavailable extends Error {
  override readonly name = "JournalUnavailable";
  readonly trouble: JournalTrouble;

  constructor(trouble: JournalTrouble, message: string, options?: ErrorOptions) {
    super(message, options);
    this.trouble = trouble;
  }
}

/** Where batches last. */
export interface Journal {
  /**
   * Writes the batch in one transaction and resolves once it is on disk. One commit at a time.
   * Rejects with JournalUnavailable when nothing was acknowledged as written; calling again with the same
   * batch and `again: true` is safe even when the first try did reach the disk.
   * The columns' memory may be lent to a worker meanwhile: it is back, unchanged, when the promise settles.
   */
  commit(batch: JournalBatch, again: boolean): Promise<CommitReceipt>;
}

/**
 * Makes a durable change outside the stream of readings: `change` is called when the next batch is sealed, adds
 * its rows to it, and the promise resolves with its answer once the batch is committed. A `change` that throws
 * must not have added rows; only its own promise rejects.
 */
export type Act = <Answer>(change: (rows: JournalRows, nowMs: number) => Answer) => Promise<Answer>;
