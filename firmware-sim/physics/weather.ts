import { daily, localHour } from "./local-hour.ts";

const meanCelsius = 27;
const swingCelsius = 5;
const hottestHour = 14;
const sunriseHour = 6;
const sunsetHour = 18;

/**
 * Air temperature outside in °C: `27 + warmer + 5 · cos(2π (hour − 14) / 24)`, the mean and the daily range of the
 * South of Vietnam (climate normals of QCVN 02:2022/BXD); no seasons.
 */
export const outsideCelsius = (nowMs: number, warmerCelsius: number): number =>
  meanCelsius + warmerCelsius + swingCelsius * daily(nowMs, hottestHour);

/** Sunshine as a share of the most at noon: half a sine between 6 and 18 o'clock, no clouds. */
export const sunShare = (nowMs: number): number =>
  Math.max(0, Math.sin(((localHour(nowMs) - sunriseHour) / (sunsetHour - sunriseHour)) * Math.PI));
