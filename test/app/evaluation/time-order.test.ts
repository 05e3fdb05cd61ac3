import fc from "fast-check";
import { expect, test } from "vitest";
import { TimeOrder } from "../../../app/evaluation/time-order.ts";

const inOrder = (times: readonly number[], heldMax: number) => {
  const order = new TimeOrder<{ readonly atMs: number; readonly number: number }>(heldMax);
  const left = times.flatMap((atMs, number) => order.add({ atMs, number }) ?? []);
  return { items: [...left, ...order.drain()], outOfOrder: order.outOfOrder };
};

test("what fits is sorted by time, what happens at once keeps its order", () => {
  fc.assert(
    fc.property(fc.array(fc.integer({ min: 0, max: 50 }), { maxLength: 100 }), (times) => {
      const expected = times
        .map((atMs, number) => ({ atMs, number }))
        .sort((one, other) => one.atMs - other.atMs || one.number - other.number);
      expect(inOrder(times, 100)).toEqual({ items: expected, outOfOrder: 0 });
    }),
  );
});

test("with room for n, what comes at most n items late finds its place", () => {
  fc.assert(
    fc.property(fc.array(fc.integer({ min: 0, max: 8 }), { minLength: 1, maxLength: 200 }), (delays) => {
      const times = delays.map((delay, number) => number - delay);
      const { items, outOfOrder } = inOrder(times, 8);
      expect(outOfOrder).toBe(0);
      expect(items.map(({ atMs }) => atMs)).toEqual([...times].sort((one, other) => one - other));
    }),
  );
});

test("what comes too late is counted and not lost", () => {
  const { items, outOfOrder } = inOrder([5, 6, 7, 1], 2);
  expect(items).toHaveLength(4);
  expect(outOfOrder).toBe(1);
});

test("the rank decides within one instant", () => {
  const order = new TimeOrder<{ readonly atMs: number; readonly name: string }>(10);
  order.add({ atMs: 1, name: "raise" }, 1);
  order.add({ atMs: 1, name: "clear of an earlier one" }, 0);
  order.add({ atMs: 1, name: "clear of no length" }, 2);
  expect([...order.drain()].map(({ name }) => name)).toEqual([
    "clear of an earlier one",
    "raise",
    "clear of no length",
  ]);
});
