import { z } from "zod";
import type { OutageRow, PresenceRow } from "../telemetry/journal.ts";
import type {
  PlacedRow,
  ReadingBacklog,
  ReadingBacklogQuery,
  ReadingMark,
  RowBacklogQuery,
} from "./backlog.ts";
import type { Connection } from "./duckdb.ts";
import { rowsWanted } from "./questions.ts";
import { outageRow, presenceRow } from "./rows.ts";
import { selectList, tables } from "./schema.ts";

const rowNumber = z.object({ row: z.number().nullable() });

/** The row before the first. */
const beforeAll = -1;

/** Where a reading is now; before all others when it has been deleted: what is sent twice does no harm. */
const rowOf = async (connection: Connection, { series, tsMs }: ReadingMark): Promise<number> => {
  const [found] = await connection.rows(
    `SELECT CAST(max(rowid) AS DOUBLE) AS row FROM reading WHERE series = ${series} AND ts = ${tsMs}`,
  );
  return rowNumber.parse(found).row ?? beforeAll;
};

/** As near as holes between rows allow. */
const rowsAfter = async (connection: Connection, row: number): Promise<number> => {
  const [found] = await connection.rows("SELECT CAST(count(*) AS DOUBLE) AS row FROM reading");
  return Math.max(0, (rowNumber.parse(found).row ?? 0) - 1 - row);
};

/**
 * Rows from `from` on in the order of the table, which is that of commits: without ORDER BY, which would sort all that
 * is left, a scan with a limit ends where the limit is reached, and DuckDB keeps its order (preserve_insertion_order).
 */
const scan = async (
  connection: Connection,
  from: number,
  rowsMax: number,
): Promise<Float64Array<ArrayBuffer>[]> => {
  const columns = await connection.doubles(
    `SELECT CAST(rowid AS DOUBLE), CAST(series AS DOUBLE), CAST(ts AS DOUBLE), value, CAST(lag AS DOUBLE)
     FROM reading WHERE rowid >= ${Math.max(0, from)} LIMIT ${rowsMax}`,
  );
  const [row = new Float64Array()] = columns;
  for (let at = 1; at < row.length; at++) {
    if ((row[at] ?? 0) <= (row[at - 1] ?? 0))
      throw new Error("BUG: a scan of readings left the order of rows");
  }
  return columns;
};

const isAt = (mark: ReadingMark, [row, series, tsMs]: readonly Float64Array[]): boolean =>
  row?.[0] === mark.row && series?.[0] === mark.series && tsMs?.[0] === mark.tsMs;

/** The scan that begins with the marked reading itself: rows may move between two questions, never within one. */
const scanFrom = async (connection: Connection, after: ReadingMark, rowsMax: number) => {
  const columns = await scan(connection, after.row, rowsMax + 1);
  if (isAt(after, columns)) return { columns, skipped: 1 };
  const row = await rowOf(connection, after);
  if (row === beforeAll) return { columns: await scan(connection, 0, rowsMax), skipped: 0 };
  const moved = await scan(connection, row, rowsMax + 1);
  return isAt({ ...after, row }, moved)
    ? { columns: moved, skipped: 1 }
    : { columns: await scan(connection, 0, rowsMax), skipped: 0 };
};

/** Readings after a mark, in the order in which they were committed. */
export const readReadingBacklog = async (
  connection: Connection,
  { after, rowsMax: wanted, counted }: ReadingBacklogQuery,
  limit: number,
): Promise<ReadingBacklog> => {
  const rowsMax = rowsWanted(wanted, limit);
  const { columns, skipped } =
    after === null
      ? { columns: await scan(connection, 0, rowsMax), skipped: 0 }
      : await scanFrom(connection, after, rowsMax);
  const [row, series, tsMs, value, lag] = columns.map((column) => column.slice(skipped));
  const last = (row?.length ?? 0) - 1;
  const mark =
    last < 0 ? null : { row: row?.[last] ?? 0, series: series?.[last] ?? 0, tsMs: tsMs?.[last] ?? 0 };
  return {
    series: Int32Array.from(series ?? []),
    tsMs: tsMs ?? new Float64Array(),
    value: value ?? new Float64Array(),
    lagMs: Int32Array.from(lag ?? []),
    mark,
    remaining: last + 1 < rowsMax ? 0 : counted ? await rowsAfter(connection, mark?.row ?? 0) : null,
  };
};

const placed = z.object({ position: z.number() });

const readRows = async <Row>(
  connection: Connection,
  { afterPosition, rowsMax }: RowBacklogQuery,
  of: { readonly table: "outage" | "presence"; readonly schema: z.ZodType<Row>; readonly limit: number },
): Promise<readonly PlacedRow<Row>[]> => {
  const found = await connection.rows(
    `SELECT ${selectList(tables[of.table])}, CAST(position AS DOUBLE) AS position FROM ${of.table}
     WHERE position > $1 ORDER BY position LIMIT ${rowsWanted(rowsMax, of.limit)}`,
    [afterPosition],
  );
  return found.map((row) => ({ position: placed.parse(row).position, row: of.schema.parse(row) }));
};

/** Changes of outages after a position. */
export const readOutageBacklog = (
  connection: Connection,
  query: RowBacklogQuery,
  limit: number,
): Promise<readonly PlacedRow<OutageRow>[]> =>
  readRows(connection, query, { table: "outage", schema: outageRow, limit });

/** Changes of presence after a position. */
export const readPresenceBacklog = (
  connection: Connection,
  query: RowBacklogQuery,
  limit: number,
): Promise<readonly PlacedRow<PresenceRow>[]> =>
  readRows(connection, query, { table: "presence", schema: presenceRow, limit });
