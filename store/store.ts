import type {
  AuditRow,
  ConditionRow,
  DeliveryRow,
  DocumentRow,
  Journal,
  JournalTrouble,
  NotificationRow,
  OutageRow,
  PresenceRow,
  QuarantineRow,
  SeriesRow,
  TransitionRow,
} from "../telemetry/journal.ts";
import type { ReadingColumns } from "../telemetry/reading-columns.ts";
import type { ReadingHistory } from "../telemetry/reading-history.ts";
import type { PlacedRow, ReadingBacklog, ReadingBacklogQuery, RowBacklogQuery } from "./backlog.ts";
import type { PastJournal } from "./past.ts";

/** A page of transitions, oldest first; newest first when `beforeSequence` is given. */
export interface TransitionQuery {
  readonly afterSequence: number;
  readonly rowsMax: number;
  readonly alarm?: string;
  /** Only those before it, from the newest on. */
  readonly beforeSequence?: number;
  /** fromMs ≤ event time < toMs. */
  readonly fromMs?: number;
  readonly toMs?: number;
  /** Only these sites; null or left out for all. */
  readonly sites?: readonly string[] | null;
  readonly node?: string;
}

/** A page of quarantine, newest first; `before` is the (receivedAtMs, id) of the last row of the page before. */
export interface QuarantineQuery {
  readonly before: { readonly receivedAtMs: number; readonly id: string } | null;
  readonly rowsMax: number;
  /** Only these sites; null for all. */
  readonly sites: readonly string[] | null;
  readonly reason?: string;
}

/** A page of notifications, newest first; `before` is the id of the last of the page before. */
export interface NotificationQuery {
  readonly before: string | null;
  readonly rowsMax: number;
  /** Only this one. */
  readonly id?: string;
  readonly channel?: string;
  /** Only those whose newest attempt had this outcome; `again` means also those that had none yet. */
  readonly outcome?: DeliveryRow["outcome"];
}

/** How many notifications of a channel are dead. */
export interface DeadLetters {
  readonly channel: string;
  readonly count: number;
}

/** A page of outages as they are in force, the latest beginning first; `before` is the last of the page before. */
export interface OutageQuery {
  readonly before: { readonly fromMs: number; readonly id: string } | null;
  readonly rowsMax: number;
  /** Only these sites; null for all. */
  readonly sites: readonly string[] | null;
  readonly id?: string;
  readonly subject?: OutageRow["subject"];
  readonly node?: string;
  readonly causeClasses?: readonly string[];
  /** Those with a part at or after this instant. */
  readonly fromMs?: number;
  /** Those that began before this instant. */
  readonly toMs?: number;
  /** True: those that last; false: those that are over. */
  readonly open?: boolean;
}

/** A page of the audit log, newest first. */
export interface AuditQuery {
  readonly beforeSequence: number;
  readonly rowsMax: number;
}

/** A notification with its last attempt. */
export interface NotificationStatus extends NotificationRow {
  readonly lastDelivery: DeliveryRow | null;
}

/** A notification neither delivered nor dead, with the attempts made so far. */
export interface OpenNotification {
  readonly row: NotificationRow;
  readonly attempts: number;
  /** When a person last opened it again after it was dead; left out when nobody did. */
  readonly againAtMs?: number;
}

/** Open notifications of one channel, oldest first. */
export interface OutboxQuery {
  readonly channel: string;
  readonly rowsMax: number;
}

/** What the platform needs to know to go on where it stopped. */
export interface Recovered {
  readonly series: readonly SeriesRow[];
  /** Newest reading of each series with ts ≥ the asked-for instant, one row a series. */
  readonly latest: ReadingColumns;
  readonly conditions: readonly ConditionRow[];
  readonly presence: readonly PresenceRow[];
  readonly documents: readonly DocumentRow[];
  /** Newest transition of each alarm. */
  readonly alarms: readonly TransitionRow[];
  /** Outages that last or ended at or after the asked-for instant, in the order of writing. */
  readonly outages: readonly OutageRow[];
  /** Notifications neither delivered nor dead, oldest first, with the attempts so far. */
  readonly outbox: readonly OpenNotification[];
  /** 0 when there was none yet. */
  readonly lastTransitionSequence: number;
  readonly lastAudit: { readonly sequence: number; readonly hash: string } | null;
  /** What recovery had to do to the write-ahead log, in words; empty after a clean stop or plain replay. */
  readonly repairs: readonly string[];
}

/** Figures of the store for `/metrics` and `/readyz`. */
export interface StoreHealth {
  readonly trouble: JournalTrouble | null;
  readonly detail: string;
  readonly databaseBytes: number;
  readonly walBytes: number;
  readonly checkpoints: number;
  /** Rows deleted since the start because of their number or age. */
  readonly quarantineDeleted: number;
  readonly readingsDeleted: number;
  readonly transitionsDeleted: number;
  readonly notificationsDeleted: number;
  readonly outagesDeleted: number;
  readonly repairs: readonly string[];
}

/** The journal with its questions. All answers come from a worker thread; none blocks the event loop. */
export interface Store extends Journal, ReadingHistory, PastJournal {
  recover(latestSinceMs: number): Promise<Recovered>;
  transitions(query: TransitionQuery): Promise<readonly TransitionRow[]>;
  quarantine(query: QuarantineQuery): Promise<readonly QuarantineRow[]>;
  notifications(query: NotificationQuery): Promise<readonly NotificationStatus[]>;
  /** Channels that have dead notifications. */
  deadLetters(): Promise<readonly DeadLetters[]>;
  outbox(query: OutboxQuery): Promise<readonly OpenNotification[]>;
  outages(query: OutageQuery): Promise<readonly OutageRow[]>;
  audit(query: AuditQuery): Promise<readonly AuditRow[]>;
  /** What an export has not read yet, in the order of writing. */
  readingBacklog(query: ReadingBacklogQuery): Promise<ReadingBacklog>;
  outageBacklog(query: RowBacklogQuery): Promise<readonly PlacedRow<OutageRow>[]>;
  presenceBacklog(query: RowBacklogQuery): Promise<readonly PlacedRow<PresenceRow>[]>;
  health(): StoreHealth;
  close(): Promise<void>;
}

/** A question that took longer than its time or asked for more rows than allowed. */
export class QueryRefused extends Error {
  override readonly name = "QueryRefused";
}

/** Why a store can't be opened at all. */
export type StoreFlaw = "locked" | "unreadable" | "newer-format";

/** A data directory that can't be used; the message names the file and what to do. */
export class StoreUnusable extends Error {
  override readonly name = "StoreUnusable";
  readonly flaw: StoreFlaw;

  constructor(flaw: StoreFlaw, message: string, options?: ErrorOptions) {
    super(message, options);
    this.flaw = flaw;
  }
}
