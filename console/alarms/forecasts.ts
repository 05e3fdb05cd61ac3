import { signal } from "@preact/signals";
import type { DepartureView } from "../../api/contract.ts";
import { askAll } from "../request/request.ts";

/** Forecasts move slowly; the list of sites on battery is short. */
const readEveryMs = 30_000;

/** How long sites on battery still have, by site. */
export const forecasts = signal<ReadonlyMap<string, DepartureView["forecast"]>>(new Map());

const read = async (): Promise<void> => {
  try {
    const departures = await askAll<DepartureView>("/api/v1/dispatch");
    forecasts.value = new Map(departures.map(({ site, forecast }) => [site, forecast]));
  } catch {
    // What was read before stays; the next round asks again.
  }
};

/** Keeps `forecasts` as the platform has them; gives back how to stop. */
export const keepForecasts = (): (() => void) => {
  void read();
  const timer = setInterval(read, readEveryMs);
  return () => clearInterval(timer);
};
