import type { OutageRow } from "../telemetry/journal.ts";
import type { Connection, Parameter } from "./duckdb.ts";
import { bound, rowsWanted } from "./questions.ts";
import { outageRow } from "./rows.ts";
import { selectList, tables } from "./schema.ts";
import type { OutageQuery } from "./store.ts";

const inForce = "position IN (SELECT max(position) FROM outage GROUP BY id)";

type Bind = (value: Parameter) => string;

const placeOf = ({ before, sites }: OutageQuery, bind: Bind): readonly string[] => {
  const conditions: string[] = [];
  if (before) {
    const at = bind(before.fromMs);
    conditions.push(`(from_ms < ${at} OR (from_ms = ${at} AND id < ${bind(before.id)}))`);
  }
  if (sites) conditions.push(`list_contains(${bind(sites)}, site)`);
  return conditions;
};

const filtersOf = (query: OutageQuery, bind: Bind): readonly string[] => {
  const { id, subject, node, causeClasses, fromMs, toMs, open } = query;
  const conditions: string[] = [];
  if (id !== undefined) conditions.push(`id = ${bind(id)}`);
  if (subject !== undefined) conditions.push(`subject = ${bind(subject)}`);
  if (node !== undefined) conditions.push(`node = ${bind(node)}`);
  if (causeClasses !== undefined) conditions.push(`list_contains(${bind(causeClasses)}, cause_class)`);
  if (fromMs !== undefined) conditions.push(`(to_ms IS NULL OR to_ms > ${bound(fromMs)})`);
  if (toMs !== undefined) conditions.push(`from_ms < ${bound(toMs)}`);
  if (open !== undefined) conditions.push(open ? "to_ms IS NULL" : "to_ms IS NOT NULL");
  return conditions;
};

/** Outages in force, the latest beginning first. */
export const readOutages = async (
  connection: Connection,
  query: OutageQuery,
  rowsMax: number,
): Promise<readonly OutageRow[]> => {
  const parameters: Parameter[] = [];
  const bind: Bind = (value) => `$${parameters.push(value)}`;
  const conditions = [inForce, ...placeOf(query, bind), ...filtersOf(query, bind)];
  const found = await connection.rows(
    `SELECT ${selectList(tables.outage)} FROM outage WHERE ${conditions.join(" AND ")}
     ORDER BY from_ms DESC, id DESC LIMIT ${rowsWanted(query.rowsMax, rowsMax)}`,
    parameters,
  );
  return found.map((row) => outageRow.parse(row));
};

/** Outages in force that last or ended at or after an instant, in the order of writing. */
export const readStandingOutages = async (
  connection: Connection,
  sinceMs: number,
): Promise<readonly OutageRow[]> => {
  const found = await connection.rows(
    `SELECT ${selectList(tables.outage)} FROM outage
     WHERE ${inForce} AND (to_ms IS NULL OR to_ms >= ${bound(sinceMs)}) ORDER BY position`,
  );
  return found.map((row) => outageRow.parse(row));
};
