import fc from "fast-check";
import { describe, expect, test } from "vitest";
import {
  type BatteryInput,
  type BatteryPlan,
  type BatteryState,
  chargeShare,
  freshBattery,
  stepBattery,
} from "../../../firmware-sim/physics/battery.ts";
import { discharge, lfpPlan, missingWattHours, quietMinute, vrlaPlan } from "./discharge.ts";

const play = (
  plan: BatteryPlan,
  inputs: readonly BatteryInput[],
  from = freshBattery(plan),
): readonly BatteryState[] => {
  let state = from;
  return inputs.map((input) => {
    state = stepBattery(state, plan, input);
    return state;
  });
};

const minutes = (count: number, changes: Partial<BatteryInput>): readonly BatteryInput[] =>
  Array.from({ length: count }, () => ({ ...quietMinute, ...changes }));

const lastOf = (states: readonly BatteryState[]): BatteryState => {
  const last = states.at(-1);
  if (last === undefined) throw new Error("no states");
  return last;
};

describe("lead-acid against the tables of manufacturers", () => {
  test.each([
    { rate: "20 h", amperes: 5.4, cellVolts: 1.8, percent: 107, within: 3 },
    { rate: "10 h", amperes: 10, cellVolts: 1.8, percent: 100, within: 2 },
    { rate: "5 h", amperes: 17.5, cellVolts: 1.8, percent: 87, within: 3 },
    { rate: "3 h", amperes: 25, cellVolts: 1.8, percent: 75, within: 3 },
    { rate: "1 h", amperes: 55, cellVolts: 1.75, percent: 55, within: 3 },
  ])("$rate: $percent % of C10 down to $cellVolts V a cell", ({ amperes, cellVolts, percent, within }) => {
    const plan = { ...vrlaPlan, disconnectVolts: cellVolts * vrlaPlan.cells };
    expect(Math.abs(discharge(plan, { amperes }).ampereHours - percent)).toBeLessThan(within);
  });

  test("the ten-hour curve starts near 2.08 V, is near 1.97 V at half and falls to 1.80 V", () => {
    const { cellVolts } = discharge(vrlaPlan, { amperes: 10 });
    expect(cellVolts[0]).toBeCloseTo(2.08, 1);
    expect(cellVolts[5]).toBeCloseTo(1.97, 1);
    expect(cellVolts[10]).toBeCloseTo(1.8, 2);
    const falls = cellVolts.slice(1).map((volts, index) => (cellVolts[index] ?? 0) - volts);
    expect(Math.min(...falls)).toBeGreaterThan(0);
    expect(falls.at(-1)).toBe(Math.max(...falls));
  });
});

test("lithium iron phosphate stays flat: under 0.1 V a cell between 10 and 80 %, and hardly heeds the rate", () => {
  const slow = discharge(lfpPlan, { amperes: 10 });
  const fast = discharge({ ...lfpPlan, disconnectVolts: 42 }, { amperes: 100 });
  expect((slow.cellVolts[1] ?? 0) - (slow.cellVolts[8] ?? 9)).toBeLessThan(0.1);
  expect(slow.ampereHours).toBeGreaterThan(98);
  expect(fast.ampereHours / slow.ampereHours).toBeGreaterThan(0.93);
});

test.each([
  { plan: vrlaPlan, celsius: 0, percent: [80, 88] },
  { plan: vrlaPlan, celsius: 10, percent: [88, 94] },
  { plan: vrlaPlan, celsius: 40, percent: [104, 112] },
  { plan: lfpPlan, celsius: 0, percent: [85, 93] },
  { plan: lfpPlan, celsius: 40, percent: [100, 104] },
])("$plan.chemistry at $celsius °C gives $percent % of its capacity", ({ plan, celsius, percent }) => {
  const given = discharge(plan, { amperes: 10 }, { ambientCelsius: celsius }).ampereHours;
  expect(given).toBeGreaterThan(percent[0] ?? Number.NaN);
  expect(given).toBeLessThan(percent[1] ?? Number.NaN);
});

test("a worn battery gives less, and less than its capacity tells, since its resistance grew", () => {
  const fresh = discharge(vrlaPlan, { amperes: 25 }).ampereHours;
  const worn = discharge({ ...vrlaPlan, healthShare: 0.7 }, { amperes: 25 }).ampereHours;
  expect(worn / fresh).toBeLessThan(0.7);
  expect(worn / fresh).toBeGreaterThan(0.5);
});

test("heat halves the life on float: ten years at 25 °C, five at 35 °C", () => {
  const lost = (ambientCelsius: number): number => {
    const day = { ambientCelsius, elapsedSeconds: 3600, rectifierVolts: 54, chargeAmperesMax: 10 };
    return (
      1 - lastOf(play(vrlaPlan, minutes(24 * 30, day), freshBattery(vrlaPlan, ambientCelsius))).healthShare
    );
  };
  expect(lost(25)).toBeCloseTo((0.2 / 10) * (30 / 365), 4);
  expect(lost(35) / lost(25)).toBeCloseTo(2, 0);
});

test("constant power: the current rises while the voltage falls", () => {
  const states = play(vrlaPlan, minutes(180, { loadWatts: 1000 }));
  for (const { volts, amperes } of states) expect(-volts * amperes).toBeCloseTo(1000, 0);
  expect(-(states.at(-1)?.amperes ?? 0)).toBeGreaterThan(-(states[0]?.amperes ?? 0) * 1.04);
});

test("a rested battery recovers, and gives some more", () => {
  const tired = discharge(vrlaPlan, { amperes: 50 }).last;
  const rested = lastOf(play(vrlaPlan, minutes(240, {}), tired));
  expect(rested.volts).toBeGreaterThan(tired.volts + 0.5);
  const again = play(vrlaPlan, minutes(10, { loadWatts: 400 }), { ...rested, isConnected: true });
  expect(lastOf(again).isConnected).toBe(true);
});

test("the contactor opens at its voltage, stays open while the battery recovers, closes for the rectifiers", () => {
  const down = discharge(vrlaPlan, { watts: 900 }).last;
  expect(down).toMatchObject({ isConnected: false, amperes: 0 });
  const waiting = play(vrlaPlan, minutes(300, { loadWatts: 900 }), down);
  expect(waiting.every(({ isConnected, amperes }) => !isConnected && amperes === 0)).toBe(true);
  expect(lastOf(waiting).volts).toBeGreaterThan(vrlaPlan.disconnectVolts + 2);
  const weak = lastOf(play(vrlaPlan, minutes(1, { rectifierVolts: 50, chargeAmperesMax: 10 }), down));
  expect(weak.isConnected).toBe(false);
  const back = lastOf(play(vrlaPlan, minutes(1, { rectifierVolts: 54, chargeAmperesMax: 10 }), down));
  expect(back.isConnected).toBe(true);
  expect(back.amperes).toBeCloseTo(10, 5);
});

test.each([
  { plan: vrlaPlan, hours: 24, share: 0.95 },
  { plan: lfpPlan, hours: 12, share: 0.99 },
])(
  "$plan.chemistry: charge is limited by current, then by voltage, full after $hours h",
  ({ plan, hours, share }) => {
    const empty = discharge(plan, { watts: 1000 }).last;
    const states = play(plan, minutes(hours * 60, { rectifierVolts: 54, chargeAmperesMax: 10 }), empty);
    expect(Math.max(...states.map(({ amperes }) => amperes))).toBeLessThan(10.001);
    expect(Math.max(...states.map(({ volts }) => volts))).toBeLessThan(54.001);
    expect(states[30]?.volts).toBeLessThan(53);
    expect(chargeShare(lastOf(states), plan)).toBeGreaterThan(share);
    expect(lastOf(states).amperes).toBeLessThan(1);
  },
);

test("frozen lithium takes no charge", () => {
  const half = lastOf(play(lfpPlan, minutes(60, { loadWatts: 2000 })));
  const frozen = { ...half, celsius: -5 };
  const input = { ...quietMinute, rectifierVolts: 54, chargeAmperesMax: 10, ambientCelsius: -5 };
  expect(stepBattery(frozen, lfpPlan, input).amperes).toBe(0);
});

const inputs = fc.record({
  loadWatts: fc.oneof(fc.constant(0), fc.integer({ min: 100, max: 1500 })),
  rectifierVolts: fc.constantFrom(0, 54, 56.4),
  chargeAmperesMax: fc.integer({ min: 1, max: 20 }),
});

/** Where the temperature stands still the full charge does too, so that energy is a function of the state. */
const anchored = (state: BatteryState): BatteryState => ({ ...state, celsius: 25, healthShare: 1 });

test.each([vrlaPlan, lfpPlan])(
  "energy balance of $chemistry: what goes in comes out, is heat, or is still there",
  (plan) => {
    const full = plan.chemistry === "vrla" ? 116.5 : 103.5;
    fc.assert(
      fc.property(fc.array(inputs, { minLength: 20, maxLength: 60 }), (story) => {
        let state = freshBattery(plan);
        let inJoules = 0;
        let heatJoules = 0;
        for (const changes of story) {
          for (let step = 0; step < 30; step++) {
            state = anchored(stepBattery(state, plan, { ...quietMinute, ...changes, elapsedSeconds: 20 }));
            inJoules += state.volts * state.amperes * 20;
            heatJoules += state.heatWatts * 20;
          }
        }
        const gained = -missingWattHours(state, plan, full);
        const passed = Math.max(200, Math.abs(heatJoules / 3600));
        expect(Math.abs(inJoules / 3600 - heatJoules / 3600 - gained)).toBeLessThan(0.05 * passed);
      }),
      { numRuns: 20 },
    );
  },
);

test("a minute's step agrees with a second's to half a percent of the time to down", () => {
  for (const plan of [vrlaPlan, lfpPlan]) {
    const coarse = discharge(plan, { watts: 1200 }, { elapsedSeconds: 60 }).hours;
    const fine = discharge(plan, { watts: 1200 }, { elapsedSeconds: 1 }).hours;
    expect(Math.abs(coarse / fine - 1)).toBeLessThan(0.006);
  }
});
