import type { Forecast } from "../alerts/forecast/forecast.ts";

/** What was foretold during one discharge that took its site down. */
export interface Foretold {
  /** When the battery took over. */
  readonly lostAtMs: number;
  /** When the site went down. */
  readonly downAtMs: number;
  /** In order of time. */
  readonly forecasts: readonly Forecast[];
}

/** A warning is right when its median is no further off than this share of what is left, or these minutes. */
const rightShare = 0.25;
const rightMinutes = 15;
/** Share of the warnings after the first right one that must be right too. */
const steadyShare = 0.9;

const isRight = (forecast: Forecast, downAtMs: number): boolean => {
  if (forecast.kind === "unknown") return false;
  const left = (downAtMs - forecast.atMs) / 60_000;
  return Math.abs(forecast.p50 - left) <= Math.max(rightMinutes, rightShare * left);
};

/**
 * The warning lead time as a share of the true autonomy, 0–1: from the first right warning after which nine of ten
 * stay right, until the site goes down. 0: there was none.
 */
export const leadShare = ({ lostAtMs, downAtMs, forecasts }: Foretold): number => {
  const right = forecasts.map((forecast) => isRight(forecast, downAtMs));
  let rightAfter = 0;
  let first: number | null = null;
  for (let index = right.length - 1; index >= 0; index--) {
    if (right[index] !== true) continue;
    rightAfter += 1;
    if (rightAfter >= steadyShare * (right.length - index)) first = forecasts[index]?.atMs ?? first;
  }
  return first === null ? 0 : (downAtMs - first) / (downAtMs - lostAtMs);
};
