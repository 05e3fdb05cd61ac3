import { statSync } from "node:fs";
import { join } from "node:path";
import { expect, it } from "vitest";
import { deviceId } from "../../telemetry/identifiers.ts";
import type { DeliveryRow } from "../../telemetry/journal.ts";
import { batchOf, openForTest, temporaryDirectory } from "./journal-fixture.ts";

const condition = (key: string, body: string | null, changedAtMs = 1) => ({ key, changedAtMs, body });
const document = (kind: string, id: string, body: string | null) => ({ kind, id, changedAtMs: 1, body });
const presence = (device: string, body: string) => ({ device: deviceId(device), changedAtMs: 1, body });

it("recovers the newest row of each key in the order of writing, not of their times, and no deleted ones", async () => {
  const directory = temporaryDirectory();
  const first = await openForTest({ directory });
  await first.commit(
    batchOf({
      rows: {
        condition: [condition("a", "1", 9), condition("b", "1"), condition("a", "2", 3)],
        document: [document("user", "x", "1"), document("key", "x", "1"), document("user", "y", "1")],
        presence: [presence("d", "1"), presence("e", "1"), presence("d", "2")],
      },
    }),
    false,
  );
  await first.commit(
    batchOf({ rows: { condition: [condition("b", null)], document: [document("user", "x", null)] } }),
    false,
  );
  const expected = {
    conditions: [condition("a", "2", 3)],
    documents: [document("key", "x", "1"), document("user", "y", "1")],
    presence: [presence("e", "1"), presence("d", "2")],
  };
  expect(await first.recover(0)).toMatchObject(expected);
  await first.close();

  const second = await openForTest({ directory });
  expect(await second.recover(0)).toMatchObject(expected);
  await second.commit(
    batchOf({ rows: { condition: [condition("b", "3")], document: [document("user", "x", "3")] } }),
    false,
  );
  await second.close();
  const recovered = await (await openForTest({ directory })).recover(0);
  expect(recovered.conditions).toEqual([condition("a", "2", 3), condition("b", "3")]);
  expect(recovered.documents).toEqual([
    document("key", "x", "1"),
    document("user", "y", "1"),
    document("user", "x", "3"),
  ]);
});

it("recovers the newest reading of each series that is not older than asked", async () => {
  const directory = temporaryDirectory();
  const store = await openForTest({ directory });
  await store.commit(
    batchOf({
      fresh: [
        [1, 100, 1, 3],
        [2, 100, 2],
        [3, 99, 3],
        [1, 200, 4, 8],
      ],
    }),
    false,
  );
  await store.commit(batchOf({ behind: [[1, 150, 5]] }), false);
  const { latest } = await store.recover(100);
  expect(latest.length).toBe(2);
  expect([[...latest.series], [...latest.tsMs], [...latest.value], [...latest.lagMs]]).toEqual([
    [1, 2],
    [200, 100],
    [4, 2],
    [8, 0],
  ]);
});

it("an empty journal recovers as one", async () => {
  const recovered = await (await openForTest({ directory: temporaryDirectory() })).recover(0);
  expect(recovered).toMatchObject({
    series: [],
    conditions: [],
    alarms: [],
    outbox: [],
    lastTransitionSequence: 0,
    lastAudit: null,
    repairs: [],
  });
  expect(recovered.latest.length).toBe(0);
});

it("makes its directory for its owner only", async () => {
  const directory = join(temporaryDirectory(), "new", "data");
  await openForTest({ directory });
  expect(statSync(directory).mode & 0o777).toBe(0o700);
});

it("recovers the oldest open notifications of each channel, no more than asked for", async () => {
  const limits = { outboxRecoveredMax: 2 };
  const store = await openForTest({ directory: temporaryDirectory(), limits });
  const notification = ["noc", "noc", "noc", "sms", "noc"].map((channel, number) => ({
    id: `n${number}`,
    transition: `t${number}`,
    channel,
    createdAtMs: 1,
    body: "{}",
  }));
  const delivery = [
    { notification: "n0", attemptedAtMs: 2, attempt: 1, outcome: "delivered", detail: "" },
  ] satisfies DeliveryRow[];
  await store.commit(batchOf({ rows: { notification, delivery } }), false);
  const { outbox } = await store.recover(0);
  expect(outbox.map(({ row }) => row.id)).toEqual(["n1", "n2", "n3"]);
});
