import fc from "fast-check";
import { beforeAll, expect, it } from "vitest";
import { LatestValues } from "../../store/latest-values.ts";
import { QueryRefused } from "../../store/store.ts";
import { type NodeCode, nodeCode, type SiteCode, siteCode } from "../../telemetry/identifiers.ts";
import { timeFromReceipt } from "../../telemetry/reading-columns.ts";
import { type Aggregate, aggregates, type ReadingHistory } from "../../telemetry/reading-history.ts";
import { SeriesCatalog } from "../../telemetry/series-catalog.ts";
import { batchOf, type Row } from "./journal-fixture.ts";

/** A history and the way in for readings. */
export interface HistoryUnderTest {
  readonly history: ReadingHistory;
  /** Readings that can be asked for once it resolves; each (series, time) comes once. */
  readonly write: (rows: readonly Row[]) => Promise<void>;
  /** Lags below it, either way, may read back as 0. */
  readonly lagToldMsMin: number;
}

const reduce: Record<Aggregate, (readings: readonly Row[]) => number> = {
  min: (readings) => Math.min(...readings.map(([, , value]) => value)),
  max: (readings) => Math.max(...readings.map(([, , value]) => value)),
  mean: (readings) => readings.reduce((sum, [, , value]) => sum + value, 0) / readings.length,
  last: (readings) => readings.at(-1)?.[2] ?? Number.NaN,
  count: (readings) => readings.length,
};

const minuteMs = 60_000;
/** Recent, as readings are, and within what any retention keeps; the minute is whole. */
const originMs = Math.floor(Date.now() / minuteMs) * minuteMs - 60 * minuteMs;
const offset = fc.integer({ min: -500, max: 500 });
const lag = fc.oneof(
  fc.integer({ min: -20, max: 20 }),
  fc.integer({ min: 30_000, max: 600_000_000 }),
  fc.constant(timeFromReceipt),
);
const number = fc.oneof(
  fc.integer({ min: -1000, max: 1000 }),
  fc.double({ noNaN: true, noDefaultInfinity: true, min: -1e12, max: 1e12 }).map((value) => value + 0),
  fc.constantFrom(0.1, 1 / 3, 5e-324, Number.MAX_SAFE_INTEGER, 1e21, -1e-7),
);

/** What readings are asked for by, and the series of the tests. */
const contractCatalog = (sites: number): SeriesCatalog => {
  const catalog = new SeriesCatalog();
  // Of a run of its own: a real database keeps what earlier runs wrote.
  const run = Date.now().toString(36);
  for (let place = 0; place < sites; place++) {
    const site: SiteCode = siteCode(`T-${run}.${place}`);
    const node: NodeCode = nodeCode("pwr");
    catalog.add(site, node, "mains.voltage", originMs);
  }
  return catalog;
};

/** What every history promises. */
export const historyContract = (
  name: string,
  open: (catalog: SeriesCatalog) => Promise<HistoryUnderTest>,
): void => {
  const catalog = contractCatalog(1_000);
  let subject: HistoryUnderTest;
  let nextSeries = 0;
  beforeAll(async () => {
    subject = await open(catalog);
  });
  const lagRead = (lagMs = 0): number => (Math.abs(lagMs) < subject.lagToldMsMin ? 0 : lagMs);

  it(`${name}: ranges and steps are those of a reference in JavaScript, whatever the order of arrival`, async () => {
    await fc.assert(
      fc.asyncProperty(
        fc.uniqueArray(offset, { minLength: 1, maxLength: 60 }),
        fc.array(fc.tuple(number, lag), { minLength: 60, maxLength: 60 }),
        fc.record({ from: offset, length: fc.nat(1000), rowsMax: fc.integer({ min: 0, max: 70 }) }),
        fc.integer({ min: 1, max: 300 }),
        fc.constantFrom(...aggregates),
        async (offsets, values, { from, length, rowsMax }, stepMs, aggregate) => {
          const series = nextSeries++;
          const rows = offsets.map((place, index): Row => {
            const [value, lagMs] = values[index] ?? [0, 0];
            return [series, originMs + place, value, lagMs];
          });
          await subject.write(rows);
          const fromMs = originMs + from;
          const query = { series, fromMs, toMs: fromMs + length, rowsMax };
          const within = rows
            .filter(([, tsMs]) => tsMs >= fromMs && tsMs < fromMs + length)
            .sort(([, one], [, other]) => one - other);

          const slice = await subject.history.readings(query);
          const expected = within.slice(0, rowsMax);
          expect([...slice.tsMs]).toEqual(expected.map(([, tsMs]) => tsMs));
          expect([...slice.value]).toEqual(expected.map(([, , value]) => value));
          const lags = expected.map(([, , , lagMs]) => lagRead(lagMs));
          expect([...slice.lagMs].map((lagMs) => lagRead(lagMs))).toEqual(lags);

          const steps = await subject.history.steps({ ...query, stepMs, aggregate });
          const groups = Map.groupBy(within, ([, tsMs]) => Math.floor(tsMs / stepMs) * stepMs);
          const expectedSteps = [...groups].slice(0, rowsMax);
          expect([...steps.tsMs]).toEqual(expectedSteps.map(([step]) => step));
          expectedSteps.forEach(([, readings], place) => {
            const wanted = reduce[aggregate](readings);
            expect(Math.abs((steps.value[place] ?? Number.NaN) - wanted)).toBeLessThanOrEqual(
              1e-9 * Math.max(1, ...readings.map(([, , value]) => Math.abs(value))),
            );
          });
        },
      ),
      { numRuns: 40 },
    );
  });

  it(`${name}: fractional and infinite bounds mean what they say`, async () => {
    const series = nextSeries++;
    await subject.write([1, 2, 3].map((place): Row => [series, originMs + place, place]));
    const times = async (fromMs: number, toMs: number) => [
      ...(await subject.history.readings({ series, fromMs, toMs, rowsMax: 10 })).tsMs,
    ];
    expect(await times(originMs + 1.5, originMs + 2.5)).toEqual([originMs + 2]);
    expect(await times(-Infinity, Infinity)).toEqual([originMs + 1, originMs + 2, originMs + 3]);
    expect(await times(originMs + 2, originMs + 3)).toEqual([originMs + 2]);
    expect(await times(originMs + 3, originMs + 1)).toEqual([]);
  });

  it(`${name}: series do not see each other, and one without readings is empty`, async () => {
    const [one, other, none] = [nextSeries++, nextSeries++, nextSeries++];
    await subject.write([
      [one, originMs, 1],
      [other, originMs, 2],
      [other, originMs + 1, 3],
    ]);
    const values = async (series: number) => [
      ...(await subject.history.readings({ series, fromMs: 0, toMs: Infinity, rowsMax: 9 })).value,
    ];
    expect(await values(one)).toEqual([1]);
    expect(await values(other)).toEqual([2, 3]);
    expect(await values(none)).toEqual([]);
    expect(await values(1_000_000)).toEqual([]);
    const empty = await subject.history.steps({
      ...{ series: none, fromMs: 0, toMs: Infinity, rowsMax: 9 },
      ...{ stepMs: minuteMs, aggregate: "count" },
    });
    expect(empty.tsMs).toHaveLength(0);
  });

  it(`${name}: steps of days and of a month begin where they do everywhere`, async () => {
    const series = nextSeries++;
    const dayMs = 24 * 60 * minuteMs;
    await subject.write([
      [series, originMs - 2 * dayMs, 4],
      [series, originMs, 8],
    ]);
    for (const stepMs of [dayMs, 31 * dayMs]) {
      const steps = await subject.history.steps({
        ...{ series, fromMs: originMs - 3 * dayMs, toMs: originMs + 1, rowsMax: 9 },
        ...{ stepMs, aggregate: "max" },
      });
      const expected = new Set(
        [originMs - 2 * dayMs, originMs].map((tsMs) => Math.floor(tsMs / stepMs) * stepMs),
      );
      expect([...steps.tsMs]).toEqual([...expected]);
    }
  });

  it(`${name}: the newest values kept in memory are the last readings of the history`, async () => {
    const series = nextSeries++;
    const latest = new LatestValues();
    const batches: Row[][] = [[[series, originMs + 5, 5, 40_000]], [[series, originMs + 9, 9, 31_000]]];
    for (const rows of batches) {
      await subject.write(rows);
      latest.apply(batchOf({ fresh: rows }));
    }
    const late: Row = [series, originMs + 7, 7];
    await subject.write([late]);
    latest.apply(batchOf({ behind: [late] }));
    const slice = await subject.history.readings({ series, fromMs: 0, toMs: Infinity, rowsMax: 9 });
    expect([...slice.value]).toEqual([5, 7, 9]);
    expect(latest.of(series)).toEqual({
      tsMs: slice.tsMs.at(-1),
      value: slice.value.at(-1),
      lagMs: slice.lagMs.at(-1),
    });
  });

  it.each([
    { what: "more rows than allowed", query: { rowsMax: 1_000_001 } },
    { what: "rows that are no whole number", query: { rowsMax: 1.5 } },
    { what: "a bound that is no number", query: { fromMs: Number.NaN } },
    { what: "a series that is no whole number", query: { series: 0.5 } },
  ])(`${name}: refuses a question for $what`, async ({ query }) => {
    const range = { series: 0, fromMs: 0, toMs: 1, rowsMax: 1, ...query };
    await expect(subject.history.readings(range)).rejects.toBeInstanceOf(QueryRefused);
    const steps = { ...range, stepMs: 1, aggregate: "mean" } as const;
    await expect(subject.history.steps(steps)).rejects.toBeInstanceOf(QueryRefused);
  });

  it.each([0, 0.5, Number.NaN])(`${name}: refuses a step of %s ms`, async (stepMs) => {
    const asked = subject.history.steps({
      ...{ series: 0, fromMs: 0, toMs: 1, rowsMax: 1 },
      ...{ stepMs, aggregate: "mean" },
    });
    await expect(asked).rejects.toBeInstanceOf(QueryRefused);
  });
};
