import { resolve } from "node:path";
import type {
  AuditRow,
  CommitReceipt,
  JournalBatch,
  JournalRows,
  JournalTrouble,
  OutageRow,
  PresenceRow,
  QuarantineRow,
  TransitionRow,
} from "../telemetry/journal.ts";
import { JournalUnavailable } from "../telemetry/journal.ts";
import { ReadingColumns } from "../telemetry/reading-columns.ts";
import type { RangeQuery, ReadingSlice, StepQuery, StepSlice } from "../telemetry/reading-history.ts";
import type { PlacedRow, ReadingBacklog, ReadingBacklogQuery, RowBacklogQuery } from "./backlog.ts";
import { defaultStoreLimits, type StoreLimits } from "./limits.ts";
import { newestRows } from "./newest-rows.ts";
import type { JournalSpan, LatestThenQuery, ReadingsThen, StandingAlarm, SweepQuery } from "./past.ts";
import { ReadingsHandover } from "./shared-readings.ts";
import type {
  AuditQuery,
  DeadLetters,
  NotificationQuery,
  NotificationStatus,
  OpenNotification,
  OutageQuery,
  OutboxQuery,
  QuarantineQuery,
  Recovered,
  Store,
  StoreHealth,
  TransitionQuery,
} from "./store.ts";
import { StoreUnusable } from "./store.ts";
import { describe } from "./trouble.ts";
import { WorkerLink } from "./worker-link.ts";
import type { RecoveredParts, StoreLogEntry, WorkerFigures, WorkerStart } from "./worker-messages.ts";

/** How a store is opened. */
export interface StoreOptions {
  /** Data directory; made with mode 0700 when missing. */
  readonly directory: string;
  readonly log?: (entry: StoreLogEntry) => void;
  readonly limits?: Partial<StoreLimits>;
}

const noFigures: WorkerFigures = {
  databaseBytes: 0,
  walBytes: 0,
  checkpoints: 0,
  quarantineDeleted: 0,
  readingsDeleted: 0,
  transitionsDeleted: 0,
  notificationsDeleted: 0,
  outagesDeleted: 0,
};

const isEmpty = (rows: JournalRows): boolean =>
  rows.series.length === 0 &&
  rows.quarantine.length === 0 &&
  rows.presence.length === 0 &&
  rows.condition.length === 0 &&
  rows.transition.length === 0 &&
  rows.notification.length === 0 &&
  rows.delivery.length === 0 &&
  rows.outage.length === 0 &&
  rows.document.length === 0 &&
  rows.audit.length === 0;

const columnsOf = (parts: RecoveredParts["latest"]): ReadingColumns => {
  const columns = new ReadingColumns(0);
  columns.series = parts.series;
  columns.tsMs = parts.tsMs;
  columns.value = parts.value;
  columns.lagMs = parts.lagMs;
  columns.length = parts.series.length;
  return columns;
};

/** Directories that this process has open: DuckDB's lock is a POSIX one, which a process never denies itself. */
const openDirectories = new Set<string>();

/** How long a worker may take to close its files before it is ended. */
const graceMs = 30_000;

/** The main thread's side of the store: hands over, waits, and starts the worker again when it is lost. */
class DuckdbStore implements Store {
  readonly #start: WorkerStart;
  readonly #log: (entry: StoreLogEntry) => void;
  readonly #handover = new ReadingsHandover();
  readonly #repairs: string[] = [];
  #link: WorkerLink | null = null;
  #opening: Promise<WorkerLink> | null = null;
  #closing: Promise<void> | null = null;
  #figures = noFigures;
  #trouble: JournalTrouble | null = null;
  #detail = "";

  constructor(start: WorkerStart, log: (entry: StoreLogEntry) => void) {
    this.#start = start;
    this.#log = log;
  }

  /** Opens the journal for the first time. */
  async open(): Promise<void> {
    await this.#worker();
  }

  async commit(batch: JournalBatch, again: boolean): Promise<CommitReceipt> {
    try {
      const link = await this.#worker();
      const readings = this.#handover.put(batch);
      const rows = isEmpty(batch.rows) ? null : newestRows(batch.rows);
      const { receipt } = await link.ask("commit", { kind: "commit", readings, rows, again });
      if (this.#trouble !== null) this.#recovered();
      return receipt;
    } catch (error) {
      this.#inTrouble(error);
      throw error;
    }
  }

  async recover(latestSinceMs: number): Promise<Recovered> {
    const link = await this.#worker();
    const { recovered } = await link.ask("recover", { kind: "recover", latestSinceMs });
    return { ...recovered, latest: columnsOf(recovered.latest), repairs: [...this.#repairs] };
  }

  async readings(query: RangeQuery): Promise<ReadingSlice> {
    const link = await this.#worker();
    return (await link.ask("readings", { kind: "readings", query })).slice;
  }

  async steps(query: StepQuery): Promise<StepSlice> {
    const link = await this.#worker();
    return (await link.ask("steps", { kind: "steps", query })).slice;
  }

  async transitions(query: TransitionQuery): Promise<readonly TransitionRow[]> {
    const link = await this.#worker();
    return (await link.ask("transitions", { kind: "transitions", query })).rows;
  }

  async quarantine(query: QuarantineQuery): Promise<readonly QuarantineRow[]> {
    const link = await this.#worker();
    return (await link.ask("quarantine", { kind: "quarantine", query })).rows;
  }

  async notifications(query: NotificationQuery): Promise<readonly NotificationStatus[]> {
    const link = await this.#worker();
    return (await link.ask("notifications", { kind: "notifications", query })).rows;
  }

  async deadLetters(): Promise<readonly DeadLetters[]> {
    const link = await this.#worker();
    return (await link.ask("dead-letters", { kind: "dead-letters" })).rows;
  }

  async outbox(query: OutboxQuery): Promise<readonly OpenNotification[]> {
    const link = await this.#worker();
    return (await link.ask("outbox", { kind: "outbox", query })).rows;
  }

  async outages(query: OutageQuery): Promise<readonly OutageRow[]> {
    const link = await this.#worker();
    return (await link.ask("outages", { kind: "outages", query })).rows;
  }

  async audit(query: AuditQuery): Promise<readonly AuditRow[]> {
    const link = await this.#worker();
    return (await link.ask("audit", { kind: "audit", query })).rows;
  }

  async readingBacklog(query: ReadingBacklogQuery): Promise<ReadingBacklog> {
    const link = await this.#worker();
    return (await link.ask("reading-backlog", { kind: "reading-backlog", query })).backlog;
  }

  async outageBacklog(query: RowBacklogQuery): Promise<readonly PlacedRow<OutageRow>[]> {
    const link = await this.#worker();
    return (await link.ask("outage-backlog", { kind: "outage-backlog", query })).rows;
  }

  async presenceBacklog(query: RowBacklogQuery): Promise<readonly PlacedRow<PresenceRow>[]> {
    const link = await this.#worker();
    return (await link.ask("presence-backlog", { kind: "presence-backlog", query })).rows;
  }

  async standingAt(atMs: number): Promise<readonly StandingAlarm[]> {
    const link = await this.#worker();
    return (await link.ask("standing", { kind: "standing", atMs })).alarms;
  }

  async changes(sequences: readonly number[]): Promise<readonly TransitionRow[]> {
    const link = await this.#worker();
    return (await link.ask("changes", { kind: "changes", sequences })).rows;
  }

  async presenceAt(atMs: number): Promise<readonly PresenceRow[]> {
    const link = await this.#worker();
    return (await link.ask("presence-then", { kind: "presence-then", atMs })).rows;
  }

  async latestThen(query: LatestThenQuery): Promise<ReadingsThen> {
    const link = await this.#worker();
    return (await link.ask("latest-then", { kind: "latest-then", query })).readings;
  }

  async sweep(query: SweepQuery): Promise<ReadingsThen> {
    const link = await this.#worker();
    return (await link.ask("sweep", { kind: "sweep", query })).readings;
  }

  async span(): Promise<JournalSpan> {
    const link = await this.#worker();
    return (await link.ask("span", { kind: "span" })).span;
  }

  health(): StoreHealth {
    return { trouble: this.#trouble, detail: this.#detail, ...this.#figures, repairs: [...this.#repairs] };
  }

  close(): Promise<void> {
    this.#closing ??= this.#close();
    return this.#closing;
  }

  async #close(): Promise<void> {
    await this.#opening?.catch(() => undefined);
    const link = this.#link;
    if (link?.isUsable) {
      await link.ask("close", { kind: "close" }).catch((error: unknown) =>
        this.#log({
          level: "warn",
          message: "the journal was not closed cleanly",
          data: { error: describe(error) },
        }),
      );
    }
    await link?.gone(graceMs);
    openDirectories.delete(this.#start.directory);
  }

  async #worker(): Promise<WorkerLink> {
    if (this.#closing) throw new JournalUnavailable("worker-lost", "the store is closed");
    if (this.#link?.isUsable) return this.#link;
    this.#opening ??= this.#startWorker().finally(() => {
      this.#opening = null;
    });
    return this.#opening;
  }

  async #startWorker(): Promise<WorkerLink> {
    await this.#link?.gone(graceMs);
    const link = new WorkerLink(this.#start, {
      log: this.#log,
      figures: (figures) => {
        this.#figures = figures;
      },
      trouble: (error) => this.#inTrouble(error),
    });
    this.#link = link;
    for (const repair of await link.opened) {
      this.#repairs.push(repair);
      this.#log({ level: "warn", message: "the journal was repaired", data: { repair } });
    }
    return link;
  }

  #inTrouble(error: unknown): void {
    const trouble = error instanceof JournalUnavailable ? error.trouble : "input-output";
    const detail = describe(error);
    if (trouble !== this.#trouble)
      this.#log({ level: "error", message: "the journal can't write", data: { trouble, detail } });
    this.#trouble = trouble;
    this.#detail = detail;
  }

  #recovered(): void {
    this.#log({ level: "info", message: "the journal writes again", data: {} });
    this.#trouble = null;
    this.#detail = "";
  }
}

/**
 * Opens the store in a directory, creating it where missing. Rejects with StoreUnusable when the directory can't
 * be used at all, with JournalUnavailable when the disk is full.
 */
export const openStore = async (options: StoreOptions): Promise<Store> => {
  const limits = { ...defaultStoreLimits(), ...options.limits };
  const directory = resolve(options.directory);
  if (openDirectories.has(directory))
    throw new StoreUnusable("locked", `this tramcanh process uses ${directory} already`);
  const store = new DuckdbStore({ directory, limits }, options.log ?? (() => {}));
  openDirectories.add(directory);
  await store.open().catch((error: unknown) => {
    openDirectories.delete(directory);
    throw error;
  });
  return store;
};
