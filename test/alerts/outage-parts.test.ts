import { expect, test } from "vitest";
import { lostAtMs } from "../../alerts/outages/lost-at.ts";
import { partsOf } from "../../alerts/outages/outage-parts.ts";

const minute = 60_000;
const every = (fromMinute: number, toMinute: number): readonly number[] =>
  Array.from({ length: toMinute - fromMinute + 1 }, (_none, place) => (fromMinute + place) * minute);

const story = (times: readonly number[]): string | null => {
  const parts = partsOf({ fromMs: 0, toMs: 100 * minute }, times, minute);
  return (
    parts
      ?.map(({ fromMs, toMs, isAlive }) => `${isAlive ? "alive" : "off"} ${fromMs / minute}-${toMs / minute}`)
      .join(", ") ?? null
  );
};

test.each<readonly [string, readonly number[], string | null]>([
  ["alive throughout is one part", every(1, 99), null],
  ["no reading is one part", [], null],
  ["a single reading is one part", [50 * minute], null],
  ["what stops within three periods was off from the beginning", every(1, 3), null],
  ["what boots shortly before the end was off to the end", every(97, 99), null],
  ["alive, then off", every(1, 40), "alive 0-40.5, off 40.5-100"],
  ["off, then alive", every(30, 99), "off 0-30, alive 30-100"],
  ["off in between", [...every(1, 40), ...every(70, 99)], "alive 0-40.5, off 40.5-70, alive 70-100"],
  ["a gap of three periods is none", [...every(1, 40), ...every(43, 99)], null],
  ["readings of before and after say nothing", [-minute, 200 * minute], null],
])("%s", (_name, times, wanted) => {
  expect(story(times)).toBe(wanted);
  expect(story(times.toReversed())).toBe(wanted);
});

test("a device that reports each two seconds was not off in the moments whose readings came too little late to be heard", () => {
  const second = 1_000;
  const times = Array.from({ length: 21 }, (_none, place) => (2 * place + 1) * second);
  expect(partsOf({ fromMs: 0, toMs: 72 * second }, times, 2 * second)).toBeNull();
  const off = partsOf({ fromMs: 0, toMs: 200 * second }, times, 2 * second);
  expect(off?.map(({ isAlive }) => isAlive)).toEqual([true, false]);
});

test("a device is lost half a period after it was heard", () => {
  expect(lostAtMs({ lastHeardAtMs: 10 * minute, periodSeconds: 60 })).toBe(10.5 * minute);
  expect(lostAtMs({ lastHeardAtMs: null, periodSeconds: 60 })).toBeNull();
});
