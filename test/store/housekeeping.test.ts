import { expect, it, vi } from "vitest";
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
      ],
      rows: { quarantine },
    }),
    false,
  );
  await first.close();

  const store = await openForTest({ directory, limits });
  await vi.waitFor(() => expect(store.health()).toMatchObject({ quarantineDeleted: 2, readingsDeleted: 1 }));
  expect(await store.quarantine({ before: null, rowsMax: 9, sites: null })).toEqual([5, 4, 3].map(refused));
  expect(await stored(store, 0)).toEqual([[0, now - 9 * dayMs, 2, 0]]);
});

it("checkpoints a long log at a quiet time and shows the figures", async () => {
  const limits = { checkpointQuietBytes: 50_000, quietMs: 20 };
  const store = await openForTest({ directory: temporaryDirectory(), limits });
  const rows = Array.from({ length: 5000 }, (_, place) => [place, 1, 1] as const);
  await store.commit(batchOf({ fresh: rows }), false);
  await vi.waitFor(() =>
    expect(store.health()).toMatchObject({ checkpoints: 1, walBytes: 0, trouble: null }),
  );
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
