import { expect, test } from "vitest";
import {
  calmMains,
  countryFeeder,
  drawCuts,
  drawSags,
  mainsVolts,
  stepMains,
} from "../../../firmware-sim/physics/mains.ts";
import { seededRandom } from "../../../firmware-sim/random.ts";

const plan = { volts: 226, swingVolts: 3 };
const hourMs = 3_600_000;
const century = { startsAtMs: 0, endsAtMs: 100 * 365.25 * 24 * hourMs };

test("the voltage is lowest in the evening and highest in the morning", () => {
  const volts = Array.from({ length: 24 }, (_, hour) => mainsVolts(calmMains, plan, (hour - 7) * hourMs));
  expect(volts.indexOf(Math.min(...volts))).toBe(19);
  expect(volts.indexOf(Math.max(...volts))).toBe(7);
  expect(Math.max(...volts) - Math.min(...volts)).toBeCloseTo(6, 5);
});

test("the drift has its spread whatever the steps, and keeps its bounds", () => {
  const spreadOf = (elapsedSeconds: number): number => {
    const random = seededRandom("drift");
    let state = calmMains;
    const drifts = Array.from({ length: 20_000 }, () => {
      state = stepMains(state, elapsedSeconds, random);
      return state.driftVolts;
    });
    expect(Math.max(...drifts.map(Math.abs))).toBeLessThanOrEqual(2);
    return Math.sqrt(drifts.reduce((sum, drift) => sum + drift * drift, 0) / drifts.length);
  };
  expect(spreadOf(600)).toBeCloseTo(0.78, 1);
  expect(spreadOf(3600)).toBeCloseTo(0.78, 1);
});

test("cuts of a century: as many as planned, log-normal durations, one after the other, the same by seed", () => {
  const cuts = drawCuts(century, countryFeeder, seededRandom("cuts"));
  expect(cuts).toEqual(drawCuts(century, countryFeeder, seededRandom("cuts")));
  expect(Math.abs(cuts.length / 2400 - 1)).toBeLessThan(0.06);
  const minutes = cuts.map(({ startsAtMs, endsAtMs }) => (endsAtMs - startsAtMs) / 60_000);
  const sorted = [...minutes].sort((a, b) => a - b);
  const at = (share: number): number => sorted[Math.floor(share * sorted.length)] ?? Number.NaN;
  expect(Math.abs(at(0.5) / 40 - 1)).toBeLessThan(0.1);
  // One standard deviation above the median of a log-normal.
  expect(Math.abs(at(0.8413) / (40 * Math.exp(1.2)) - 1)).toBeLessThan(0.12);
  expect(cuts.every(({ volts }) => volts === 0)).toBe(true);
  const overlaps = cuts.filter(({ startsAtMs }, index) => startsAtMs < (cuts[index - 1]?.endsAtMs ?? 0));
  expect(overlaps).toEqual([]);
});

test("sags are short and leave some voltage; a feeder without trouble has none", () => {
  const sags = drawSags(century, countryFeeder, seededRandom("sags"));
  expect(sags.length).toBeGreaterThan(15_000);
  for (const { startsAtMs, endsAtMs, volts } of sags) {
    expect(endsAtMs - startsAtMs).toBeLessThanOrEqual(180_000);
    expect(volts).toBeGreaterThan(90);
    expect(volts).toBeLessThan(200);
  }
  expect(drawSags(century, { ...countryFeeder, sagsAYear: 0 }, seededRandom("sags"))).toEqual([]);
});
