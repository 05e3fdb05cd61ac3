import fc from "fast-check";
import { describe, expect, test } from "vitest";
import {
  freshPlant,
  type PowerInput,
  type PowerPlan,
  type PowerState,
  stepPlant,
} from "../../../firmware-sim/physics/power-plant.ts";
import { rectifierInputWatts, rectifierWattsMax } from "../../../firmware-sim/physics/rectifier.ts";
import { seededRandom } from "../../../firmware-sim/random.ts";
import { lfpPlan, vrlaPlan } from "./discharge.ts";

const plan: PowerPlan = {
  rectifier: { modules: 3, moduleWatts: 3000 },
  battery: { ...vrlaPlan, capacityAmpereHours: 300 },
  generator: null,
  floatVolts: 54,
  boostVolts: 56.4,
  compensationVoltsAKelvin: 0.072,
  chargeRateMax: 0.1,
};
const withGenerator: PowerPlan = {
  ...plan,
  generator: { ratedWatts: 10_000, tankLitres: 200, startFailureShare: 0 },
};
const onMains: PowerInput = {
  mainsVolts: 226,
  rectifiersFailed: 0,
  isBatteryStolen: false,
  loadWatts: 2400,
  otherWatts: 500,
  batteryAmbientCelsius: 25,
  generator: { isCalled: false, isAway: false, isBlocked: false, isDrained: false },
  elapsedSeconds: 60,
};
const start = { celsius: 25, fuelShare: 0.8, runtimeHours: 10 };

const run = (
  minutes: number,
  changes: Partial<PowerInput>,
  { from, as = plan }: { readonly from?: PowerState; readonly as?: PowerPlan } = {},
): readonly PowerState[] => {
  const random = seededRandom("plant");
  let state = from ?? freshPlant(as, start);
  return Array.from({ length: minutes }, () => {
    state = stepPlant(state, as, { ...onMains, ...changes }, random);
    return state;
  });
};

const lastOf = (states: readonly PowerState[]): PowerState => states.at(-1) ?? freshPlant(plan, start);

describe("rectifiers", () => {
  test.each([
    { volts: 226, failed: 0, watts: 9000 },
    { volts: 226, failed: 1, watts: 6000 },
    { volts: 226, failed: 5, watts: 0 },
    { volts: 133, failed: 0, watts: 6525 },
    { volts: 89, failed: 0, watts: 0 },
    { volts: 301, failed: 0, watts: 0 },
  ])("at $volts V with $failed failed they give $watts W", ({ volts, failed, watts }) => {
    expect(rectifierWattsMax(plan.rectifier, failed, volts)).toBeCloseTo(watts, 6);
  });

  test.each([
    { share: 0.1, percent: 91 },
    { share: 0.5, percent: 96 },
    { share: 1, percent: 96 },
  ])("efficiency at $share of the rating is $percent %", ({ share, percent }) => {
    const output = 9000 * share;
    expect(Math.round((100 * output) / rectifierInputWatts(plan.rectifier, 0, output))).toBe(percent);
  });
});

test("N+1: with one module failed the load is carried; with all but a part the battery helps", () => {
  expect(lastOf(run(5, { rectifiersFailed: 1, loadWatts: 5500 }))).toMatchObject({ isDischarging: false });
  const helped = lastOf(run(5, { rectifiersFailed: 2, loadWatts: 5500 }));
  expect(helped).toMatchObject({ isDischarging: true, source: "mains" });
  expect(-helped.battery.amperes * helped.battery.volts).toBeCloseTo(2500, -1);
});

test("on float the bus is at 54 V, less 72 mV for each kelvin above 25 °C", () => {
  expect(lastOf(run(10, {})).volts).toBeCloseTo(54, 1);
  const warm = lastOf(
    run(10, { batteryAmbientCelsius: 35 }, { from: freshPlant(plan, { ...start, celsius: 35 }) }),
  );
  expect(warm.volts).toBeCloseTo(54 - 0.72, 1);
});

test("mains lost: the battery carries the load, disconnects, and all is recharged under the limit with boost", () => {
  const dark = run(600, { mainsVolts: 0 });
  const downAt = dark.findIndex(({ volts }) => volts === 0);
  expect(downAt).toBeGreaterThan(240);
  expect(dark.slice(0, downAt).every(({ volts }) => volts >= plan.battery.disconnectVolts)).toBe(true);
  expect(dark.slice(downAt).every(({ volts, loadAmperes }) => volts === 0 && loadAmperes === 0)).toBe(true);
  const back = run(36 * 60, {}, { from: lastOf(dark) });
  expect(back[0]?.volts).toBeGreaterThan(46);
  expect(Math.max(...back.map(({ battery }) => battery.amperes))).toBeLessThanOrEqual(30.001);
  expect(back.some(({ volts }) => Math.abs(volts - 56.4) < 0.5)).toBe(true);
  expect(lastOf(back).boost.isOn).toBe(false);
  expect(lastOf(back).volts).toBeCloseTo(54, 0);
  expect(lastOf(back).battery.drawnAmpereHours).toBeLessThan(0.06 * 300);
});

test("a short cut needs no boost", () => {
  const back = run(300, {}, { from: lastOf(run(5, { mainsVolts: 0 })) });
  expect(back.every(({ boost }) => !boost.isOn)).toBe(true);
});

describe("generator", () => {
  test("it takes over within two minutes, and the battery is charged on it", () => {
    const story = run(60, { mainsVolts: 0 }, { as: withGenerator });
    expect(story[0]?.isDischarging).toBe(true);
    expect(story[2]).toMatchObject({ isDischarging: false, source: "generator" });
    expect(lastOf(story).generator?.fuelLitres).toBeLessThan(160);
    expect(lastOf(story).battery.drawnAmpereHours).toBeLessThan(1);
  });

  test.each([
    { what: "away", changes: { isAway: true } },
    { what: "blocked", changes: { isBlocked: true } },
  ])("$what, it does not run", ({ changes }) => {
    const generator = { ...onMains.generator, ...changes };
    const story = run(30, { mainsVolts: 0, generator }, { as: withGenerator });
    expect(story.every(({ source }) => source === "none")).toBe(true);
  });

  test("called for while mains is there it runs without taking over", () => {
    const generator = { ...onMains.generator, isCalled: true };
    const last = lastOf(run(10, { generator }, { as: withGenerator }));
    expect(last.generator?.phase).toBe("running");
    expect(last.source).toBe("mains");
  });
});

test("without a battery the bus follows the mains at once, both ways", () => {
  const isBatteryStolen = true;
  expect(lastOf(run(1, { isBatteryStolen })).volts).toBeGreaterThan(53);
  const dark = lastOf(run(1, { isBatteryStolen, mainsVolts: 0 }));
  expect(dark.volts).toBe(0);
  expect(lastOf(run(1, { isBatteryStolen }, { from: dark })).volts).toBeGreaterThan(53);
});

test("a dead bus whose rectifiers are too weak for the load revives its battery first", () => {
  const dead = lastOf(run(600, { mainsVolts: 0 }));
  const weak = run(120, { rectifiersFailed: 2, loadWatts: 4000 }, { from: dead });
  expect(weak[0]?.volts).toBe(0);
  expect(weak.some(({ volts }) => volts > 0)).toBe(true);
});

test("energy balance of the bus: what the rectifiers draw, less their loss, is load and charge, whatever happens", () => {
  const story = fc.array(
    fc.record({
      mainsVolts: fc.constantFrom(0, 0, 120, 226),
      rectifiersFailed: fc.integer({ min: 0, max: 3 }),
      isBatteryStolen: fc.constantFrom(false, false, false, true),
      loadWatts: fc.integer({ min: 500, max: 8000 }),
    }),
    { minLength: 5, maxLength: 30 },
  );
  fc.assert(
    fc.property(story, fc.constantFrom(vrlaPlan, lfpPlan), (changes, battery) => {
      const as = { ...withGenerator, battery: { ...battery, capacityAmpereHours: 200 } };
      let state = freshPlant(as, start);
      for (const each of changes) {
        for (const next of run(20, each, { from: state, as })) {
          const { modules, moduleWatts } = as.rectifier;
          const rated = Math.max(0, modules - each.rectifiersFailed) * moduleWatts;
          const load = next.volts * next.loadAmperes;
          const battered = each.isBatteryStolen ? 0 : next.battery.volts * next.battery.amperes;
          const output = Math.max(0, load + battered);
          const share = rated === 0 ? 0 : output / rated;
          const loss = rated * (0.008 + 0.018 * share + 0.016 * share * share);
          if (next.source === "none") {
            expect(next.inputWatts).toBe(0);
            expect(load + battered).toBeLessThan(0.05);
          } else expect(next.inputWatts).toBeCloseTo(output + loss, 1);
          if (next.volts > 0) expect(load).toBeCloseTo(each.loadWatts, 1);
          state = next;
        }
      }
    }),
    { numRuns: 30 },
  );
});
