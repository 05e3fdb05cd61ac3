import { z } from "zod";
import type { Connection, Parameter } from "./duckdb.ts";
import { rowsWanted } from "./questions.ts";
import { deliveryRow, notificationRow, outboxRow } from "./rows.ts";
import { selectList, tables } from "./schema.ts";
import type {
  DeadLetters,
  NotificationQuery,
  NotificationStatus,
  OpenNotification,
  OutboxQuery,
} from "./store.ts";

const statusRow = z.object({ notification: z.unknown(), lastDelivery: z.unknown() }).transform(
  ({ notification, lastDelivery }): NotificationStatus => ({
    ...notificationRow.parse(notification),
    lastDelivery: lastDelivery === null ? null : deliveryRow.parse(lastDelivery),
  }),
);

const struct = (
  table: {
    readonly columns: readonly { readonly name: string; readonly field: string; readonly type: string }[];
  },
  of: string,
): string =>
  `{${table.columns
    .map(
      ({ name, field, type }) =>
        `'${field}': ${type === "BIGINT" ? `CAST(${of}.${name} AS DOUBLE)` : `${of}.${name}`}`,
    )
    .join(", ")}}`;

/** Ids of notifications that are delivered or dead, and that nobody has opened again since. */
export const settledNotifications = `SELECT notification FROM delivery WHERE outcome <> 'failed'
  GROUP BY notification HAVING arg_max(outcome, position) <> 'again'`;

const newestOutcome =
  "(SELECT arg_max(outcome, position) FROM delivery WHERE delivery.notification = notification.id)";

const conditionsOf = (
  { before, id, channel, outcome }: NotificationQuery,
  bind: (value: Parameter) => string,
): string => {
  const conditions = ["true"];
  if (before !== null) {
    conditions.push(`position < (SELECT max(position) FROM notification WHERE id = ${bind(before)})`);
  }
  if (id !== undefined) conditions.push(`id = ${bind(id)}`);
  if (channel !== undefined) conditions.push(`channel = ${bind(channel)}`);
  if (outcome !== undefined) conditions.push(`coalesce(${newestOutcome}, 'again') = ${bind(outcome)}`);
  return conditions.join(" AND ");
};

/** Notifications with their last attempt, newest first. */
export const readNotifications = async (
  connection: Connection,
  query: NotificationQuery,
  rowsMax: number,
): Promise<readonly NotificationStatus[]> => {
  const parameters: Parameter[] = [];
  const conditions = conditionsOf(query, (value) => `$${parameters.push(value)}`);
  const found = await connection.rows(
    `WITH page AS (
       SELECT * FROM notification WHERE ${conditions}
       ORDER BY position DESC LIMIT ${rowsWanted(query.rowsMax, rowsMax)}),
     newest AS (
       SELECT notification, arg_max(${struct(tables.delivery, "delivery")}, position) AS body
       FROM delivery WHERE notification IN (SELECT id FROM page) GROUP BY notification)
     SELECT ${struct(tables.notification, "page")} AS notification, newest.body AS "lastDelivery"
     FROM page LEFT JOIN newest ON newest.notification = page.id ORDER BY page.position DESC`,
    parameters,
  );
  return found.map((row) => statusRow.parse(row));
};

const deadLettersRow = z.object({ channel: z.string(), count: z.number() });

/** How many notifications of each channel are dead. */
export const readDeadLetters = async (connection: Connection): Promise<readonly DeadLetters[]> => {
  const found = await connection.rows(
    `SELECT channel, CAST(count(*) AS DOUBLE) AS count FROM notification
     WHERE id IN (SELECT notification FROM delivery WHERE outcome <> 'failed'
                  GROUP BY notification HAVING arg_max(outcome, position) = 'dead')
     GROUP BY channel ORDER BY channel`,
  );
  return found.map((row) => deadLettersRow.parse(row));
};

const openNotifications = `SELECT ${selectList(tables.notification)},
    CAST((SELECT coalesce(max(attempt), 0) FROM delivery WHERE delivery.notification = notification.id) AS DOUBLE) AS attempts,
    CAST((SELECT max(attempted_at_ms) FROM delivery
          WHERE delivery.notification = notification.id AND outcome = 'again') AS DOUBLE) AS "againAtMs"
  FROM notification
  WHERE id NOT IN (${settledNotifications})`;

/** The oldest of each channel that are neither delivered nor dead, oldest first. */
export const readOutbox = async (
  connection: Connection,
  rowsPerChannelMax: number,
): Promise<readonly OpenNotification[]> => {
  const found = await connection.rows(
    `${openNotifications}
     QUALIFY row_number() OVER (PARTITION BY channel ORDER BY position) <= ${rowsPerChannelMax}
     ORDER BY position`,
  );
  return found.map((row) => outboxRow.parse(row));
};

/** The oldest of one channel. */
export const readChannelOutbox = async (
  connection: Connection,
  { channel, rowsMax: wanted }: OutboxQuery,
  rowsMax: number,
): Promise<readonly OpenNotification[]> => {
  const found = await connection.rows(
    `${openNotifications} AND channel = $1 ORDER BY position LIMIT ${rowsWanted(wanted, rowsMax)}`,
    [channel],
  );
  return found.map((row) => outboxRow.parse(row));
};
