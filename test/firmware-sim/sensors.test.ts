import { expect, test } from "vitest";
import type { Behaviour } from "../../firmware-sim/behaviours/behaviour.ts";
import { flappingSensor } from "../../firmware-sim/behaviours/flapping-sensor.ts";
import { missingSensor } from "../../firmware-sim/behaviours/missing-sensor.ts";
import { noisySensor } from "../../firmware-sim/behaviours/noisy-sensor.ts";
import { stuckSensor } from "../../firmware-sim/behaviours/stuck-sensor.ts";
import { wrongSignSensor } from "../../firmware-sim/behaviours/wrong-sign-sensor.ts";
import { seededRandom } from "../../firmware-sim/random.ts";
import { readSensors, type SensorMemory } from "../../firmware-sim/sensors.ts";
import { actionsAt, SiteModel } from "../../firmware-sim/site-model.ts";

const span = { startsAtMs: 1000, endsAtMs: 5000 };
const current = (value: number) => [
  { node: "pwr", values: { "battery.current": value, "mains.present": true } },
  { node: "ctl", values: { "battery.current": 7 } },
];

/** What is read of these true currents, one a second, while the behaviour is there. */
const readingsOf = (behaviour: Behaviour, truths: readonly number[]) => {
  const random = seededRandom("sensors");
  let memory: SensorMemory = new Map();
  return truths.map((truth, second) => {
    const actions = actionsAt([behaviour], second * 1000, random);
    const read = readSensors(current(truth), actions, { memory, random });
    memory = read.memory;
    return read.samples;
  });
};
const valuesOf = (behaviour: Behaviour, truths: readonly number[], metric = "battery.current") =>
  readingsOf(behaviour, truths).map((samples) => samples.find(({ node }) => node === "pwr")?.values[metric]);

test("a stuck sensor repeats what it said when it got stuck, and lets go afterwards", () => {
  const behaviour = stuckSensor(span, "pwr", "battery.current");
  expect(valuesOf(behaviour, [1, 2, 3, 4, 5, 6])).toEqual([1, 2, 2, 2, 2, 6]);
});

test("a wrong sign makes a discharge look like a charge, and a state its opposite", () => {
  expect(valuesOf(wrongSignSensor(span, "pwr", "battery.current"), [-1, -2, 3])).toEqual([-1, 2, -3]);
  expect(valuesOf(wrongSignSensor(span, "pwr", "mains.present"), [0, 0], "mains.present")).toEqual([
    true,
    false,
  ]);
});

test("a missing sensor says nothing, and its node nothing at all when it has no other", () => {
  expect(valuesOf(missingSensor(span, "pwr", "battery.current"), [1, 2])).toEqual([1, undefined]);
  const [, second] = readingsOf(missingSensor(span, "ctl", "battery.current"), [1, 2]);
  expect(second?.map(({ node }) => node)).toEqual(["pwr"]);
});

test("a noisy sensor jumps about the truth, within its spread, and hits no other", () => {
  const behaviour = noisySensor(span, { node: "pwr", metric: "battery.current", spread: 2 });
  const read = valuesOf(behaviour, [10, 10, 10, 10]).map(Number);
  expect(read[0]).toBe(10);
  expect(new Set(read.slice(1)).size).toBe(3);
  for (const value of read) expect(Math.abs(value - 10)).toBeLessThanOrEqual(2);
  expect(readingsOf(behaviour, [10, 10])[1]?.[1]?.values["battery.current"]).toBe(7);
});

test("a flapping sensor swings between its two values, and tells when it will next", () => {
  const contact = { node: "ctl", metric: "door.open", values: [true, false], holdMs: 1500 } as const;
  const behaviour = flappingSensor(span, contact);
  const model = new SiteModel("S1", [{ code: "ctl", kind: "controller" }], { seed: "s", atMs: 0 });
  const doorAt = (nowMs: number) => model.sample([behaviour], nowMs)[0]?.values["door.open"];
  expect([1000, 2499, 2500, 4000, 4999].map(doorAt)).toEqual([true, true, false, true, true]);
  expect([0, 1000, 2499, 2500, 4000, 5000].map((nowMs) => behaviour.changesAtMs(nowMs))).toEqual([
    1000, 2500, 2500, 4000, 5000, 5000,
  ]);
});
