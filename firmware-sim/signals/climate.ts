import { noise, type Random } from "../random.ts";
import { approach, daily, rounded, type Values } from "./shape.ts";

/** Temperatures of a site in °C. */
export interface Climate {
  readonly roomCelsius: number;
  readonly cabinetCelsius: number;
  readonly batteryCelsius: number;
}

/** What the weather and the air conditioner do to it. */
export interface ClimateInput {
  readonly nowMs: number;
  readonly elapsedSeconds: number;
  readonly coolingFailed: boolean;
  /** How much warmer than the province's mean this place is. */
  readonly warmerCelsius: number;
}

const outsideMeanCelsius = 27;
const outsideSwingCelsius = 5;
const hottestHour = 14;
/** A full shelter warms to a dangerous temperature within minutes of losing its cooling. */
const roomConstantSeconds = 300;
const batteryConstantSeconds = 3600;

const outsideCelsius = (nowMs: number): number =>
  outsideMeanCelsius + outsideSwingCelsius * daily(nowMs, hottestHour);

const targetsAt = (input: ClimateInput): Climate => {
  const outside = outsideCelsius(input.nowMs) + input.warmerCelsius;
  const warmth = outside - outsideMeanCelsius;
  return input.coolingFailed
    ? { roomCelsius: outside + 14, cabinetCelsius: outside + 29, batteryCelsius: outside + 8 }
    : {
        roomCelsius: 24 + 0.2 * warmth,
        cabinetCelsius: 32 + 0.6 * warmth,
        batteryCelsius: 25 + 0.2 * warmth,
      };
};

/** The climate that a healthy site has at this instant. */
export const settledClimate = (nowMs: number, warmerCelsius: number): Climate =>
  targetsAt({ nowMs, elapsedSeconds: 0, coolingFailed: false, warmerCelsius });

/** The climate after a while; first order toward what weather and cooling ask for. */
export const stepClimate = (climate: Climate, input: ClimateInput): Climate => {
  const target = targetsAt(input);
  const room = { elapsedSeconds: input.elapsedSeconds, constantSeconds: roomConstantSeconds };
  const battery = { elapsedSeconds: input.elapsedSeconds, constantSeconds: batteryConstantSeconds };
  return {
    roomCelsius: approach(climate.roomCelsius, target.roomCelsius, room),
    cabinetCelsius: approach(climate.cabinetCelsius, target.cabinetCelsius, room),
    batteryCelsius: approach(climate.batteryCelsius, target.batteryCelsius, battery),
  };
};

/** What the sensors of the shelter say. */
export const shelterValues = (
  climate: Climate,
  state: { readonly nowMs: number; readonly coolingFailed: boolean; readonly doorOpen: boolean },
  random: Random,
): Values => ({
  "room.temperature": rounded(climate.roomCelsius + noise(random, 0.1), 1),
  "room.humidity": rounded(56 - 6 * daily(state.nowMs, hottestHour) + noise(random, 1), 1),
  "aircon.state": state.coolingFailed ? "fault" : "running",
  "door.open": state.doorOpen,
  "smoke.detected": false,
  "water.detected": false,
});

/** What the sensor in the cabinet says. */
export const cabinetValues = (climate: Climate, random: Random): Values => ({
  "cabinet.temperature": rounded(climate.cabinetCelsius + noise(random, 0.2), 1),
});
