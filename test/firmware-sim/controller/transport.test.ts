import { expect, test } from "vitest";
import type { Behaviour } from "../../../firmware-sim/behaviours/behaviour.ts";
import { publishesDelayed } from "../../../firmware-sim/behaviours/publishes-delayed.ts";
import { publishesDropped } from "../../../firmware-sim/behaviours/publishes-dropped.ts";
import { publishesDuplicated } from "../../../firmware-sim/behaviours/publishes-duplicated.ts";
import { publishesReordered } from "../../../firmware-sim/behaviours/publishes-reordered.ts";
import { surroundingsOf } from "../../../firmware-sim/controller/surroundings.ts";
import { transportStep } from "../../../firmware-sim/controller/transport.ts";
import { seededRandom } from "../../../firmware-sim/random.ts";
import { actionsAt } from "../../../firmware-sim/site-model.ts";

const span = { startsAtMs: 0, endsAtMs: 1000 };

/** After how long each copy of 1,000 publishes leaves. */
const copies = (...behaviours: readonly Behaviour[]): readonly (readonly number[])[] => {
  const random = seededRandom("transport");
  const { transport } = surroundingsOf(actionsAt(behaviours, 500, random));
  return Array.from({ length: 1000 }, () => transportStep(transport, random).map(({ afterMs }) => afterMs));
};
const shareOf = (many: readonly (readonly number[])[], count: number): number =>
  many.filter((each) => each.length === count).length / many.length;

test("a sound way sends each publish once, at once", () => {
  expect(new Set(copies().map((each) => JSON.stringify(each)))).toEqual(new Set(["[0]"]));
});

test("the given share is dropped", () => {
  expect(shareOf(copies(publishesDropped(span, 0.3)), 0)).toBeCloseTo(0.3, 1);
  expect(shareOf(copies(publishesDropped(span, 1)), 0)).toBe(1);
});

test("the given share is sent twice", () => {
  expect(shareOf(copies(publishesDuplicated(span, 0.2)), 2)).toBeCloseTo(0.2, 1);
});

test("a delay delays all", () => {
  expect(copies(publishesDelayed(span, 700)).every(([afterMs]) => afterMs === 700)).toBe(true);
});

test("the given share falls behind, by different times", () => {
  const late = copies(publishesReordered(span, { share: 0.5, withinMs: 100 }))
    .flat()
    .filter((afterMs) => afterMs > 0);
  expect(late.length / 1000).toBeCloseTo(0.5, 1);
  expect(Math.max(...late)).toBeLessThanOrEqual(100);
  expect(new Set(late).size).toBeGreaterThan(400);
});

test("faults add up", () => {
  const many = copies(publishesDelayed(span, 10), publishesDuplicated(span, 1), publishesDelayed(span, 5));
  expect(many.every((each) => each.length === 2 && each.every((afterMs) => afterMs === 15))).toBe(true);
});
