import { join } from "node:path";
import { expect, it } from "vitest";
import { Database } from "../../store/duckdb.ts";
import { Housekeeping } from "../../store/housekeeping.ts";
import { defaultStoreLimits, type StoreLimits } from "../../store/limits.ts";
import { createStatements } from "../../store/schema.ts";
import type { Store } from "../../store/store.ts";
import type { DeliveryRow, NotificationRow, OutageRow, TransitionRow } from "../../telemetry/journal.ts";
import { until } from "../until.ts";
import { batchOf, openForTest, stored, temporaryDirectory } from "./journal-fixture.ts";

const dayMs = 86_400_000;

const refused = (number: number) => ({
  id: `q${number}`,
  receivedAtMs: number,
  device: "d",
  site: "S",
  topic: "t",
  metric: null,
  reason: "range",
  detail: "",
  payload: "",
});

const transition = (sequence: number, alarm: string, recordedAtMs: number): TransitionRow => ({
  sequence,
  id: `t${sequence}`,
  alarm,
  site: "S",
  node: "n",
  event: "raised",
  severity: "major",
  eventAtMs: recordedAtMs,
  recordedAtMs,
  body: "{}",
});

const notification = (number: number, channel = "noc"): NotificationRow => ({
  id: `n${number}`,
  transition: `t${number}`,
  channel,
  createdAtMs: number,
  body: "{}",
});

const delivery = (number: number, outcome: DeliveryRow["outcome"], attempt = 1): DeliveryRow => ({
  notification: `n${number}`,
  attemptedAtMs: number,
  attempt,
  outcome,
  detail: "",
});

/** A store with the batch in it, opened anew: retention looks at it once soon after the start, then hourly. */
const openWith = async (
  parts: Parameters<typeof batchOf>[0],
  limits: Partial<StoreLimits>,
): Promise<Store> => {
  const directory = temporaryDirectory();
  const first = await openForTest({ directory });
  await first.commit(batchOf(parts), false);
  await first.close();
  return openForTest({ directory, limits: { quietMs: 20, ...limits } });
};

it("deletes the oldest rows of quarantine beyond the limit and readings beyond their days, and counts them", async () => {
  const directory = temporaryDirectory();
  const limits = { quarantineRowsMax: 3, readingsRetentionDays: 10, quietMs: 20 };
  const now = Date.now();
  const first = await openForTest({ directory });
  const quarantine = [1, 2, 3, 4, 5].map(refused);
  await first.commit(
    batchOf({
      fresh: [
        [0, now - 11 * dayMs, 1],
        [0, now - 9 * dayMs, 2],
        [0, now, 3],
      ],
      rows: { quarantine },
    }),
    false,
  );
  await first.close();

  const store = await openForTest({ directory, limits });
  await until(() => expect(store.health()).toMatchObject({ quarantineDeleted: 2, readingsDeleted: 1 }));
  expect(await store.quarantine({ before: null, rowsMax: 9, sites: null })).toEqual([5, 4, 3].map(refused));
  expect(await stored(store, 0)).toEqual([
    [0, now - 9 * dayMs, 2, 0],
    [0, now, 3, 0],
  ]);
});

it("checkpoints a long log at a quiet time and shows the figures", async () => {
  const limits = { checkpointQuietBytes: 50_000, quietMs: 20 };
  const store = await openForTest({ directory: temporaryDirectory(), limits });
  const rows = Array.from({ length: 5000 }, (_, place) => [place, 1, 1] as const);
  await store.commit(batchOf({ fresh: rows }), false);
  await until(() => expect(store.health()).toMatchObject({ checkpoints: 1, walBytes: 0, trouble: null }));
  expect(store.health().databaseBytes).toBeGreaterThan(10_000);
  expect(await stored(store, 4999)).toHaveLength(1);
});

it("checkpoints without a quiet time when the log is at its limit", async () => {
  const limits = { checkpointForcedBytes: 100_000, quietMs: 200 };
  const store = await openForTest({ directory: temporaryDirectory(), limits });
  const rows = Array.from({ length: 1000 }, (_, place) => [place, 1, 1] as const);
  let commits = 0;
  while (store.health().checkpoints === 0 && commits < 5000) {
    await store.commit(batchOf({ fresh: rows.map(([series, , value]) => [series, commits, value]) }), false);
    commits++;
  }
  expect(store.health().checkpoints).toBe(1);
  expect(await stored(store, 999)).toHaveLength(commits);
});

it("a clock that jumps by years deletes nothing that is not old by the newest row", async () => {
  const limits = {
    readingsRetentionDays: 10,
    transitionsRetentionDays: 10,
    quarantineRowsMax: 1,
  };
  const written = Date.now() - 4_000 * dayMs;
  const store = await openWith(
    {
      fresh: [
        [0, written - 20 * dayMs, 1],
        [0, written - 8 * dayMs, 2],
        [0, written, 3],
      ],
      rows: {
        transition: [transition(1, "a", written - 8 * dayMs), transition(2, "a", written)],
        quarantine: [1, 2].map(refused),
      },
    },
    limits,
  );
  await until(() => expect(store.health()).toMatchObject({ quarantineDeleted: 1 }));
  expect(store.health()).toMatchObject({ readingsDeleted: 1, transitionsDeleted: 0 });
  expect(await stored(store, 0)).toHaveLength(2);
});

it("deletes old transitions, but never the state of an alarm at the beginning of what is kept", async () => {
  const now = Date.now();
  const limits = { transitionsRetentionDays: 10 };
  const [a1, b, a2, a3, c] = [
    transition(1, "a", now - 30 * dayMs),
    transition(2, "b", now - 20 * dayMs),
    transition(3, "a", now - 11 * dayMs),
    transition(4, "a", now - 9 * dayMs),
    transition(5, "c", now),
  ];
  const store = await openWith({ rows: { transition: [a1, b, a2, a3, c] } }, limits);
  await until(() => expect(store.health()).toMatchObject({ transitionsDeleted: 1 }));
  expect(await store.transitions({ afterSequence: 0, rowsMax: 9 })).toEqual([b, a2, a3, c]);
  expect(await store.recover(0)).toMatchObject({ alarms: [b, a3, c], lastTransitionSequence: 5 });
});

it("deletes outages that ended long ago, and none that lasts", async () => {
  const now = Date.now();
  const outage = (id: string, toMs: number | null): OutageRow => ({
    id,
    subject: "site",
    site: "S",
    node: null,
    causeClass: "unknown",
    fromMs: now - 40 * dayMs,
    toMs,
    changedAtMs: now,
    body: "{}",
  });
  const rows = [
    outage("ended", now - 20 * dayMs),
    outage("lasts", null),
    outage("reopened", now - 30 * dayMs),
    outage("reopened", null),
    outage("recent", now - 9 * dayMs),
  ];
  const store = await openWith({ rows: { outage: rows } }, { outagesRetentionDays: 10 });
  await until(() => expect(store.health()).toMatchObject({ outagesDeleted: 1 }));
  const kept = await store.outages({ before: null, rowsMax: 9, sites: null });
  expect(kept.map(({ id }) => id)).toEqual(["reopened", "recent", "lasts"]);
});

it("deletes the oldest notifications beyond the limit with their attempts, and no open one", async () => {
  const limits = { notificationRowsMax: 2 };
  const store = await openWith(
    {
      rows: {
        notification: [1, 2, 3, 4, 5].map((number) => notification(number)),
        delivery: [
          delivery(1, "failed"),
          delivery(2, "failed"),
          delivery(2, "delivered", 2),
          delivery(3, "dead"),
          delivery(4, "delivered"),
        ],
      },
    },
    limits,
  );
  await until(() => expect(store.health()).toMatchObject({ notificationsDeleted: 2 }));
  const kept = await store.notifications({ before: null, rowsMax: 9 });
  expect(kept.map(({ id, lastDelivery }) => `${id} ${lastDelivery?.outcome}`)).toEqual([
    "n5 undefined",
    "n4 delivered",
    "n1 failed",
  ]);
  const { outbox } = await store.recover(0);
  expect(outbox.map(({ row, attempts }) => `${row.id} ${attempts}`)).toEqual(["n1 1", "n5 0"]);
});

it("keeps a dead notification that a person opened again, and knows when", async () => {
  const store = await openWith(
    {
      rows: {
        notification: [1, 2, 3].map((number) => notification(number)),
        delivery: [delivery(1, "dead"), delivery(1, "again"), delivery(2, "dead"), delivery(3, "delivered")],
      },
    },
    { notificationRowsMax: 1 },
  );
  await until(() => expect(store.health()).toMatchObject({ notificationsDeleted: 1 }));
  const { outbox } = await store.recover(0);
  expect(outbox).toEqual([{ row: notification(1), attempts: 1, againAtMs: 1 }]);
  expect(await store.deadLetters()).toEqual([]);
});

it("deletes replaced rows at a quiet time, not only at a start", async () => {
  const path = join(temporaryDirectory(), "journal.duckdb");
  const database = await Database.open(path, {});
  const connection = await database.connect();
  for (const statement of createStatements) await connection.run(statement);
  await connection.run("INSERT INTO condition VALUES ('a', 1, '1', 0), ('a', 2, '1', 1), ('b', 3, NULL, 2)");
  await new Housekeeping(connection, { path, limits: defaultStoreLimits() }, () => undefined).tidy(
    Date.now(),
  );
  expect(await connection.rows("SELECT key, position::DOUBLE AS position FROM condition")).toEqual([
    { key: "a", position: 1 },
  ]);
  connection.close();
  database.close();
});
