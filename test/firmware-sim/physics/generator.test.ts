import { describe, expect, test } from "vitest";
import {
  fuelLitresAnHour,
  type GeneratorInput,
  type GeneratorState,
  stepGenerator,
  stoppedGenerator,
} from "../../../firmware-sim/physics/generator.ts";
import { type Random, seededRandom } from "../../../firmware-sim/random.ts";

const plan = { ratedWatts: 10_000, tankLitres: 200, startFailureShare: 0.05 };
const wanted: GeneratorInput = {
  isWanted: true,
  isBlocked: false,
  isDrained: false,
  loadWatts: 0,
  elapsedSeconds: 10,
};
const never: Random = () => 0.99;

const run = (
  inputs: readonly GeneratorInput[],
  state = stoppedGenerator(plan, 0.8),
  random = never,
): readonly GeneratorState[] => {
  let at = state;
  return inputs.map((input) => {
    at = stepGenerator(at, plan, input, random);
    return at;
  });
};

const times = (count: number, changes: Partial<GeneratorInput>): readonly GeneratorInput[] =>
  Array.from({ length: count }, () => ({ ...wanted, ...changes }));

test("it starts within a minute, runs, cools down for three minutes without load and stops", () => {
  const phases = run([...times(30, {}), ...times(30, { isWanted: false })]).map(({ phase }) => phase);
  expect(phases.indexOf("running")).toBeGreaterThan(3);
  expect(phases.indexOf("running")).toBeLessThan(7);
  expect(phases.filter((phase) => phase === "cooling")).toHaveLength(18);
  expect(phases.at(-1)).toBe("stopped");
});

describe("fuel", () => {
  test.each([
    { loadWatts: 0, litres: 0.84 },
    { loadWatts: 5000, litres: 2.07 },
    { loadWatts: 10_000, litres: 3.3 },
  ])("10 kW set at $loadWatts W burns $litres l/h (Skarstein and Uhlen)", ({ loadWatts, litres }) => {
    expect(fuelLitresAnHour(plan, loadWatts)).toBeCloseTo(litres, 1);
    const before = { ...stoppedGenerator(plan, 0.8), phase: "running" } satisfies GeneratorState;
    const after = run(times(360, { loadWatts }), before).at(-1);
    expect(before.fuelLitres - (after?.fuelLitres ?? 0)).toBeCloseTo(litres, 1);
    expect(after?.runtimeHours).toBeCloseTo(1, 5);
  });

  test("a dry tank is a fault", () => {
    const last = run(times(2000, { loadWatts: 5000 }), stoppedGenerator(plan, 0.05)).at(-1);
    expect(last?.phase).toBe("fault");
    expect(last?.fuelLitres).toBeLessThanOrEqual(4);
  });

  test("thieves take more than 5 % in ten minutes and leave the dregs", () => {
    const quiet = { isWanted: false, isDrained: true };
    const after = run(times(60, quiet)).at(-1);
    expect(after?.phase).toBe("stopped");
    expect(after?.fuelLitres).toBeLessThan(0.75 * plan.tankLitres);
    expect(run(times(600, quiet)).at(-1)?.fuelLitres).toBeCloseTo(0.05 * plan.tankLitres, 5);
  });
});

test("three failed attempts are a fault until nobody wants it any more", () => {
  const states = run([...times(40, { isBlocked: true }), ...times(10, {}), ...times(1, { isWanted: false })]);
  expect(states[20]).toMatchObject({ phase: "fault", attempts: 3 });
  expect(states[49]?.phase).toBe("fault");
  expect(states.at(-1)?.phase).toBe("stopped");
});

test("a set overdue for service fails far oftener", () => {
  const random = seededRandom("starts");
  const failures = (state: GeneratorState): number =>
    Array.from({ length: 3000 }, () => run(times(6, {}), state, random).at(-1)?.phase).filter(
      (phase) => phase !== "running",
    ).length;
  const kept = failures(stoppedGenerator(plan, 0.8, 100));
  const overdue = failures({ ...stoppedGenerator(plan, 0.8, 100), runtimeHours: 260 });
  expect(kept / 3000).toBeCloseTo(0.05, 1);
  expect(overdue / kept).toBeGreaterThan(3);
});
