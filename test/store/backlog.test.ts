import { expect, test } from "vitest";
import type { ReadingMark } from "../../store/backlog.ts";
import type { Store } from "../../store/store.ts";
import { batchOf, openForTest, type Row, temporaryDirectory } from "./journal-fixture.ts";

const read = async (store: Store, from: ReadingMark | null, rowsMax = 3) => {
  const rows: Row[] = [];
  let after = from;
  for (;;) {
    const { series, tsMs, value, lagMs, mark } = await store.readingBacklog({
      after,
      rowsMax,
      counted: false,
    });
    for (let at = 0; at < tsMs.length; at++)
      rows.push([series[at] ?? -1, tsMs[at] ?? -1, value[at] ?? -1, lagMs[at] ?? -1]);
    if (mark === null) return { rows, mark: after };
    after = mark;
  }
};

const open = () => openForTest({ directory: temporaryDirectory() });

test("a backlog is read in the order of commits, and what comes late is read where it came", async () => {
  const store = await open();
  const first: Row[] = [1, 2, 3, 4, 5].map((at) => [1, at * 1_000, at, 7]);
  await store.commit(batchOf({ fresh: first }), false);
  await store.commit(batchOf({ fresh: [[2, 9_000, 90, 0]], behind: [[1, 2_500, 25, 86_400_000]] }), false);
  const whole = await read(store, null);
  expect(whole.rows.slice(0, 5)).toEqual(first);
  expect(new Set(whole.rows.slice(5).map(String))).toEqual(new Set(["2,9000,90,0", "1,2500,25,86400000"]));
  await store.commit(batchOf({ behind: [[1, 500, 5, 1]] }), false);
  expect((await read(store, whole.mark)).rows).toEqual([[1, 500, 5, 1]]);
});

test("what remains is told while there is more than one read gives", async () => {
  const store = await open();
  await store.commit(batchOf({ fresh: [1, 2, 3, 4, 5].map((at): Row => [1, at, at, 0]) }), false);
  expect((await store.readingBacklog({ after: null, rowsMax: 2, counted: true })).remaining).toBe(3);
  expect((await store.readingBacklog({ after: null, rowsMax: 9, counted: true })).remaining).toBe(0);
});

const rowGroupRows = 122_880;

/** Deletes old readings and lets the next checkpoint move those that are left to lower rows. */
const forgetOld = async (directory: string, keptDays: number): Promise<Store> => {
  const store = await openForTest({
    directory,
    limits: { readingsRetentionDays: keptDays, quietMs: 20, checkpointQuietBytes: 1 },
  });
  await expect.poll(() => store.health().readingsDeleted, { timeout: 20_000 }).toBeGreaterThan(0);
  await store.close();
  return openForTest({ directory });
};

const dayMs = 86_400_000;

const twoAges = async (
  directory: string,
): Promise<{ readonly mark: ReadingMark | null; readonly nowMs: number }> => {
  const store = await openForTest({ directory });
  const nowMs = Date.now();
  const old = Array.from(
    { length: rowGroupRows + 10 },
    (_none, at): Row => [1, nowMs - 20 * dayMs + at, at, 0],
  );
  const young = Array.from({ length: 1_000 }, (_none, at): Row => [2, nowMs - dayMs + at, at, 0]);
  await store.commit(batchOf({ fresh: old }), false);
  await store.commit(batchOf({ fresh: young }), false);
  const { mark } = await store.readingBacklog({
    after: null,
    rowsMax: rowGroupRows + 10 + 400,
    counted: false,
  });
  await store.close();
  return { mark, nowMs };
};

test("rows that move when old readings are deleted lead to no gap", async () => {
  const directory = temporaryDirectory();
  const { mark } = await twoAges(directory);
  const store = await forgetOld(directory, 10);
  const { rows } = await read(store, mark, 100_000);
  expect([rows.length, rows[0]?.[2], rows.at(-1)?.[2]]).toEqual([600, 400, 999]);
  const { mark: moved } = await store.readingBacklog({ after: null, rowsMax: 400, counted: false });
  expect(moved?.row).toBeLessThan(mark?.row ?? 0);
});

test("a mark whose reading is deleted begins anew: twice is harmless, never is not", async () => {
  const directory = temporaryDirectory();
  const { nowMs } = await twoAges(directory);
  const store = await forgetOld(directory, 10);
  const gone = { row: 5, series: 1, tsMs: nowMs - 20 * dayMs + 5 };
  expect((await read(store, gone, 100_000)).rows.length).toBe(1_000);
});

test("changes of outages and presence are read after a position", async () => {
  const store = await open();
  const outage = {
    ...{ id: "o", subject: "site" as const, site: "S", node: null, causeClass: "power" },
    ...{ fromMs: 1, toMs: null, changedAtMs: 1, body: "{}" },
  };
  await store.commit(batchOf({ rows: { outage: [outage] } }), false);
  await store.commit(batchOf({ rows: { outage: [{ ...outage, toMs: 5 }] } }), false);
  const both = await store.outageBacklog({ afterPosition: -1, rowsMax: 10 });
  expect(both.map(({ row }) => row.toMs)).toEqual([null, 5]);
  const after = both[0]?.position ?? -1;
  expect((await store.outageBacklog({ afterPosition: after, rowsMax: 10 })).length).toBe(1);
  expect(await store.presenceBacklog({ afterPosition: -1, rowsMax: 10 })).toEqual([]);
});
