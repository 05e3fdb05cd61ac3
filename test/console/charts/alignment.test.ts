import fc from "fast-check";
import { describe, expect, test } from "vitest";
import { align, axisValue, type Point } from "../../../console/charts/alignment.ts";

const points = (...instants: readonly number[]): readonly Point[] =>
  instants.map((atMs) => ({ atMs, value: atMs / 10 }));

const somePoints: fc.Arbitrary<readonly Point[]> = fc
  .uniqueArray(fc.integer({ min: 0, max: 300 }), { maxLength: 20 })
  .map((instants) => points(...instants.toSorted((one, other) => one - other)));

describe("series over one list of instants", () => {
  test("a line breaks in its own hole, once", () => {
    expect(align([points(10, 20, 90)], 30)).toEqual({
      timesMs: [10, 20, 21, 90],
      columns: [[1, 2, null, 9]],
    });
  });

  test("a line goes on across the hole and the instants of another", () => {
    const { timesMs, columns } = align([points(10, 90), points(10, 30, 55, 80)], 30);
    expect(timesMs).toEqual([10, 11, 30, 55, 80, 90]);
    expect(columns).toEqual([
      [1, null, null, null, null, 9],
      [1, undefined, 3, 5.5, 8, null],
    ]);
  });

  test("a point without a value breaks the line", () => {
    expect(align([[...points(10), { atMs: 20, value: null }, ...points(30)]], 30).columns).toEqual([
      [1, null, 3],
    ]);
  });

  test("nothing gives nothing", () => {
    expect(align([[], []], 30)).toEqual({ timesMs: [], columns: [[], []] });
  });

  test("instants rise, and every point of every series is kept where it was", () => {
    fc.assert(
      fc.property(
        fc.array(somePoints, { maxLength: 3 }),
        fc.integer({ min: 1, max: 100 }),
        (series, gapMs) => {
          const { timesMs, columns } = align(series, gapMs);
          for (const [place, atMs] of timesMs.entries())
            expect(atMs).toBeGreaterThan(timesMs[place - 1] ?? -1);
          const kept = columns.map((column) =>
            timesMs.flatMap((atMs, place) =>
              typeof column[place] === "number" ? [{ atMs, value: column[place] }] : [],
            ),
          );
          expect(kept).toEqual(series);
        },
      ),
    );
  });

  test("a line is broken between two of its points exactly when they are further apart than the gap", () => {
    fc.assert(
      fc.property(
        fc.array(somePoints, { maxLength: 3 }),
        fc.integer({ min: 1, max: 100 }),
        (series, gapMs) => {
          const { timesMs, columns } = align(series, gapMs);
          for (const [which, own] of series.entries()) {
            for (const [place, { atMs }] of own.slice(1).entries()) {
              const beforeMs = own[place]?.atMs ?? 0;
              const between = (columns[which] ?? []).filter(
                (_, index) => (timesMs[index] ?? 0) > beforeMs && (timesMs[index] ?? 0) < atMs,
              );
              expect(between.includes(null)).toBe(atMs - beforeMs > gapMs);
            }
          }
        },
      ),
    );
  });
});

test.each([
  [48.2, 48.2],
  [true, 1],
  [false, 0],
  ["running", 1],
])("%o stands on the axis at %d", (value, wanted) => {
  expect(axisValue(value, ["stopped", "running"])).toBe(wanted);
});
