import {
  BIGINT,
  DOUBLE,
  type DuckDBAppender,
  type DuckDBConnection,
  DuckDBDataChunk,
  DuckDBInstance,
  DuckDBPendingResultState,
  type DuckDBPreparedStatement,
  type DuckDBType,
  type DuckDBValue,
  type DuckDBVector,
  INTEGER,
  LIST,
  listValue,
  VARCHAR,
} from "@duckdb/node-api";

/** Types of the columns of our tables. */
export type ColumnType = "INTEGER" | "BIGINT" | "DOUBLE" | "VARCHAR";
/** What a cell of our tables holds; BIGINT cells are integers within ±2^53. */
export type Cell = string | number | null;
/** What a statement's parameter may be. */
export type Parameter = Cell | readonly string[];

const chunkRows = 2048;
const duckdbTypes: Record<ColumnType, DuckDBType> = {
  INTEGER,
  BIGINT,
  DOUBLE,
  VARCHAR,
};

/** A fraction is rounded, for a row that can't be written would hold up all that come after it. */
const toDuckdb = (cell: Cell, type: ColumnType): DuckDBValue => {
  if (type !== "BIGINT" || typeof cell !== "number") return cell;
  if (!Number.isFinite(cell))
    throw new RangeError(`${cell} is no whole number: a BIGINT column can't hold it`);
  return BigInt(Math.round(cell));
};

/**
 * The memory behind a vector: its `flush` copies it to DuckDB. Setting a whole column costs one memcpy, where the
 * public `setItem` takes a BigInt a row; the field is private in the types, hence the pinned version and the check.
 */
const itemsOf = (vector: DuckDBVector): unknown => Reflect.get(vector, "items");

/** Readings to append: row i is (series[i], tsMs[i], value[i], lagMs[i]). */
export interface ReadingRows {
  readonly series: Int32Array;
  readonly tsMs: Float64Array;
  readonly value: Float64Array;
  readonly lagMs: Int32Array;
}

/** Appends readings to a table with the columns INTEGER, BIGINT, DOUBLE, INTEGER. */
export class ReadingAppender {
  readonly #appender: DuckDBAppender;
  readonly #chunk = DuckDBDataChunk.create([INTEGER, BIGINT, DOUBLE, INTEGER], chunkRows);
  readonly #vectors: readonly DuckDBVector[];
  readonly #series: Int32Array;
  readonly #tsHalves: Int32Array;
  readonly #value: Float64Array;
  readonly #lagMs: Int32Array;

  constructor(appender: DuckDBAppender) {
    this.#appender = appender;
    this.#vectors = [0, 1, 2, 3].map((column) => this.#chunk.getColumnVector(column));
    const [series, ts, value, lagMs] = this.#vectors.map(itemsOf);
    const known =
      series instanceof Int32Array &&
      ts instanceof BigInt64Array &&
      value instanceof Float64Array &&
      lagMs instanceof Int32Array;
    if (!known) throw new Error("BUG: this version of @duckdb/node-api keeps its vectors in another way");
    this.#series = series;
    this.#tsHalves = new Int32Array(ts.buffer, ts.byteOffset, chunkRows * 2);
    this.#value = value;
    this.#lagMs = lagMs;
  }

  /** Appends all rows to the open transaction. */
  append(rows: ReadingRows): void {
    const { length } = rows.series;
    for (let from = 0; from < length; from += chunkRows) {
      const to = Math.min(from + chunkRows, length);
      this.#series.set(rows.series.subarray(from, to));
      this.#value.set(rows.value.subarray(from, to));
      this.#lagMs.set(rows.lagMs.subarray(from, to));
      this.#fillTimes(rows.tsMs, from, to);
      for (const vector of this.#vectors) vector.flush();
      if (this.#chunk.rowCount !== to - from) this.#chunk.rowCount = to - from;
      this.#appender.appendDataChunk(this.#chunk);
    }
    if (length > 0) this.#appender.flushSync();
  }

  /** Milliseconds as int64 in two little-endian halves: a BigInt a row would cost more than all the rest. */
  #fillTimes(tsMs: Float64Array, from: number, to: number): void {
    const halves = this.#tsHalves;
    for (let row = from, half = 0; row < to; row++, half += 2) {
      const time = tsMs[row] ?? 0;
      const high = Math.floor(time / 4_294_967_296);
      halves[half] = time - high * 4_294_967_296;
      halves[half + 1] = high;
    }
  }
}

const runToEnd = (prepared: DuckDBPreparedStatement): void => {
  const pending = prepared.start();
  while (pending.runTask() !== DuckDBPendingResultState.RESULT_READY) {
    // Each call does a part of the work.
  }
};

/** An appender's flush costs more than a prepared statement of four rows, which is what most batches have at most. */
const insertedRowsMax = 4;

/** Appends rows of cells to one table. */
export class RowAppender {
  readonly #appender: DuckDBAppender;
  /** Statement i inserts i + 1 rows. */
  readonly #inserts: readonly DuckDBPreparedStatement[];
  readonly #types: readonly ColumnType[];

  constructor(
    appender: DuckDBAppender,
    inserts: readonly DuckDBPreparedStatement[],
    types: readonly ColumnType[],
  ) {
    this.#appender = appender;
    this.#inserts = inserts;
    this.#types = types;
  }

  /** Appends all rows to the open transaction. */
  append(rows: readonly (readonly Cell[])[]): void {
    const insert = this.#inserts[rows.length - 1];
    if (insert === undefined) return this.#appendChunks(rows);
    let place = 0;
    for (const row of rows) {
      row.forEach((cell, column) => {
        const type = this.#typeOf(column);
        insert.bindValue(++place, toDuckdb(cell, type), duckdbTypes[type]);
      });
    }
    runToEnd(insert);
  }

  #appendChunks(rows: readonly (readonly Cell[])[]): void {
    for (let from = 0; from < rows.length; from += chunkRows) {
      const chunk = DuckDBDataChunk.create(this.#types.map((type) => duckdbTypes[type]));
      chunk.setRows(
        rows
          .slice(from, from + chunkRows)
          .map((row) => row.map((cell, column) => toDuckdb(cell, this.#typeOf(column)))),
      );
      this.#appender.appendDataChunk(chunk);
    }
    this.#appender.flushSync();
  }

  #typeOf(column: number): ColumnType {
    return this.#types[column] ?? "VARCHAR";
  }
}

/** A prepared statement without result that runs on the calling thread. */
export class Command {
  readonly #prepared: DuckDBPreparedStatement;

  constructor(prepared: DuckDBPreparedStatement) {
    this.#prepared = prepared;
  }

  /** Runs to the end before it returns, without waiting for a thread of libuv's pool. */
  run(): void {
    runToEnd(this.#prepared);
  }
}

/** One connection: one transaction at a time. */
export class Connection {
  readonly #connection: DuckDBConnection;

  constructor(connection: DuckDBConnection) {
    this.#connection = connection;
  }

  /** Runs statements on libuv's pool; resolves to the number of rows changed by the last. */
  async run(sql: string, parameters: readonly Parameter[] = []): Promise<number> {
    const result = await this.#run(sql, parameters);
    return result.rowsChanged;
  }

  /** All rows of a question as objects by column name. */
  async rows(sql: string, parameters: readonly Parameter[] = []): Promise<readonly unknown[]> {
    const result = await this.#run(sql, parameters);
    return result.getRowObjectsJS();
  }

  /** A question whose columns are all DOUBLE and never null, as columns. */
  async doubles(sql: string, parameters: readonly Parameter[] = []): Promise<Float64Array<ArrayBuffer>[]> {
    const result = await this.#run(sql, parameters);
    // The result is whole: asked for one after the other, each chunk would wait behind a commit.
    const chunks = Array.from({ length: result.chunkCount }, (_none, chunk) => result.getChunk(chunk));
    const length = chunks.reduce((sum, chunk) => sum + chunk.rowCount, 0);
    const columns: Float64Array<ArrayBuffer>[] = [];
    for (let column = 0; column < result.columnCount; column++) {
      const values = new Float64Array(length);
      let at = 0;
      for (const chunk of chunks) {
        const items = itemsOf(chunk.getColumnVector(column));
        if (!(items instanceof Float64Array)) throw new Error(`BUG: column ${column} is not DOUBLE: ${sql}`);
        values.set(items, at);
        at += items.length;
      }
      columns.push(values);
    }
    return columns;
  }

  async command(sql: string): Promise<Command> {
    return new Command(await this.#connection.prepare(sql));
  }

  async readingAppender(table: string): Promise<ReadingAppender> {
    return new ReadingAppender(await this.#connection.createAppender(table));
  }

  async rowAppender(table: string, types: readonly ColumnType[]): Promise<RowAppender> {
    const row = `(${types.map(() => "?").join(", ")})`;
    const inserts: DuckDBPreparedStatement[] = [];
    for (let rows = 1; rows <= insertedRowsMax; rows++) {
      const values = Array.from({ length: rows }, () => row).join(", ");
      inserts.push(await this.#connection.prepare(`INSERT INTO ${table} VALUES ${values}`));
    }
    return new RowAppender(await this.#connection.createAppender(table), inserts, types);
  }

  /** Stops the question that runs; it rejects with an error that `isInterrupt` knows. */
  interrupt(): void {
    this.#connection.interrupt();
  }

  close(): void {
    this.#connection.closeSync();
  }

  #run(sql: string, parameters: readonly Parameter[]) {
    if (parameters.length === 0) return this.#connection.run(sql);
    return this.#connection.run(
      sql,
      parameters.map((value) =>
        typeof value === "object" && value !== null ? listValue([...value]) : value,
      ),
      parameters.map((value) => {
        if (typeof value === "number") return DOUBLE;
        return typeof value === "object" && value !== null ? LIST(VARCHAR) : VARCHAR;
      }),
    );
  }
}

/** An open database file. */
export class Database {
  readonly #instance: DuckDBInstance;

  constructor(instance: DuckDBInstance) {
    this.#instance = instance;
  }

  /** Opens or creates the file and replays its write-ahead log. */
  static async open(path: string, settings: Readonly<Record<string, string>>): Promise<Database> {
    return new Database(await DuckDBInstance.create(path, { ...settings }));
  }

  async connect(): Promise<Connection> {
    return new Connection(await this.#instance.connect());
  }

  close(): void {
    this.#instance.closeSync();
  }
}

/** True for the error of a question that was interrupted. */
export const isInterrupt = (error: unknown): boolean =>
  error instanceof Error && error.message.startsWith("INTERRUPT");

/** True for the error of a question that needs more memory than the database may use. */
export const isOutOfMemory = (error: unknown): boolean =>
  error instanceof Error && error.message.startsWith("Out of Memory");
