import { z } from "zod";
import type { Connection } from "./duckdb.ts";
import type { StoreLimits } from "./limits.ts";
import { readOutbox } from "./notification-questions.ts";
import { readStandingOutages } from "./outage-questions.ts";
import { auditRow, conditionRow, documentRow, presenceRow, seriesRow, transitionRow } from "./rows.ts";
import { newestInForce, selectList, tables } from "./schema.ts";
import type { RecoveredParts } from "./worker-messages.ts";

const readLatest = async (connection: Connection, sinceMs: number): Promise<RecoveredParts["latest"]> => {
  const [series, tsMs, value, lagMs] = await connection.doubles(
    `SELECT CAST(series AS DOUBLE), CAST(max(ts) AS DOUBLE), arg_max(value, ts), CAST(arg_max(lag, ts) AS DOUBLE)
     FROM reading WHERE ts >= ${Math.ceil(sinceMs)} GROUP BY series ORDER BY series`,
  );
  return {
    series: Int32Array.from(series ?? []),
    tsMs: tsMs ?? new Float64Array(),
    value: value ?? new Float64Array(),
    lagMs: Int32Array.from(lagMs ?? []),
  };
};

const newest = async <Row>(
  connection: Connection,
  name: (typeof newestInForce)[number]["name"],
  schema: z.ZodType<Row>,
): Promise<Row[]> => {
  const rule = newestInForce.find((candidate) => candidate.name === name);
  const found = await connection.rows(
    `SELECT ${selectList(tables[name])} FROM ${name}
     QUALIFY row_number() OVER (PARTITION BY ${rule?.key} ORDER BY position DESC) = 1
     ORDER BY position`,
  );
  return found.map((row) => schema.parse(row));
};

const maximum = z.object({ maximum: z.number().nullable() });

/** Reads back everything that the platform goes on from; latest readings with ts ≥ latestSinceMs. */
export const readRecovered = async (
  connection: Connection,
  {
    latestSinceMs,
    outboxRecoveredMax,
  }: { readonly latestSinceMs: number; readonly outboxRecoveredMax: number },
  repairs: readonly string[],
): Promise<RecoveredParts> => {
  const series = await connection.rows(`SELECT ${selectList(tables.series)} FROM series ORDER BY id`);
  const alarms = await connection.rows(
    `SELECT ${selectList(tables.transition)} FROM transition
     QUALIFY row_number() OVER (PARTITION BY alarm ORDER BY sequence DESC) = 1 ORDER BY sequence`,
  );
  const [last] = await connection.rows(`SELECT CAST(max(sequence) AS DOUBLE) AS maximum FROM transition`);
  const [audit] = await connection.rows(
    `SELECT ${selectList(tables.audit)} FROM audit ORDER BY sequence DESC LIMIT 1`,
  );
  const lastAudit = audit === undefined ? null : auditRow.parse(audit);
  return {
    series: series.map((row) => seriesRow.parse(row)),
    latest: await readLatest(connection, latestSinceMs),
    conditions: (await newest(connection, "condition", conditionRow)).filter(({ body }) => body !== null),
    presence: await newest(connection, "presence", presenceRow),
    documents: (await newest(connection, "document", documentRow)).filter(({ body }) => body !== null),
    alarms: alarms.map((row) => transitionRow.parse(row)),
    outages: await readStandingOutages(connection, latestSinceMs),
    outbox: await readOutbox(connection, outboxRecoveredMax),
    lastTransitionSequence: maximum.parse(last).maximum ?? 0,
    lastAudit: lastAudit && { sequence: lastAudit.sequence, hash: lastAudit.hash },
    repairs,
  };
};

const dayMs = 86_400_000;

/** Since when each change of presence is kept. */
export const presenceKeptSinceMs = (
  nowMs: number,
  { presenceRetentionDays }: Pick<StoreLimits, "presenceRetentionDays">,
): number => nowMs - presenceRetentionDays * dayMs;

/** Presence is looked back at: what newer rows have replaced stays for a while, and each device's state before that. */
const pastPresence = (sinceMs: number): string =>
  `changed_at_ms < ${Math.floor(sinceMs)} AND position NOT IN (
     SELECT max(position) FROM presence WHERE changed_at_ms < ${Math.floor(sinceMs)} GROUP BY device) AND`;

/** Deletes what newer rows have replaced; of presence, only what was replaced before an instant. */
export const compact = async (connection: Connection, presenceSinceMs: number): Promise<void> => {
  for (const { name, key, nullable } of newestInForce) {
    await connection.run(
      `DELETE FROM ${name} WHERE ${name === "presence" ? pastPresence(presenceSinceMs) : ""}
         position NOT IN (SELECT max(position) FROM ${name} GROUP BY ${key})
         ${nullable ? `OR (body IS NULL AND position IN (SELECT max(position) FROM ${name} GROUP BY ${key}))` : ""}`,
    );
  }
};

/** The first free place in the order of rows. */
export const nextPosition = async (connection: Connection): Promise<number> => {
  const union = Object.values(tables)
    .map(({ name }) => `SELECT max(position) AS position FROM ${name}`)
    .join(" UNION ALL ");
  const [row] = await connection.rows(`SELECT CAST(max(position) AS DOUBLE) AS maximum FROM (${union})`);
  return (maximum.parse(row).maximum ?? -1) + 1;
};
