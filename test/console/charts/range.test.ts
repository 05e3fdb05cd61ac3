import fc from "fast-check";
import { describe, expect, test } from "vitest";
import {
  comparisonNamed,
  periodEnding,
  rangeNamed,
  rangeNames,
  ranges,
  stepFor,
} from "../../../console/charts/range.ts";

const stepMs: Readonly<Record<string, number>> = {
  ...{ "10s": 10_000, "1m": 60_000, "5m": 300_000, "15m": 900_000 },
  ...{ "1h": 3_600_000, "6h": 21_600_000, "1d": 86_400_000 },
};

describe("the step of a chart", () => {
  test.each([
    ["1h", "10s"],
    ["6h", "1m"],
    ["24h", "5m"],
    ["7d", "1h"],
    ["30d", "6h"],
  ] as const)("of %s is %s", (range, step) => {
    expect(stepFor(ranges[range])).toBe(step);
  });

  test("is the finest that keeps within 500 points, up to 500 days", () => {
    fc.assert(
      fc.property(fc.integer({ min: 1, max: 500 * 86_400_000 }), (spanMs) => {
        const chosen = stepMs[stepFor(spanMs)] ?? 0;
        expect(spanMs / chosen).toBeLessThanOrEqual(500);
        const finer = Object.values(stepMs).filter((each) => each < chosen);
        for (const each of finer) expect(spanMs / each).toBeGreaterThan(500);
      }),
    );
  });
});

test.each(rangeNames)("%s ends where it was asked to end and is as long as its name says", (name) => {
  const { fromMs, toMs } = periodEnding(name, 1_000);
  expect([toMs, toMs - fromMs, rangeNamed(name)]).toEqual([1_000, ranges[name], name]);
});

test.each([null, "", "2h", "toString"])("a range %o that there is not is a day", (text) => {
  expect(rangeNamed(text)).toBe("24h");
});

test.each([
  ["1d", "1d"],
  ["7d", "7d"],
  ["30d", null],
  [null, null],
])("a comparison with %o is %o", (text, wanted) => {
  expect(comparisonNamed(text)).toBe(wanted);
});
