import { z } from "zod";
import type { CommitReceipt, JournalRows } from "../telemetry/journal.ts";
import type { Cell, Command, Connection, ReadingAppender, ReadingRows, RowAppender } from "./duckdb.ts";
import { cellsOf, columnTypes, createStaging, type Table, tables } from "./schema.ts";

/** A batch as the worker sees it. */
export interface WrittenBatch {
  readonly fresh: ReadingRows;
  readonly behind: ReadingRows;
  /** Null when there are none. */
  readonly rows: JournalRows | null;
}

/** Readings that are compared with the stored ones in one go span at most this time, so that zone maps prune. */
const spanMsMax = 3_600_000;
const spansMax = 24;

/** The bounds of the time spans that the readings fall into, few and narrow. */
const timeSpans = (tsMs: Float64Array): readonly { readonly fromMs: number; readonly toMs: number }[] => {
  const sorted = tsMs.slice().sort();
  const spans: { fromMs: number; toMs: number }[] = [];
  for (const time of sorted) {
    const last = spans.at(-1);
    const fits = last !== undefined && (time - last.fromMs <= spanMsMax || spans.length === spansMax);
    if (fits) last.toMs = time;
    else spans.push({ fromMs: time, toMs: time });
  }
  return spans;
};

const keyRow = z.object({ key: z.string() });

type Insert = (again: boolean) => Promise<void>;

/** Writes batches, one transaction each, over the one connection that writes. */
export class JournalWriter {
  readonly #connection: Connection;
  readonly #begin: Command;
  readonly #commit: Command;
  readonly #clearStaging: Command;
  readonly #readings: ReadingAppender;
  readonly #staging: ReadingAppender;
  readonly #appenders = new Map<string, RowAppender>();
  #position: number;

  private constructor(
    connection: Connection,
    parts: {
      readonly begin: Command;
      readonly commit: Command;
      readonly clearStaging: Command;
      readonly readings: ReadingAppender;
      readonly staging: ReadingAppender;
    },
    position: number,
  ) {
    this.#connection = connection;
    this.#begin = parts.begin;
    this.#commit = parts.commit;
    this.#clearStaging = parts.clearStaging;
    this.#readings = parts.readings;
    this.#staging = parts.staging;
    this.#position = position;
  }

  /** Prepares a connection for writing; `position` is the first free place in the order of rows. */
  static async on(connection: Connection, position: number): Promise<JournalWriter> {
    await connection.run(createStaging);
    const parts = {
      begin: await connection.command("BEGIN TRANSACTION"),
      commit: await connection.command("COMMIT"),
      clearStaging: await connection.command("DELETE FROM staging"),
      readings: await connection.readingAppender("reading"),
      staging: await connection.readingAppender("staging"),
    };
    return new JournalWriter(connection, parts, position);
  }

  /**
   * Writes the batch and resolves when it is on disk. The common batch, with nothing behind, runs on the calling
   * thread from begin to fsync: waiting for libuv's pool would let password hashing delay acknowledgements.
   * After a rejection the connection is not to be used again.
   */
  async commit(batch: WrittenBatch, again: boolean): Promise<CommitReceipt> {
    this.#begin.run();
    if (again) await this.#insertMissing(batch.fresh);
    else this.#readings.append(batch.fresh);
    const behindCount = batch.behind.series.length;
    const duplicates = behindCount === 0 ? 0 : behindCount - (await this.#insertMissing(batch.behind));
    if (batch.rows) for (const insert of this.#inserts(batch.rows)) await insert(again);
    this.#commit.run();
    return { duplicates };
  }

  /** Stores the readings whose (series, ts) is not there yet; of several the first. Answers how many. */
  async #insertMissing(rows: ReadingRows): Promise<number> {
    if (rows.series.length === 0) return 0;
    this.#staging.append(rows);
    let inserted = 0;
    for (const { fromMs, toMs } of timeSpans(rows.tsMs)) {
      inserted += await this.#connection.run(
        `INSERT INTO reading
         SELECT series, ts, first(value ORDER BY rowid), first(lag ORDER BY rowid) FROM staging
         WHERE ts BETWEEN ${fromMs} AND ${toMs} AND NOT EXISTS (
           SELECT 1 FROM reading
           WHERE reading.ts BETWEEN ${fromMs} AND ${toMs}
             AND reading.series = staging.series AND reading.ts = staging.ts)
         GROUP BY series, ts`,
      );
    }
    this.#clearStaging.run();
    return inserted;
  }

  #inserts(rows: JournalRows): readonly Insert[] {
    return [
      this.#insert(tables.series, rows.series),
      this.#insert(tables.quarantine, rows.quarantine),
      this.#insert(tables.presence, rows.presence),
      this.#insert(tables.condition, rows.condition),
      this.#insert(tables.transition, rows.transition),
      this.#insert(tables.notification, rows.notification),
      this.#insert(tables.delivery, rows.delivery),
      this.#insert(tables.outage, rows.outage),
      this.#insert(tables.document, rows.document),
      this.#insert(tables.audit, rows.audit),
    ];
  }

  #insert<Row extends { readonly [Field in keyof Row]: Cell }>(
    table: Table<Row>,
    rows: readonly Row[],
  ): Insert {
    return async (again) => {
      if (rows.length === 0) return;
      const missing = again ? await this.#missing(table, rows) : rows;
      if (missing.length === 0) return;
      const appender = this.#appenders.get(table.name) ?? (await this.#appender(table));
      appender.append(missing.map((row) => cellsOf(table, row, this.#position++)));
    };
  }

  async #appender<Row extends { readonly [Field in keyof Row]: Cell }>(
    table: Table<Row>,
  ): Promise<RowAppender> {
    const appender = await this.#connection.rowAppender(table.name, columnTypes(table));
    this.#appenders.set(table.name, appender);
    return appender;
  }

  async #missing<Row extends { readonly [Field in keyof Row]: Cell }>(
    table: Table<Row>,
    rows: readonly Row[],
  ): Promise<readonly Row[]> {
    const { key } = table;
    if (!key) return rows;
    const stored = await this.#connection.rows(
      `SELECT ${key.sql} AS key FROM ${table.name} WHERE list_contains($1, ${key.sql})`,
      [rows.map(key.of)],
    );
    const keys = new Set(stored.map((row) => keyRow.parse(row).key));
    return rows.filter((row) => !keys.has(key.of(row)));
  }
}
