import type { Forecast } from "../../alerts/forecast/forecast.ts";
import { follow, forecastOf, type SiteState, strangerState } from "../../alerts/forecast/site-discharge.ts";
import type { SiteReading } from "../../alerts/forecast/site-reading.ts";
import {
  type BenchSite,
  discharge,
  drawSite,
  mainsReading,
  type SeenDischarge,
} from "../../bench/discharge-sites.ts";
import { seededRandom } from "../../firmware-sim/random.ts";

/** What a sensor makes of a reading; `index` counts the readings of the discharge. */
export type Lie = (reading: SiteReading, index: number, readings: readonly SiteReading[]) => SiteReading;

/** A forecast at one moment, and what was true. */
export interface Judged {
  readonly seed: string;
  readonly forecast: Forecast | null;
  readonly truthMinutes: number;
}

const monthMs = 30 * 86_400_000;
export const firstAtMs = Date.UTC(2026, 2, 1);

/** What is known of a site after some honest discharges down to the disconnect. */
export const learned = (
  site: BenchSite,
  earlier: number,
  plate = site.plan.capacityAmpereHours,
): { readonly state: SiteState; readonly atMs: number } => {
  let state = strangerState;
  let atMs = firstAtMs;
  for (let count = 0; count < earlier; count++) {
    const seen = discharge(site, { beginsAtMs: atMs, random: seededRandom(`${site.seed} ${count}`) });
    state = [...seen.readings, mainsReading(seen.downAtMs + 3 * 3_600_000)].reduce(
      (known, reading) => follow(known, reading, plate),
      state,
    );
    atMs += monthMs;
  }
  return { state, atMs };
};

/** The forecasts during one discharge whose sensors lie, at even shares of its time. */
export const forecastsOf = (
  seed: string,
  {
    lie,
    earlier,
    plateTimes = 1,
  }: { readonly lie: Lie; readonly earlier: number; readonly plateTimes?: number },
): readonly Judged[] => {
  const site = drawSite(seed);
  const plate = site.plan.capacityAmpereHours * plateTimes;
  const { state: before, atMs } = learned(site, earlier, plate);
  const seen = discharge(site, { beginsAtMs: atMs, random: seededRandom(`${seed} judged`) });
  let state = before;
  const asked = new Set(
    [0.03, 0.1, 0.3, 0.5, 0.7, 0.9].map((share) => Math.floor(share * seen.readings.length)),
  );
  return seen.readings.flatMap((reading, index) => {
    state = follow(state, lie(reading, index, seen.readings), plate);
    if (!asked.has(index)) return [];
    const truthMinutes = (seen.downAtMs - reading.atMs) / 60_000;
    return [{ seed, forecast: forecastOf(state, plate), truthMinutes }];
  });
};

/** One discharge of a site of which nothing is known. */
export const oneDischarge = (seed: string): { readonly site: BenchSite; readonly seen: SeenDischarge } => {
  const site = drawSite(seed);
  return { site, seen: discharge(site, { beginsAtMs: firstAtMs, random: seededRandom(seed) }) };
};
