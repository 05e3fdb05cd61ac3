import { expect, it } from "vitest";
import { deviceId, nodeCode, seriesId, siteCode } from "../../telemetry/identifiers.ts";
import type { JournalRows } from "../../telemetry/journal.ts";
import { timeFromReceipt } from "../../telemetry/reading-columns.ts";
import { batchOf, openForTest, stored, temporaryDirectory } from "./journal-fixture.ts";

const now = 1_764_000_000_123;

const rowsOfEveryTable = (): JournalRows => ({
  series: [
    {
      id: seriesId(0),
      site: siteCode("BPH0001"),
      node: nodeCode("pwr"),
      metric: "mains.voltage",
      firstSeenAtMs: now,
    },
  ],
  quarantine: [
    {
      id: "q1",
      receivedAtMs: now,
      device: "d",
      site: "BPH0001",
      topic: "sites/BPH0001/pwr/telemetry",
      metric: null,
      reason: "not-json",
      detail: "đứt quãng 'quoted' \u0000",
      payload: "{",
    },
  ],
  presence: [{ device: deviceId("d"), changedAtMs: now, body: "{}" }],
  condition: [{ key: "k", changedAtMs: now, body: '{"state":"raised"}' }],
  transition: [
    {
      sequence: 1,
      id: "t1",
      alarm: "a1",
      site: "BPH0001",
      node: "pwr",
      event: "raised",
      severity: "critical",
      eventAtMs: now,
      recordedAtMs: now + 5,
      body: "{}",
    },
  ],
  notification: [{ id: "n1", transition: "t1", channel: "noc", createdAtMs: now, body: "{}" }],
  delivery: [{ notification: "n1", attemptedAtMs: now, attempt: 1, outcome: "failed", detail: "503" }],
  outage: [
    {
      id: "o1",
      subject: "node",
      site: "BPH0001",
      node: "bts-4g",
      causeClass: "power",
      fromMs: now,
      toMs: null,
      changedAtMs: now,
      body: "{}",
    },
  ],
  document: [{ kind: "user", id: "admin", changedAtMs: now, body: "{}" }],
  audit: [
    { sequence: 1, atMs: now, actor: "admin", action: "login", target: "session", detail: "", hash: "00" },
  ],
});

it("keeps readings exactly: negative and large times, fractions, lag and receipt time", async () => {
  const directory = temporaryDirectory();
  const store = await openForTest({ directory });
  const fresh = [
    [7, -1, 0.1, 5],
    [7, 0, -0.25, timeFromReceipt],
    [7, 4_294_967_295, 1, 0],
    [7, 4_294_967_296, 2, 0],
    [7, now, 1e300, 2_147_483_647],
  ] as const;
  await store.commit(batchOf({ fresh }), false);
  expect(await stored(store, 7)).toEqual(fresh);
});

it("gives back the rows of every table after a clean stop", async () => {
  const directory = temporaryDirectory();
  const rows = rowsOfEveryTable();
  const first = await openForTest({ directory });
  await first.commit(batchOf({ fresh: [[0, now, 228.4, 20]], rows }), false);
  await first.close();
  const second = await openForTest({ directory });
  const recovered = await second.recover(0);
  expect(recovered).toMatchObject({
    series: rows.series,
    conditions: rows.condition,
    presence: rows.presence,
    documents: rows.document,
    outages: rows.outage,
    alarms: rows.transition,
    outbox: [{ row: rows.notification[0], attempts: 1 }],
    lastTransitionSequence: 1,
    lastAudit: { sequence: 1, hash: "00" },
    repairs: [],
  });
  expect([...recovered.latest.tsMs]).toEqual([now]);
  expect(await second.quarantine({ before: null, rowsMax: 10, sites: null })).toEqual(rows.quarantine);
  expect(await second.audit({ beforeSequence: 9, rowsMax: 10 })).toEqual(rows.audit);
  expect(await second.notifications({ before: null, rowsMax: 10 })).toEqual([
    { ...rows.notification[0], lastDelivery: rows.delivery[0] },
  ]);
});

it("stores what is behind once per series and time, and counts the duplicates", async () => {
  const store = await openForTest({ directory: temporaryDirectory() });
  await store.commit(
    batchOf({
      fresh: [
        [1, now, 1],
        [2, now, 2],
      ],
    }),
    false,
  );
  const receipt = await store.commit(
    batchOf({
      fresh: [[1, now + 1000, 3]],
      behind: [
        [1, now, 9],
        [1, now - 500, 4],
        [1, now - 500, 5],
        [2, now - 86_400_000 * 6, 6],
        [1, now + 1000, 7],
      ],
    }),
    false,
  );
  expect(receipt).toEqual({ duplicates: 3 });
  expect(await stored(store, 1)).toEqual([
    [1, now - 500, 4, 0],
    [1, now, 1, 0],
    [1, now + 1000, 3, 0],
  ]);
  expect(await stored(store, 2)).toEqual([
    [2, now - 86_400_000 * 6, 6, 0],
    [2, now, 2, 0],
  ]);
});

it("a commit tried again changes nothing when the first try reached the disk", async () => {
  const store = await openForTest({ directory: temporaryDirectory() });
  const batch = batchOf({ fresh: [[0, now, 1]], behind: [[0, now - 1, 2]], rows: rowsOfEveryTable() });
  await store.commit(batch, false);
  expect(await store.commit(batch, true)).toEqual({ duplicates: 1 });
  expect(await stored(store, 0)).toHaveLength(2);
  expect(await store.transitions({ afterSequence: 0, rowsMax: 10 })).toEqual(batch.rows.transition);
  expect(await store.quarantine({ before: null, rowsMax: 10, sites: null })).toHaveLength(1);
  expect(await store.audit({ beforeSequence: 9, rowsMax: 10 })).toHaveLength(1);
  expect(await store.notifications({ before: null, rowsMax: 10 })).toHaveLength(1);
  const recovered = await store.recover(0);
  expect([recovered.series.length, recovered.conditions.length, recovered.documents.length]).toEqual([
    1, 1, 1,
  ]);
});

it("a commit tried again writes all of it when the first try did not reach the disk", async () => {
  const store = await openForTest({ directory: temporaryDirectory() });
  const batch = batchOf({ fresh: [[0, now, 1]], behind: [[0, now - 1, 2]], rows: rowsOfEveryTable() });
  expect(await store.commit(batch, true)).toEqual({ duplicates: 0 });
  expect(await stored(store, 0)).toHaveLength(2);
  expect(await store.transitions({ afterSequence: 0, rowsMax: 10 })).toHaveLength(1);
});

it("leaves the batch whole and reusable", async () => {
  const store = await openForTest({ directory: temporaryDirectory() });
  const batch = batchOf({ fresh: [[3, now, 1.5, 2]] });
  await store.commit(batch, false);
  expect([batch.fresh.series[0], batch.fresh.tsMs[0], batch.fresh.value[0], batch.fresh.lagMs[0]]).toEqual([
    3,
    now,
    1.5,
    2,
  ]);
});

it("a fraction of a millisecond is rounded and holds up no commit", async () => {
  const store = await openForTest({ directory: temporaryDirectory() });
  const [transition] = rowsOfEveryTable().transition;
  if (transition === undefined) throw new Error("the rows have no transition");
  const rows = { transition: [{ ...transition, eventAtMs: 1_000.1, recordedAtMs: 1_000.5 }] };
  await store.commit(batchOf({ rows }), false);
  await store.commit(batchOf({ rows: { condition: [{ key: "a", changedAtMs: 2.25, body: "1" }] } }), false);
  const { alarms, conditions } = await store.recover(0);
  expect(alarms).toMatchObject([{ eventAtMs: 1_000, recordedAtMs: 1_001 }]);
  expect(conditions).toEqual([{ key: "a", changedAtMs: 2, body: "1" }]);
});

it.each([Number.NaN, Number.POSITIVE_INFINITY])(
  "an instant that is %d is refused in words",
  async (instant) => {
    const store = await openForTest({ directory: temporaryDirectory() });
    const rows = { condition: [{ key: "a", changedAtMs: instant, body: "1" }] };
    await expect(store.commit(batchOf({ rows }), false)).rejects.toThrow("is no whole number");
  },
);
