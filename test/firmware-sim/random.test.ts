import fc from "fast-check";
import { expect, test } from "vitest";
import { backOffIntervals } from "../../firmware-sim/back-off.ts";
import { noise, pick, seededRandom, waitingMs } from "../../firmware-sim/random.ts";

const take = (count: number, seed: string): number[] => {
  const random = seededRandom(seed);
  return Array.from({ length: count }, random);
};

test("the same seed gives the same stream, another seed another", () => {
  expect(take(50, "a")).toEqual(take(50, "a"));
  expect(take(50, "a")).not.toEqual(take(50, "b"));
});

test("numbers are spread evenly over [0, 1)", () => {
  const tenths = Array.from({ length: 10 }, () => 0);
  for (const value of take(20_000, "even"))
    tenths[Math.floor(value * 10)] = (tenths[Math.floor(value * 10)] ?? 0) + 1;
  for (const count of tenths) expect(Math.abs(count - 2000)).toBeLessThan(200);
});

test("law: noise never leaves its spread", () => {
  fc.assert(
    fc.property(fc.string(), fc.double({ min: 0, max: 100, noNaN: true }), (seed, spread) => {
      expect(Math.abs(noise(seededRandom(seed), spread))).toBeLessThanOrEqual(spread);
    }),
  );
});

test("waiting times have the mean that was asked for", () => {
  const random = seededRandom("wait");
  const waits = Array.from({ length: 20_000 }, () => waitingMs(random, 1000));
  const mean = waits.reduce((sum, wait) => sum + wait, 0) / waits.length;
  expect(Math.abs(mean - 1000)).toBeLessThan(30);
});

test("nothing can be picked from an empty list", () => {
  expect(() => pick(seededRandom("x"), [])).toThrow(RangeError);
});

test("law: back-off waits less than a ceiling that doubles up to the maximum, anywhere below it", () => {
  fc.assert(
    fc.property(fc.string(), (seed) => {
      const intervals = backOffIntervals({ firstMs: 100, maxMs: 1000 }, seededRandom(seed));
      for (const ceiling of [100, 200, 400, 800, 1000, 1000]) {
        const wait = intervals.next().value;
        expect(wait).toBeGreaterThanOrEqual(0);
        expect(wait).toBeLessThan(ceiling);
      }
    }),
  );
  const highest = backOffIntervals({ firstMs: 100, maxMs: 1000 }, () => 0.999);
  expect(Array.from({ length: 6 }, () => Math.round(highest.next().value))).toEqual([
    100, 200, 400, 799, 999, 999,
  ]);
});
