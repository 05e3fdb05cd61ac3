import { describe, expect, test } from "vitest";
import { lockedEntry, stepEntry } from "../../../firmware-sim/physics/entry.ts";
import {
  coolingInputWatts,
  relativeHumidity,
  settledThermal,
  stepThermal,
  type ThermalInput,
  type ThermalState,
} from "../../../firmware-sim/physics/thermal.ts";
import { siteLoadWatts, trafficShare } from "../../../firmware-sim/physics/traffic.ts";
import { outsideCelsius, sunShare } from "../../../firmware-sim/physics/weather.ts";

const ordinary: ThermalInput = {
  outsideCelsius: 30,
  sunShare: 0.5,
  loadWatts: 1800,
  isCooled: true,
  isVentilated: true,
  isDoorOpen: false,
  elapsedSeconds: 60,
};
const settled = settledThermal(ordinary);
const broken = { ...ordinary, isCooled: false, isVentilated: false };

const later = (minutes: number, input: ThermalInput, from = settled): ThermalState => {
  let state = from;
  for (let minute = 0; minute < minutes; minute++) state = stepThermal(state, input);
  return state;
};

describe("room and cabinet", () => {
  test("cooled, the room settles between 23 and 26 °C and the air conditioners carry the heat", () => {
    expect(settled.roomCelsius).toBeGreaterThan(23);
    expect(settled.roomCelsius).toBeLessThan(26);
    expect(coolingInputWatts(settled, true)).toBeGreaterThan(300);
    expect(coolingInputWatts(settled, true)).toBeLessThan(900);
    expect(coolingInputWatts(settled, false)).toBe(0);
  });

  test("without any cooling the room warms by one to two degrees in ten minutes, slower the warmer it is", () => {
    const rise = (from: ThermalState): number => later(10, broken, from).roomCelsius - from.roomCelsius;
    expect(rise(settled)).toBeGreaterThan(1);
    expect(rise(settled)).toBeLessThan(2);
    expect(rise(later(240, broken))).toBeLessThan(rise(settled) / 2);
  });

  test("the time constant of the room is its mass over its losses: 600 kJ/K over 80 W/K, two hours", () => {
    const hot = { ...settled, roomCelsius: 40, wallCelsius: 25 };
    const dark = { ...broken, loadWatts: 0, sunShare: 0 };
    const left = stepThermal(hot, { ...dark, elapsedSeconds: 7500 });
    expect((left.roomCelsius - 25) / (40 - 25)).toBeCloseTo(Math.exp(-1), 2);
  });

  test("the fan of the shelter keeps a room without mains below 36 °C on an ordinary day", () => {
    const room = later(240, { ...ordinary, isCooled: false }).roomCelsius;
    expect(room).toBeGreaterThan(30);
    expect(room).toBeLessThan(36);
  });

  test("a cabinet whose fan stands still passes 45 °C, and cools again", () => {
    const hot = later(20, broken);
    expect(settled.cabinetCelsius).toBeLessThan(40);
    expect(hot.cabinetCelsius).toBeGreaterThan(45);
    expect(later(20, ordinary, hot).cabinetCelsius).toBeLessThan(40);
  });

  test("a cabinet of a busy hub stays below 80 °C in a heat wave without its fan: hot air rises through the louvres", () => {
    const heatWave = { ...broken, outsideCelsius: 42, sunShare: 1, loadWatts: 2400 };
    const hot = later(600, heatWave).cabinetCelsius;
    expect(hot).toBeLessThan(80);
    expect(hot).toBeGreaterThan(65);
  });

  test("steps of an hour and of a minute end alike while nothing saturates", () => {
    const minutes = later(60, ordinary, { ...settled, cabinetCelsius: 50, roomCelsius: 26 });
    const hour = stepThermal(
      { ...settled, cabinetCelsius: 50, roomCelsius: 26 },
      { ...ordinary, elapsedSeconds: 3600 },
    );
    expect(hour.cabinetCelsius).toBeCloseTo(minutes.cabinetCelsius, 6);
    expect(hour.roomCelsius).toBeCloseTo(minutes.roomCelsius, 1);
  });

  test("the air is dry while it is cooled, and moist after an hour without", () => {
    expect(relativeHumidity(settled)).toBeLessThan(65);
    const still = { ...later(60, { ...ordinary, isCooled: false }), roomCelsius: settled.roomCelsius };
    expect(relativeHumidity(still)).toBeGreaterThan(relativeHumidity(settled) + 10);
  });
});

test("weather: hottest at 14 o'clock, no sun at night", () => {
  const atHour = (hour: number): number => (hour - 7) * 3_600_000;
  expect(outsideCelsius(atHour(14), 3)).toBeCloseTo(35, 5);
  expect(outsideCelsius(atHour(26), 3)).toBeCloseTo(25, 5);
  expect([0, 5, 6, 12, 19].map((hour) => Number(sunShare(atHour(hour)).toFixed(3)))).toEqual([0, 0, 0, 1, 0]);
});

test("a base station draws most in the evening, and more than two thirds of that at night", () => {
  const loads = Array.from({ length: 24 }, (_, hour) => siteLoadWatts(2000, (hour - 7) * 3_600_000));
  expect(Math.max(...loads)).toBe(loads[21]);
  expect(Math.max(...loads)).toBe(2000);
  expect(Math.min(...loads)).toBe(loads[5]);
  expect(Math.min(...loads)).toBeGreaterThan(1400);
  expect(trafficShare(-6.5 * 3_600_000)).toBeCloseTo(0.53, 5);
});

test("the motion detector holds for half a minute, the door contact not at all", () => {
  const step = { isDoorOpen: false, isMoving: false, elapsedSeconds: 20 };
  const visited = stepEntry(lockedEntry, { ...step, isDoorOpen: true, isMoving: true });
  expect(visited).toEqual({ isDoorOpen: true, motionSeconds: 30 });
  const left = stepEntry(visited, step);
  expect(left).toEqual({ isDoorOpen: false, motionSeconds: 10 });
  expect(stepEntry(left, step).motionSeconds).toBe(0);
});
