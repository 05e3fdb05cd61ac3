import fc from "fast-check";
import { expect, it } from "vitest";
import { LatestValues } from "../../store/latest-values.ts";
import { batchOf, columnsOf, type Row } from "./journal-fixture.ts";

it("a series that has no reading has no value", () => {
  const latest = new LatestValues();
  expect([latest.of(0), latest.of(999_999), latest.newestTsMs(5)]).toEqual([null, null, -Infinity]);
});

it("takes what was recovered and then what is committed, whatever the size of the series ids", () => {
  const latest = new LatestValues(1);
  latest.restore(columnsOf([[70_000, 1000, 1, 5]]));
  latest.apply(batchOf({ fresh: [[70_000, 2000, 2, 6]], behind: [[70_000, 3000, 9, 9]] }));
  expect(latest.of(70_000)).toEqual({ tsMs: 2000, value: 2, lagMs: 6 });
  expect(latest.newestTsMs(70_000)).toBe(2000);
});

const row: fc.Arbitrary<Row> = fc.tuple(
  fc.integer({ min: 0, max: 5 }),
  fc.integer({ min: -5, max: 50 }),
  fc.integer(),
  fc.integer({ min: 0, max: 9 }),
);

it("holds the reading with the newest time of each series, of equal times the last", () => {
  fc.assert(
    fc.property(fc.array(fc.array(row)), (batches) => {
      const latest = new LatestValues(1);
      const expected = new Map<number, Row>();
      for (const fresh of batches) {
        latest.apply(batchOf({ fresh }));
        for (const reading of fresh)
          if (reading[1] >= (expected.get(reading[0])?.[1] ?? -Infinity)) expected.set(reading[0], reading);
      }
      for (let series = 0; series <= 5; series++) {
        const [, tsMs, value, lagMs] = expected.get(series) ?? [];
        expect(latest.of(series)).toEqual(tsMs === undefined ? null : { tsMs, value, lagMs });
      }
    }),
  );
});
