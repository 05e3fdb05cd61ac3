import type { AuditRow, QuarantineRow, TransitionRow } from "../telemetry/journal.ts";
import type {
  Aggregate,
  RangeQuery,
  ReadingSlice,
  StepQuery,
  StepSlice,
} from "../telemetry/reading-history.ts";
import type { Connection, Parameter } from "./duckdb.ts";
import { auditRow, quarantineRow, transitionRow } from "./rows.ts";
import { selectList, tables } from "./schema.ts";
import { type AuditQuery, type QuarantineQuery, QueryRefused, type TransitionQuery } from "./store.ts";

/** Instants beyond it are not dates in JavaScript. */
const instantMsMax = 8.64e15;

/** A bound as an integer: ts ≥ 1.5 and ts < 1.5 mean 2. */
export const bound = (instantMs: number): number => {
  if (Number.isNaN(instantMs)) throw new QueryRefused("a bound of the range is not a number");
  return Math.ceil(Math.min(Math.max(instantMs, -instantMsMax), instantMsMax));
};

/** How many rows a question gets; QueryRefused when it asks for more than allowed. */
export const rowsWanted = (rowsMax: number, limit: number): number => {
  if (!Number.isInteger(rowsMax) || rowsMax < 0)
    throw new QueryRefused(`rowsMax is ${rowsMax}: give a whole number`);
  if (rowsMax > limit) throw new QueryRefused(`${rowsMax} rows were asked for, at most ${limit} are given`);
  return rowsMax;
};

/** Refuses a step that is not a whole number of milliseconds. */
export const demandStep = (stepMs: number): void => {
  if (!Number.isSafeInteger(stepMs) || stepMs < 1)
    throw new QueryRefused(`a step of ${stepMs} ms: give a whole number of at least 1`);
};

const inRange = ({ series, fromMs, toMs }: RangeQuery): string => {
  if (!Number.isInteger(series)) throw new QueryRefused(`${series} is not a series`);
  return `series = ${series} AND ts >= ${bound(fromMs)} AND ts < ${bound(toMs)}`;
};

/** Readings of one series. */
export const readReadings = async (
  connection: Connection,
  query: RangeQuery,
  rowsMax: number,
): Promise<ReadingSlice> => {
  const [tsMs, value, lag] = await connection.doubles(
    `SELECT CAST(ts AS DOUBLE), value, CAST(lag AS DOUBLE) FROM reading
     WHERE ${inRange(query)} ORDER BY ts LIMIT ${rowsWanted(query.rowsMax, rowsMax)}`,
  );
  return {
    tsMs: tsMs ?? new Float64Array(),
    value: value ?? new Float64Array(),
    lagMs: Int32Array.from(lag ?? []),
  };
};

const aggregateSql: Record<Aggregate, string> = {
  min: "min(value)",
  max: "max(value)",
  mean: "avg(value)",
  last: "arg_max(value, ts)",
  count: "CAST(count(*) AS DOUBLE)",
};

/** One aggregate of one series a step; steps without readings are left out. */
export const readSteps = async (
  connection: Connection,
  query: StepQuery,
  rowsMax: number,
): Promise<StepSlice> => {
  const { stepMs, aggregate } = query;
  demandStep(stepMs);
  const [tsMs, value] = await connection.doubles(
    `SELECT CAST(step AS DOUBLE), result FROM (
       SELECT ts - ((ts % ${stepMs}) + ${stepMs}) % ${stepMs} AS step, ${aggregateSql[aggregate]} AS result
       FROM reading WHERE ${inRange(query)} GROUP BY step)
     ORDER BY step LIMIT ${rowsWanted(query.rowsMax, rowsMax)}`,
  );
  return { tsMs: tsMs ?? new Float64Array(), value: value ?? new Float64Array() };
};

const transitionConditions = (query: TransitionQuery, bind: (value: Parameter) => string): string => {
  const conditions = [`sequence > ${bind(query.afterSequence)}`];
  if (query.beforeSequence !== undefined) conditions.push(`sequence < ${bind(query.beforeSequence)}`);
  if (query.alarm !== undefined) conditions.push(`alarm = ${bind(query.alarm)}`);
  if (query.fromMs !== undefined) conditions.push(`event_at_ms >= ${bind(bound(query.fromMs))}`);
  if (query.toMs !== undefined) conditions.push(`event_at_ms < ${bind(bound(query.toMs))}`);
  if (query.sites) conditions.push(`list_contains(${bind(query.sites)}, site)`);
  if (query.node !== undefined) conditions.push(`node = ${bind(query.node)}`);
  return conditions.join(" AND ");
};

/** Transitions of a range of sequence numbers, oldest first or, with `beforeSequence`, newest first. */
export const readTransitions = async (
  connection: Connection,
  query: TransitionQuery,
  rowsMax: number,
): Promise<readonly TransitionRow[]> => {
  const parameters: Parameter[] = [];
  const conditions = transitionConditions(query, (value) => `$${parameters.push(value)}`);
  const found = await connection.rows(
    `SELECT ${selectList(tables.transition)} FROM transition WHERE ${conditions}
     ORDER BY sequence ${query.beforeSequence === undefined ? "" : "DESC"} LIMIT ${rowsWanted(query.rowsMax, rowsMax)}`,
    parameters,
  );
  return found.map((row) => transitionRow.parse(row));
};

/** Quarantine, newest first. */
export const readQuarantine = async (
  connection: Connection,
  query: QuarantineQuery,
  rowsMax: number,
): Promise<readonly QuarantineRow[]> => {
  const parameters: Parameter[] = [];
  const bind = (value: Parameter): string => `$${parameters.push(value)}`;
  const conditions = ["true"];
  if (query.before) {
    const { receivedAtMs, id } = query.before;
    const at = bind(receivedAtMs);
    conditions.push(`(received_at_ms < ${at} OR (received_at_ms = ${at} AND id < ${bind(id)}))`);
  }
  if (query.sites) conditions.push(`list_contains(${bind(query.sites)}, site)`);
  if (query.reason !== undefined) conditions.push(`reason = ${bind(query.reason)}`);
  const found = await connection.rows(
    `SELECT ${selectList(tables.quarantine)} FROM quarantine WHERE ${conditions.join(" AND ")}
     ORDER BY received_at_ms DESC, id DESC LIMIT ${rowsWanted(query.rowsMax, rowsMax)}`,
    parameters,
  );
  return found.map((row) => quarantineRow.parse(row));
};

/** The audit log before a sequence number, newest first. */
export const readAudit = async (
  connection: Connection,
  query: AuditQuery,
  rowsMax: number,
): Promise<readonly AuditRow[]> => {
  const found = await connection.rows(
    `SELECT ${selectList(tables.audit)} FROM audit WHERE sequence < $1
     ORDER BY sequence DESC LIMIT ${rowsWanted(query.rowsMax, rowsMax)}`,
    [query.beforeSequence],
  );
  return found.map((row) => auditRow.parse(row));
};
