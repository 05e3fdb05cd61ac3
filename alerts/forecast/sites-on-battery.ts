import type { TimeToSiteDown } from "../alarm.ts";
import type { Forecast } from "./forecast.ts";
import type { Plant } from "./plant.ts";

/** The plants of each site that a battery carries, by site: who asks for one site does not look through all. */
export class SitesOnBattery {
  readonly #plants = new Map<string, Set<Plant>>();
  readonly #shown = new WeakMap<Forecast, TimeToSiteDown>();

  /** Takes up what a plant knows now. */
  follow(plant: Plant): void {
    const own = this.#plants.get(plant.site);
    if (plant.forecast !== null) {
      if (own === undefined) this.#plants.set(plant.site, new Set([plant]));
      else own.add(plant);
      return;
    }
    own?.delete(plant);
    if (own?.size === 0) this.#plants.delete(plant.site);
  }

  /** How long a site still has, by its plant that goes down first; null when none is on battery or nobody knows. */
  timeToSiteDown(site: string): TimeToSiteDown | null {
    let first: Extract<Forecast, { kind: "minutes" }> | null = null;
    for (const { forecast } of this.#plants.get(site) ?? []) {
      if (forecast?.kind !== "minutes") continue;
      if (first === null || downAtMs(forecast) < downAtMs(first)) first = forecast;
    }
    return first === null ? null : this.#show(first);
  }

  /** The same object for the same forecast, so that an alarm is not taken for changed. */
  #show(forecast: Extract<Forecast, { kind: "minutes" }>): TimeToSiteDown {
    const { atMs, p10, p50, p90 } = forecast;
    const known = this.#shown.get(forecast);
    const made = known ?? { atMs, p10Minutes: tenths(p10), p50Minutes: tenths(p50), p90Minutes: tenths(p90) };
    this.#shown.set(forecast, made);
    return made;
  }
}

const tenths = (minutes: number): number => Math.round(minutes * 10) / 10;

/** When a plant goes down by its forecast's median, ms since 1970 UTC; Infinity when nobody knows. */
export const downAtMs = (forecast: Forecast): number =>
  forecast.kind === "unknown" ? Number.POSITIVE_INFINITY : forecast.atMs + forecast.p50 * 60_000;
