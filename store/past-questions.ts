import { z } from "zod";
import type { PresenceRow, TransitionRow } from "../telemetry/journal.ts";
import { severities } from "../telemetry/severity.ts";
import type { Connection } from "./duckdb.ts";
import type { StoreLimits } from "./limits.ts";
import type {
  JournalSpan,
  LatestThenQuery,
  PastAnswer,
  PastAsk,
  ReadingsThen,
  StandingAlarm,
  SweepQuery,
} from "./past.ts";
import { bound, rowsWanted } from "./questions.ts";
import { presenceRow, transitionRow } from "./rows.ts";
import { selectList, tables } from "./schema.ts";
import { QueryRefused } from "./store.ts";

const standingAlarm: z.ZodType<StandingAlarm> = z.object({
  sequence: z.number(),
  site: z.string(),
  node: z.string(),
  severity: z.enum(severities),
  meaning: z.string().nullable(),
  operatorState: z.string(),
  flapping: z.boolean(),
  shelved: z.boolean(),
  suppressed: z.boolean(),
  outOfService: z.boolean(),
});

const isSet = (field: string): string =>
  `coalesce(json_type(body, '$.${field}'), 'NULL') <> 'NULL' AS "${field}"`;

const readStanding = async (
  connection: Connection,
  atMs: number,
  rowsMax: number,
): Promise<readonly StandingAlarm[]> => {
  const found = await connection.rows(
    `SELECT sequence, site, node, severity, meaning, "operatorState", flapping,
       shelf AS shelved, cause AS suppressed, maintenance AS "outOfService"
     FROM (
       SELECT CAST(sequence AS DOUBLE) AS sequence, site, node, severity,
         body->>'$.meaning' AS meaning, body->>'$.operatorState' AS "operatorState",
         coalesce((body->>'$.flapping'), 'false') = 'true' AS flapping,
         ${isSet("shelf")}, ${isSet("cause")}, ${isSet("maintenance")}
       FROM transition
       WHERE sequence IN (SELECT max(sequence) FROM transition WHERE recorded_at_ms <= ${bound(atMs)} GROUP BY alarm)
         AND (body->>'$.isCleared') = 'false')
     ORDER BY sequence DESC LIMIT ${rowsMax}`,
  );
  return found.map((row) => standingAlarm.parse(row));
};

const wholeList = (numbers: readonly number[], rowsMax: number): string => {
  rowsWanted(numbers.length, rowsMax);
  const odd = numbers.find((number) => !Number.isSafeInteger(number));
  if (odd !== undefined) throw new QueryRefused(`${odd} is not a whole number`);
  return numbers.length === 0 ? "NULL" : numbers.join(", ");
};

const readChanges = async (
  connection: Connection,
  sequences: readonly number[],
  rowsMax: number,
): Promise<readonly TransitionRow[]> => {
  const found = await connection.rows(
    `SELECT ${selectList(tables.transition)} FROM transition
     WHERE sequence IN (${wholeList(sequences, rowsMax)})`,
  );
  return found.map((row) => transitionRow.parse(row));
};

const readPresenceThen = async (connection: Connection, atMs: number): Promise<readonly PresenceRow[]> => {
  const found = await connection.rows(
    `SELECT ${selectList(tables.presence)} FROM presence WHERE position IN (
       SELECT max(position) FROM presence WHERE changed_at_ms <= ${bound(atMs)} GROUP BY device)`,
  );
  return found.map((row) => presenceRow.parse(row));
};

const readingsOf = ([series, tsMs, value, lagMs]: Float64Array<ArrayBuffer>[]): ReadingsThen => ({
  series: series ?? new Float64Array(),
  tsMs: tsMs ?? new Float64Array(),
  value: value ?? new Float64Array(),
  lagMs: lagMs ?? new Float64Array(),
});

const readLatestThen = async (
  connection: Connection,
  { series, sinceMs, atMs }: LatestThenQuery,
  rowsMax: number,
): Promise<ReadingsThen> =>
  readingsOf(
    await connection.doubles(
      `SELECT CAST(series AS DOUBLE), CAST(max(ts) AS DOUBLE), arg_max(value, ts), CAST(arg_max(lag, ts) AS DOUBLE)
       FROM reading WHERE series IN (${wholeList(series, rowsMax)}) AND ts > ${bound(sinceMs)} AND ts <= ${Math.floor(atMs)}
       GROUP BY series ORDER BY series`,
    ),
  );

const readSweep = async (connection: Connection, query: SweepQuery, rowsMax: number): Promise<ReadingsThen> =>
  readingsOf(
    await connection.doubles(
      `SELECT CAST(series AS DOUBLE), CAST(ts AS DOUBLE), value, CAST(lag AS DOUBLE) FROM reading
       WHERE ts >= ${bound(query.fromMs)} AND ts < ${bound(query.toMs)}
       ORDER BY ts, series LIMIT ${rowsWanted(query.rowsMax, rowsMax)}`,
    ),
  );

const dayMs = 86_400_000;
const newestRow = z.object({ newestMs: z.number().nullable() });
const spanRow = z.object({ firstMs: z.number().nullable(), wholeSinceMs: z.number().nullable() });

/** Retention counts from the newest row, or from now where that is sooner; see `tooOldBefore`. */
const keptSinceMs = async (
  connection: Connection,
  at: { readonly nowMs: number; readonly days: number },
): Promise<number> => {
  const [row] = await connection.rows(
    `SELECT CAST(max(recorded_at_ms) AS DOUBLE) AS "newestMs" FROM transition`,
  );
  const newestMs = newestRow.parse(row).newestMs ?? at.nowMs;
  return Math.min(at.nowMs, newestMs + dayMs) - at.days * dayMs;
};

const readSpan = async (
  connection: Connection,
  at: { readonly nowMs: number; readonly days: number },
): Promise<JournalSpan> => {
  const [row] = await connection.rows(
    `SELECT CAST(least((SELECT min(first_seen_at_ms) FROM series), (SELECT min(recorded_at_ms) FROM transition),
         (SELECT min(changed_at_ms) FROM presence)) AS DOUBLE) AS "firstMs",
       (SELECT CAST(recorded_at_ms AS DOUBLE) FROM (
          SELECT sequence, recorded_at_ms, lag(sequence, 1, 0) OVER (ORDER BY sequence) AS before FROM transition)
        WHERE before <> sequence - 1 ORDER BY sequence DESC LIMIT 1) AS "wholeSinceMs"`,
  );
  const { firstMs, wholeSinceMs } = spanRow.parse(row);
  if (wholeSinceMs === null) return { firstMs, wholeSinceMs };
  return { firstMs, wholeSinceMs: Math.max(wholeSinceMs, await keptSinceMs(connection, at)) };
};

/** Answers a question about a past moment. */
export const lookBack = async (
  connection: Connection,
  ask: PastAsk,
  { queryRowsMax: rowsMax, transitionsRetentionDays: days }: StoreLimits,
): Promise<PastAnswer> => {
  switch (ask.kind) {
    case "standing":
      return { kind: ask.kind, alarms: await readStanding(connection, ask.atMs, rowsMax) };
    case "changes":
      return { kind: ask.kind, rows: await readChanges(connection, ask.sequences, rowsMax) };
    case "presence-then":
      return { kind: ask.kind, rows: await readPresenceThen(connection, ask.atMs) };
    case "latest-then":
      return { kind: ask.kind, readings: await readLatestThen(connection, ask.query, rowsMax) };
    case "sweep":
      return { kind: ask.kind, readings: await readSweep(connection, ask.query, rowsMax) };
    case "span":
      return { kind: ask.kind, span: await readSpan(connection, { nowMs: Date.now(), days }) };
  }
};
