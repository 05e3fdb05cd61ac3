import { mkdtempSync, rmSync } from "node:fs";
import { tmpdir } from "node:os";
import { join } from "node:path";
import fc from "fast-check";
import { afterAll, beforeAll, expect, it } from "vitest";
import { openStore } from "../../store/duckdb-store.ts";
import { QueryRefused, type Store, type TransitionQuery } from "../../store/store.ts";
import type { NotificationRow, QuarantineRow, TransitionRow } from "../../telemetry/journal.ts";
import { type Aggregate, aggregates } from "../../telemetry/reading-history.ts";
import { batchOf, keepAll, openForTest, type Row, temporaryDirectory } from "./journal-fixture.ts";

let directory = "";
let store: Store;
beforeAll(async () => {
  directory = mkdtempSync(join(tmpdir(), "tramcanh-questions-"));
  store = await openStore({ directory, limits: keepAll });
});
afterAll(async () => {
  await store.close();
  rmSync(directory, { recursive: true });
});

const reduce: Record<Aggregate, (readings: readonly Row[]) => number> = {
  min: (readings) => Math.min(...readings.map(([, , value]) => value)),
  max: (readings) => Math.max(...readings.map(([, , value]) => value)),
  mean: (readings) => readings.reduce((sum, [, , value]) => sum + value, 0) / readings.length,
  last: (readings) => readings.at(-1)?.[2] ?? Number.NaN,
  count: (readings) => readings.length,
};

let nextSeries = 0;
const time = fc.integer({ min: -500, max: 500 });

it("ranges and steps are those of a reference in JavaScript, negative times and late readings included", async () => {
  await fc.assert(
    fc.asyncProperty(
      fc.uniqueArray(time, { minLength: 1, maxLength: 60 }),
      fc.record({ fromMs: time, length: fc.nat(1000), rowsMax: fc.integer({ min: 0, max: 70 }) }),
      fc.integer({ min: 1, max: 300 }),
      fc.constantFrom(...aggregates),
      async (times, { fromMs, length, rowsMax }, stepMs, aggregate) => {
        const series = nextSeries++;
        const rows = times.map((tsMs, place): Row => [series, tsMs, place * 0.5, place]);
        await store.commit(batchOf({ fresh: rows.slice(0, 5), behind: rows.slice(5) }), false);
        const query = { series, fromMs, toMs: fromMs + length, rowsMax };
        const within = rows
          .filter(([, tsMs]) => tsMs >= fromMs && tsMs < fromMs + length)
          .sort(([, one], [, other]) => one - other);

        const slice = await store.readings(query);
        const expected = within.slice(0, rowsMax);
        expect([...slice.tsMs]).toEqual(expected.map(([, tsMs]) => tsMs));
        expect([...slice.value]).toEqual(expected.map(([, , value]) => value));
        expect([...slice.lagMs]).toEqual(expected.map(([, , , lagMs]) => lagMs));

        const steps = await store.steps({ ...query, stepMs, aggregate });
        const groups = Map.groupBy(within, ([, tsMs]) => Math.floor(tsMs / stepMs) * stepMs);
        const expectedSteps = [...groups].slice(0, rowsMax);
        expect([...steps.tsMs]).toEqual(expectedSteps.map(([step]) => step));
        expectedSteps.forEach(([, readings], place) => {
          expect(steps.value[place]).toBeCloseTo(reduce[aggregate](readings), 9);
        });
      },
    ),
    { numRuns: 60 },
  );
});

it("fractional and infinite bounds mean what they say", async () => {
  const series = nextSeries++;
  await store.commit(
    batchOf({
      fresh: [
        [series, 1, 1],
        [series, 2, 2],
        [series, 3, 3],
      ],
    }),
    false,
  );
  const times = async (fromMs: number, toMs: number) => [
    ...(await store.readings({ series, fromMs, toMs, rowsMax: 10 })).tsMs,
  ];
  expect(await times(1.5, 2.5)).toEqual([2]);
  expect(await times(-Infinity, Infinity)).toEqual([1, 2, 3]);
  expect(await times(2, 3)).toEqual([2]);
});

it.each([
  { name: "more rows than allowed", query: { rowsMax: 1_000_001 } },
  { name: "rows that are no whole number", query: { rowsMax: 1.5 } },
  { name: "a bound that is no number", query: { fromMs: Number.NaN } },
])("refuses a question for $name", async ({ query }) => {
  const asked = store.readings({ series: 0, fromMs: 0, toMs: 1, rowsMax: 1, ...query });
  await expect(asked).rejects.toBeInstanceOf(QueryRefused);
});

it("refuses steps of less than a millisecond", async () => {
  const asked = store.steps({ series: 0, fromMs: 0, toMs: 1, rowsMax: 1, stepMs: 0.5, aggregate: "mean" });
  await expect(asked).rejects.toBeInstanceOf(QueryRefused);
});

const transition = (sequence: number, alarm: string): TransitionRow => ({
  sequence,
  id: `t${sequence}`,
  alarm,
  site: "S",
  node: "n",
  event: "raised",
  severity: "major",
  eventAtMs: 1,
  recordedAtMs: 2,
  body: "{}",
});

const refused = (id: string, receivedAtMs: number, site: string, reason: string): QuarantineRow => ({
  id,
  receivedAtMs,
  device: "d",
  site,
  topic: "t",
  metric: "m",
  reason,
  detail: "",
  payload: "",
});

const notification = (id: string): NotificationRow => ({
  id,
  transition: "t1",
  channel: "noc",
  createdAtMs: 1,
  body: "{}",
});

it("answers the transitions of a period, of sites and of a node, the newest first when asked from the end", async () => {
  const history = await openForTest({ directory: temporaryDirectory() });
  const rows = [1, 2, 3, 4, 5, 6].map((sequence) => ({
    ...transition(sequence, "x"),
    site: sequence % 2 === 0 ? "EVEN" : "ODD",
    node: sequence > 3 ? "late" : "early",
    eventAtMs: sequence * 10,
  }));
  await history.commit(batchOf({ rows: { transition: rows } }), false);
  const asked = async (query: Partial<TransitionQuery>) =>
    (await history.transitions({ afterSequence: 0, rowsMax: 9, ...query })).map(({ sequence }) => sequence);
  expect(await asked({ beforeSequence: 5 })).toEqual([4, 3, 2, 1]);
  expect(await asked({ beforeSequence: 5, rowsMax: 2 })).toEqual([4, 3]);
  expect(await asked({ fromMs: 20, toMs: 40 })).toEqual([2, 3]);
  expect(await asked({ sites: ["ODD"], node: "late" })).toEqual([5]);
  expect(await asked({ sites: null })).toEqual([1, 2, 3, 4, 5, 6]);
  expect(await asked({ sites: [] })).toEqual([]);
});

it("pages through transitions, quarantine, notifications and audit", async () => {
  const paged = await openForTest({ directory: temporaryDirectory() });
  const quarantine = [
    refused("a", 10, "S1", "range"),
    refused("b", 10, "S1", "not-json"),
    refused("c", 11, "S2", "range"),
    refused("d", 9, "S3", "range"),
  ];
  await paged.commit(
    batchOf({
      rows: {
        transition: [transition(1, "x"), transition(2, "y"), transition(3, "x")],
        quarantine,
        notification: [notification("n1"), notification("n2"), notification("n3")],
        delivery: [
          { notification: "n1", attemptedAtMs: 1, attempt: 1, outcome: "failed", detail: "" },
          { notification: "n1", attemptedAtMs: 2, attempt: 2, outcome: "delivered", detail: "" },
          { notification: "n2", attemptedAtMs: 3, attempt: 1, outcome: "failed", detail: "" },
        ],
      },
    }),
    false,
  );
  const sequences = async (afterSequence: number, rowsMax: number, alarm?: string) =>
    (
      await paged.transitions(
        alarm === undefined ? { afterSequence, rowsMax } : { afterSequence, rowsMax, alarm },
      )
    ).map(({ sequence }) => sequence);
  expect(await sequences(0, 2)).toEqual([1, 2]);
  expect(await sequences(2, 2)).toEqual([3]);
  expect(await sequences(0, 9, "x")).toEqual([1, 3]);

  const everything = { before: null, rowsMax: 9, sites: null };
  const ids = async (query: Parameters<Store["quarantine"]>[0]) =>
    (await paged.quarantine(query)).map(({ id }) => id);
  expect(await ids(everything)).toEqual(["c", "b", "a", "d"]);
  expect(await ids({ ...everything, before: { receivedAtMs: 10, id: "b" } })).toEqual(["a", "d"]);
  expect(await ids({ ...everything, sites: ["S1", "S3"], reason: "range" })).toEqual(["a", "d"]);
  expect(await ids({ ...everything, sites: [] })).toEqual([]);

  const page = await paged.notifications({ before: null, rowsMax: 2 });
  expect(page.map(({ id, lastDelivery }) => [id, lastDelivery?.outcome])).toEqual([
    ["n3", undefined],
    ["n2", "failed"],
  ]);
  expect(await paged.notifications({ before: "n2", rowsMax: 2 })).toMatchObject([
    { id: "n1", lastDelivery: { outcome: "delivered", attempt: 2 } },
  ]);
  const { outbox } = await paged.recover(0);
  expect(outbox.map(({ row, attempts }) => [row.id, attempts])).toEqual([
    ["n2", 1],
    ["n3", 0],
  ]);
  const [open] = outbox;
  if (!open) throw new Error("nothing is open");
  expect(await paged.outbox({ channel: open.row.channel, rowsMax: 1 })).toEqual([open]);
  expect(await paged.outbox({ channel: "no such channel", rowsMax: 9 })).toEqual([]);
});
