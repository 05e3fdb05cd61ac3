import { z } from "zod";
import type { Connection } from "./duckdb.ts";
import { settledNotifications } from "./notification-questions.ts";

const dayMs = 86_400_000;
const found = z.object({ old: z.number(), newest: z.number().nullable() });

type Aged = {
  readonly table: "reading" | "transition" | "outage";
  readonly instant: "ts" | "recorded_at_ms" | "to_ms";
};

/**
 * The instant before which rows are too old; null when none is. Counted from the newest row when the clock is more
 * than a day ahead of it: a clock that jumps by years must not make everything old.
 */
const tooOldBefore = async (
  connection: Connection,
  { table, instant }: Aged,
  at: { readonly nowMs: number; readonly days: number },
): Promise<number | null> => {
  const beforeMs = Math.floor(at.nowMs - at.days * dayMs);
  const select = `SELECT CAST(count(*) AS DOUBLE) AS old, CAST(max(${instant}) AS DOUBLE) AS newest FROM ${table}`;
  const [some] = await connection.rows(`${select} WHERE ${instant} < ${beforeMs}`);
  if (found.parse(some).old === 0) return null;
  const [all] = await connection.rows(select);
  const newestMs = found.parse(all).newest ?? at.nowMs;
  return Math.floor(Math.min(at.nowMs, newestMs + dayMs) - at.days * dayMs);
};

/** Deletes readings older than so many days; answers how many. */
export const deleteReadings = async (
  connection: Connection,
  nowMs: number,
  days: number,
): Promise<number> => {
  const before = await tooOldBefore(connection, { table: "reading", instant: "ts" }, { nowMs, days });
  return before === null ? 0 : connection.run(`DELETE FROM reading WHERE ts < ${before}`);
};

/**
 * Deletes transitions recorded more than so many days ago, but never the one that says how an alarm was at the beginning
 * of what is kept, so never the newest of an alarm; answers how many.
 */
export const deleteTransitions = async (
  connection: Connection,
  nowMs: number,
  days: number,
): Promise<number> => {
  const aged: Aged = { table: "transition", instant: "recorded_at_ms" };
  const before = await tooOldBefore(connection, aged, { nowMs, days });
  if (before === null) return 0;
  return connection.run(
    `DELETE FROM transition WHERE recorded_at_ms < ${before}
       AND sequence NOT IN (SELECT max(sequence) FROM transition WHERE recorded_at_ms < ${before} GROUP BY alarm)`,
  );
};

/** Deletes outages that ended more than so many days ago, never one that lasts; answers how many rows. */
export const deleteOutages = async (connection: Connection, nowMs: number, days: number): Promise<number> => {
  const aged: Aged = { table: "outage", instant: "to_ms" };
  const before = await tooOldBefore(connection, aged, { nowMs, days });
  if (before === null) return 0;
  return connection.run(
    `DELETE FROM outage WHERE id IN (
       SELECT id FROM outage GROUP BY id HAVING arg_max_null(to_ms, position) < ${before})`,
  );
};

/** Deletes the oldest settled notifications beyond so many rows, and their attempts; answers how many. */
export const deleteNotifications = async (connection: Connection, rowsMax: number): Promise<number> => {
  const deleted = await connection.run(
    `DELETE FROM notification
     WHERE position IN (SELECT position FROM notification ORDER BY position DESC OFFSET ${rowsMax})
       AND id IN (${settledNotifications})`,
  );
  // After the notifications: without its attempts, a settled one would be open again and sent twice.
  await connection.run("DELETE FROM delivery WHERE notification NOT IN (SELECT id FROM notification)");
  return deleted;
};

/** Deletes the oldest rows of quarantine beyond so many; answers how many. */
export const deleteQuarantine = (connection: Connection, rowsMax: number): Promise<number> =>
  connection.run(
    `DELETE FROM quarantine WHERE position IN (
       SELECT position FROM quarantine ORDER BY position DESC OFFSET ${rowsMax})`,
  );
