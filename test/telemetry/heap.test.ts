import fc from "fast-check";
import { expect, test } from "vitest";
import { Heap } from "../../telemetry/heap.ts";

test("law: whatever is pushed and held from the start is taken in order", () => {
  fc.assert(
    fc.property(fc.array(fc.integer()), fc.array(fc.integer()), (held, pushed) => {
      const heap = new Heap<number>((one, other) => one < other, [...held]);
      for (const item of pushed) heap.push(item);
      expect(heap.size).toBe(held.length + pushed.length);
      const sorted = [...held, ...pushed].sort((one, other) => one - other);
      expect(heap.first).toBe(sorted[0]);
      expect(sorted.map(() => heap.take())).toEqual(sorted);
      expect(heap.take()).toBeUndefined();
    }),
  );
});
