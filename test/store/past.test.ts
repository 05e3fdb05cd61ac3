import { expect, it } from "vitest";
import { deviceId } from "../../telemetry/identifiers.ts";
import type { TransitionRow } from "../../telemetry/journal.ts";
import { batchOf, openForTest, temporaryDirectory } from "./journal-fixture.ts";

const row = (sequence: number, alarm: string, recordedAtMs: number, body: object = {}): TransitionRow => ({
  ...{ sequence, id: `t${sequence}`, alarm, site: "S", node: "n", event: "raised", severity: "major" },
  ...{ eventAtMs: recordedAtMs - 1_000, recordedAtMs },
  body: JSON.stringify({ isCleared: false, meaning: "local", operatorState: "none", shelf: null, ...body }),
});

const presence = (device: string, changedAtMs: number, body: string) => ({
  device: deviceId(device),
  changedAtMs,
  body,
});

it("tells what stood at each moment, by when it was recorded", async () => {
  const store = await openForTest({ directory: temporaryDirectory() });
  const raised = row(1, "a", 100);
  const acknowledged = row(3, "a", 300, { operatorState: "acknowledged", cause: { alarm: "b" } });
  const cleared = row(4, "a", 400, { isCleared: true, operatorState: "acknowledged" });
  const other = row(2, "b", 200, { meaning: "feed-lost", shelf: { untilMs: 9 }, flapping: true });
  await store.commit(batchOf({ rows: { transition: [raised, other, acknowledged, cleared] } }), false);
  const at = async (atMs: number) => (await store.standingAt(atMs)).map(({ sequence }) => sequence);
  expect(await at(99)).toEqual([]);
  expect(await at(100)).toEqual([1]);
  expect(await at(299)).toEqual([2, 1]);
  expect(await at(300)).toEqual([3, 2]);
  expect(await at(400)).toEqual([2]);
  const [newest, older] = await store.standingAt(300);
  expect(newest).toMatchObject({ operatorState: "acknowledged", suppressed: true, shelved: false });
  expect(older).toMatchObject({ meaning: "feed-lost", shelved: true, flapping: true, suppressed: false });
  expect(await store.changes([3])).toEqual([acknowledged]);
  expect(await store.changes([])).toEqual([]);
});

it("keeps changes of presence for a while, and tells how each device was", async () => {
  const directory = temporaryDirectory();
  const nowMs = Date.now();
  const first = await openForTest({ directory });
  const rows = [presence("d", nowMs - 5_000, "1"), presence("e", nowMs - 4_000, "2")];
  await first.commit(batchOf({ rows: { presence: rows } }), false);
  await first.commit(batchOf({ rows: { presence: [presence("d", nowMs - 1_000, "3")] } }), false);
  await first.close();
  const store = await openForTest({ directory });
  const bodiesAt = async (atMs: number) => (await store.presenceAt(atMs)).map(({ body }) => body).sort();
  expect(await bodiesAt(nowMs - 6_000)).toEqual([]);
  expect(await bodiesAt(nowMs - 2_000)).toEqual(["1", "2"]);
  expect(await bodiesAt(nowMs)).toEqual(["2", "3"]);
});

it("forgets old changes of presence, never how a device was since then", async () => {
  const directory = temporaryDirectory();
  const limits = { presenceRetentionDays: 1 };
  const nowMs = Date.now();
  const hourMs = 3_600_000;
  const first = await openForTest({ directory, limits });
  for (const [hours, body] of [
    [40, "1"],
    [30, "2"],
    [1, "3"],
  ] as const) {
    await first.commit(batchOf({ rows: { presence: [presence("d", nowMs - hours * hourMs, body)] } }), false);
  }
  await first.close();
  const store = await openForTest({ directory, limits });
  expect(await store.presenceAt(nowMs - 35 * hourMs)).toEqual([]);
  expect(await store.presenceAt(nowMs - 2 * hourMs)).toMatchObject([{ body: "2" }]);
  expect(await store.presenceAt(nowMs)).toMatchObject([{ body: "3" }]);
});

it("sweeps over readings of all series in the order of time, and finds the latest of some", async () => {
  const store = await openForTest({ directory: temporaryDirectory() });
  const fresh = [
    [1, 100, 1, 5],
    [2, 150, 2],
    [1, 200, 3],
    [2, 250, 4],
  ] as const;
  await store.commit(batchOf({ fresh }), false);
  const swept = await store.sweep({ fromMs: 100, toMs: 250, rowsMax: 10 });
  expect([[...swept.tsMs], [...swept.series], [...swept.value]]).toEqual([
    [100, 150, 200],
    [1, 2, 1],
    [1, 2, 3],
  ]);
  expect((await store.sweep({ fromMs: 0, toMs: 250, rowsMax: 2 })).tsMs).toHaveLength(2);
  const latest = await store.latestThen({ series: [1, 2], sinceMs: 100, atMs: 200 });
  expect([...latest.value]).toEqual([3, 2]);
  expect((await store.latestThen({ series: [], sinceMs: 0, atMs: 200 })).value).toHaveLength(0);
});

it("says since when the changes of alarms are whole", async () => {
  const store = await openForTest({ directory: temporaryDirectory() });
  expect(await store.span()).toEqual({ firstMs: null, wholeSinceMs: null });
  await store.commit(batchOf({ rows: { transition: [row(1, "a", 50), row(2, "a", 100)] } }), false);
  expect(await store.span()).toEqual({ firstMs: 50, wholeSinceMs: null });
  await store.commit(batchOf({ rows: { transition: [row(5, "b", 300), row(6, "b", 400)] } }), false);
  expect(await store.span()).toEqual({ firstMs: 50, wholeSinceMs: 300 });
});
