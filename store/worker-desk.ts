import { closeSync, fsyncSync, openSync } from "node:fs";
import { join } from "node:path";
import { type CommitReceipt, JournalUnavailable } from "../telemetry/journal.ts";
import { readOutageBacklog, readPresenceBacklog, readReadingBacklog } from "./backlog-questions.ts";
import type { Connection } from "./duckdb.ts";
import { Housekeeping } from "./housekeeping.ts";
import { JournalWriter, type WrittenBatch } from "./journal-writer.ts";
import { readChannelOutbox, readDeadLetters, readNotifications } from "./notification-questions.ts";
import { journalFile, type OpenJournal, openJournal } from "./open-journal.ts";
import { readOutages } from "./outage-questions.ts";
import { lookBack } from "./past-questions.ts";
import { QuestionDesk } from "./question-desk.ts";
import { readAudit, readQuarantine, readReadings, readSteps, readTransitions } from "./questions.ts";
import { compact, nextPosition, presenceKeptSinceMs, readRecovered } from "./recovery.ts";
import { takeReadings } from "./shared-readings.ts";
import { describe } from "./trouble.ts";
import type { Answer, Ask, StoreLogEntry, WorkerFigures, WorkerStart } from "./worker-messages.ts";

/** A commit refused before anything was written, because the file system is nearly full. */
export class DiskNearlyFull extends Error {
  override readonly name = "DiskNearlyFull";
}

/** DuckDB syncs its log but not the directory that names it: without this, a power cut may lose a new log whole. */
const syncDirectory = (path: string): void => {
  const directory = openSync(path, "r");
  try {
    fsyncSync(directory);
  } finally {
    closeSync(directory);
  }
};

/** Everything that the worker has open, and the order in which it is used. */
export class WorkerDesk {
  readonly #journal: OpenJournal;
  readonly #writer: JournalWriter;
  readonly #questions: QuestionDesk;
  readonly #housekeeping: Housekeeping;
  readonly #start: WorkerStart;
  #writing: Promise<unknown> = Promise.resolve();
  #committedAtMs = 0;
  #closed = false;
  #abandoned: Promise<void> | null = null;

  private constructor(
    start: WorkerStart,
    journal: OpenJournal,
    parts: {
      readonly writer: JournalWriter;
      readonly questions: QuestionDesk;
      readonly housekeeping: Housekeeping;
    },
  ) {
    this.#start = start;
    this.#journal = journal;
    this.#writer = parts.writer;
    this.#questions = parts.questions;
    this.#housekeeping = parts.housekeeping;
  }

  /** Opens the journal, repairs and compacts it. */
  static async open(start: WorkerStart, log: (entry: StoreLogEntry) => void): Promise<WorkerDesk> {
    const { directory, limits } = start;
    const journal = await openJournal(directory, limits);
    const { connection, database } = journal;
    await compact(connection, presenceKeptSinceMs(Date.now(), limits)).catch((error: unknown) =>
      log({ level: "warn", message: "replaced rows could not be deleted", data: { error: describe(error) } }),
    );
    const writer = await JournalWriter.on(connection, await nextPosition(connection));
    const readers: Connection[] = [];
    for (let reader = 0; reader < limits.queriesRunningMax; reader++) readers.push(await database.connect());
    const questions = new QuestionDesk(readers, limits);
    const place = { path: join(directory, journalFile), limits };
    const housekeeping = new Housekeeping(connection, place, log);
    return new WorkerDesk(start, journal, { writer, questions, housekeeping });
  }

  get repairs(): readonly string[] {
    return this.#journal.repairs;
  }

  figures(): WorkerFigures {
    return this.#housekeeping.figures();
  }

  /** Answers one question or writes one batch. */
  async answer(ask: Ask): Promise<Answer> {
    if (ask.kind === "commit") {
      const batch = { ...takeReadings(ask.readings), rows: ask.rows };
      const receipt = await this.#exclusively(() => this.#commit(batch, ask.again));
      return { kind: "commit", receipt, figures: this.figures() };
    }
    if (ask.kind === "recover") {
      const { outboxRecoveredMax } = this.#start.limits;
      const recovered = await this.#questions.answerUnhurried((connection) =>
        readRecovered(connection, { latestSinceMs: ask.latestSinceMs, outboxRecoveredMax }, this.repairs),
      );
      return { kind: "recover", recovered };
    }
    if (ask.kind === "close") {
      await this.close();
      return { kind: "close", figures: this.figures() };
    }
    return this.#questions.answer((connection) => this.#look(connection, ask));
  }

  /** Uses a quiet moment, if it is one, and checkpoints when that can't wait for one. */
  async tidy(nowMs: number): Promise<void> {
    if (this.#closed) return;
    if (nowMs - this.#committedAtMs >= this.#start.limits.quietMs)
      await this.#exclusively(() => this.#housekeeping.tidy(nowMs));
    else if (this.#housekeeping.isCheckpointDue)
      await this.#exclusively(() => this.#housekeeping.checkpoint());
  }

  /** Checkpoints and closes everything. */
  async close(): Promise<void> {
    const checkpoint = this.#exclusively(() => this.#housekeeping.checkpoint());
    this.#closed = true;
    await checkpoint;
    await this.abandon();
  }

  /**
   * Closes everything as it is, once nothing runs any more: DuckDB's binding aborts the process when the thread
   * ends while one of its calls is under way.
   */
  abandon(): Promise<void> {
    this.#closed = true;
    this.#abandoned ??= this.#abandon();
    return this.#abandoned;
  }

  async #abandon(): Promise<void> {
    await this.#writing;
    await this.#questions.close();
    this.#journal.connection.close();
    this.#journal.database.close();
  }

  async #commit(batch: WrittenBatch, again: boolean): Promise<CommitReceipt> {
    const freeBytes = this.#housekeeping.freeBytes();
    if (freeBytes < this.#start.limits.freeBytesReserve)
      throw new DiskNearlyFull(
        `${freeBytes} bytes are free in ${this.#start.directory}, ${this.#start.limits.freeBytesReserve} are kept in reserve`,
      );
    const isNewLog = this.#housekeeping.walBytes() === 0;
    const receipt = await this.#writer.commit(batch, again);
    if (isNewLog) syncDirectory(this.#start.directory);
    this.#committedAtMs = Date.now();
    return receipt;
  }

  async #look(
    connection: Connection,
    ask: Exclude<Ask, { kind: "commit" | "recover" | "close" }>,
  ): Promise<Answer> {
    const rowsMax = this.#start.limits.queryRowsMax;
    switch (ask.kind) {
      case "readings":
        return { kind: ask.kind, slice: await readReadings(connection, ask.query, rowsMax) };
      case "steps":
        return { kind: ask.kind, slice: await readSteps(connection, ask.query, rowsMax) };
      case "transitions":
        return { kind: ask.kind, rows: await readTransitions(connection, ask.query, rowsMax) };
      case "quarantine":
        return { kind: ask.kind, rows: await readQuarantine(connection, ask.query, rowsMax) };
      case "notifications":
        return { kind: ask.kind, rows: await readNotifications(connection, ask.query, rowsMax) };
      case "dead-letters":
        return { kind: ask.kind, rows: await readDeadLetters(connection) };
      case "outbox":
        return { kind: ask.kind, rows: await readChannelOutbox(connection, ask.query, rowsMax) };
      case "outages":
        return { kind: ask.kind, rows: await readOutages(connection, ask.query, rowsMax) };
      case "audit":
        return { kind: ask.kind, rows: await readAudit(connection, ask.query, rowsMax) };
      case "reading-backlog":
        return { kind: ask.kind, backlog: await readReadingBacklog(connection, ask.query, rowsMax) };
      case "outage-backlog":
        return { kind: ask.kind, rows: await readOutageBacklog(connection, ask.query, rowsMax) };
      case "presence-backlog":
        return { kind: ask.kind, rows: await readPresenceBacklog(connection, ask.query, rowsMax) };
      default:
        return lookBack(connection, ask, this.#start.limits);
    }
  }

  /** One after the other: the connection that writes has one transaction. */
  #exclusively<Result>(work: () => Promise<Result>): Promise<Result> {
    if (this.#closed) return Promise.reject(new JournalUnavailable("worker-lost", "the store closes"));
    const result = this.#writing.then(work);
    this.#writing = result.catch(() => undefined);
    return result;
  }
}
