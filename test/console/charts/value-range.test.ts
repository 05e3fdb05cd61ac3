import fc from "fast-check";
import { expect, test } from "vitest";
import { valueRange } from "../../../console/charts/value-range.ts";

test("a voltage that stays the same runs through the middle at its own height, not between zero and twice itself", () => {
  const [bottom, top] = valueRange(54, 54, 0);
  expect([bottom, top].map((end) => Math.round(Number(end)))).toEqual([53, 55]);
});

test("nothing to draw has no ends", () => {
  expect(valueRange(null, null, 0)).toEqual([null, null]);
});

test("yes and no have a place each, whichever occurs", () => {
  expect(valueRange(1, 1, 2)).toEqual([-0.1, 1.1]);
});

test("every value is within the ends, and the ends are apart", () => {
  const value = fc.double({ min: -1e6, max: 1e6, noNaN: true });
  fc.assert(
    fc.property(value, value, (one, other) => {
      const [least, most] = [Math.min(one, other), Math.max(one, other)];
      const [bottom, top] = valueRange(least, most, 0).map(Number);
      return Number(bottom) <= least && most <= Number(top) && Number(bottom) < Number(top);
    }),
  );
});

test("the steps of an axis at zero differ in their two decimals", () => {
  const [bottom, top] = valueRange(0, 0, 0).map(Number);
  // Five steps are as many as a chart of this height has.
  const steps = [0, 1, 2, 3, 4].map((place) => Number(bottom) + ((Number(top) - Number(bottom)) * place) / 4);
  expect(new Set(steps.map((value) => value.toFixed(2))).size).toBe(5);
});
