import fc from "fast-check";
import { expect, test } from "vitest";
import type { Behaviour } from "../../../firmware-sim/behaviours/behaviour.ts";
import { connectionCut } from "../../../firmware-sim/behaviours/connection-cut.ts";
import { timeServerLost } from "../../../firmware-sim/behaviours/time-server-lost.ts";
import { wrongClock } from "../../../firmware-sim/behaviours/wrong-clock.ts";
import {
  type ClockAction,
  clockStep,
  setClock,
  shownAt,
  stampAfter,
} from "../../../firmware-sim/controller/device-clock.ts";
import { surroundingsOf } from "../../../firmware-sim/controller/surroundings.ts";
import { actionsAt } from "../../../firmware-sim/site-model.ts";

const hourMs = 3_600_000;
const startMs = 1_700_000_000_000;

/** Runs a clock for some hours, looked at each minute; how far it is ahead at each full hour. */
const run = (behaviours: readonly Behaviour[], hours: number, driftPartsPerMillion = 20) => {
  let clock = setClock(startMs, driftPartsPerMillion);
  const aheadMs: number[] = [];
  const told: (ClockAction & { readonly atHour: number })[] = [];
  for (let nowMs = startMs; nowMs <= startMs + hours * hourMs; nowMs += 60_000) {
    const { time } = surroundingsOf(actionsAt(behaviours, nowMs, () => 0));
    const step = clockStep(clock, time, nowMs);
    clock = step.clock;
    const atHour = (nowMs - startMs) / hourMs;
    told.push(...step.actions.map((action) => ({ ...action, atHour })));
    if (Number.isInteger(atHour)) aheadMs.push(shownAt(clock, nowMs) - nowMs);
  }
  return { aheadMs, told };
};
const span = (fromHour: number, toHour: number) => ({
  startsAtMs: startMs + fromHour * hourMs,
  endsAtMs: startMs + toHour * hourMs,
});

test("with a time server the clock stays within what its crystal drifts between two questions", () => {
  const { aheadMs, told } = run([], 24);
  expect(Math.max(...aheadMs.map(Math.abs))).toBeLessThan(25);
  expect(told).toEqual([]);
});

test("without a time server it drifts by its parts per million, and is set right in one told jump", () => {
  const { aheadMs, told } = run([timeServerLost(span(0, 24))], 24);
  expect(aheadMs[23]).toBe(Math.round(23 * hourMs * 20e-6));
  expect(aheadMs[24]).toBe(0);
  expect(told).toEqual([{ kind: "clock-corrected", byMs: -Math.round(24 * hourMs * 20e-6), atHour: 24 }]);
});

test("the time server is behind the line to the platform", () => {
  const { aheadMs } = run([connectionCut(span(0, 10))], 9, -20);
  expect(aheadMs[9]).toBe(-648);
});

test("a clock set wrong stays wrong while nobody corrects it, not even a time server", () => {
  const { aheadMs, told } = run([wrongClock(span(1, 3), -5 * hourMs)], 4, 0);
  expect(aheadMs).toEqual([0, -5 * hourMs, -5 * hourMs, 0, 0]);
  expect(told.map(({ atHour }) => atHour)).toEqual([3]);
});

test("once nobody holds it wrong any more it is set right at once, not at the next question", () => {
  const { told } = run([wrongClock(span(1 / 60, 5 / 60), hourMs)], 1, 0);
  expect(told).toEqual([{ kind: "clock-corrected", byMs: -hourMs, atHour: 5 / 60 }]);
});

test("and stays wrong after that until a time server is heard", () => {
  const { aheadMs } = run([wrongClock(span(1, 2), hourMs), timeServerLost(span(0, 4))], 5, 0);
  expect(aheadMs).toEqual([0, hourMs, hourMs, hourMs, 0, 0]);
});

test("law: no two stamps are the same while the clock runs on or is set back a little", () => {
  fc.assert(
    fc.property(fc.array(fc.integer({ min: -300, max: 500 }), { maxLength: 60 }), (steps) => {
      let shown = startMs;
      let last = 0;
      const stamps = steps.map((step) => {
        shown = Math.max(shown + step, last - 900);
        last = stampAfter(last, shown);
        return last;
      });
      expect(new Set(stamps).size).toBe(stamps.length);
    }),
  );
});

test("a clock set back by hours is believed at once", () => {
  expect(stampAfter(startMs, startMs - hourMs)).toBe(startMs - hourMs);
});
