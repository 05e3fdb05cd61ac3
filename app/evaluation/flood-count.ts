import { floodAlarmsMin, floodPeriodMs } from "./limits.ts";

/** How much of the time more alarms came than a person can follow. */
export interface FloodFigures {
  /** Periods of ten minutes from the first to the last event. */
  readonly periods: number;
  /** Those with more than ten alarms. */
  readonly inFlood: number;
  /** Share of them, 0 to 1. */
  readonly share: number;
  readonly mostInTenMinutes: number;
  /** Beginning of the worst period, ms since 1970 UTC; null when nothing came. */
  readonly worstFromMs: number | null;
}

/** Counts alarms by periods of ten minutes (ISA-18.2); told in the order of time, it keeps only the last period. */
export class FloodCount {
  #period = Number.NEGATIVE_INFINITY;
  #count = 0;
  #inFlood = 0;
  #most = 0;
  #worst: number | null = null;

  count(atMs: number): void {
    const period = Math.floor(atMs / floodPeriodMs);
    if (period > this.#period) {
      this.#period = period;
      this.#count = 0;
    }
    this.#count++;
    if (this.#count === floodAlarmsMin) this.#inFlood++;
    if (this.#count <= this.#most) return;
    this.#most = this.#count;
    this.#worst = this.#period * floodPeriodMs;
  }

  figures(fromMs: number, toMs: number): FloodFigures {
    const periods = Math.floor(toMs / floodPeriodMs) - Math.floor(fromMs / floodPeriodMs) + 1;
    return {
      periods,
      inFlood: this.#inFlood,
      share: this.#inFlood / periods,
      mostInTenMinutes: this.#most,
      worstFromMs: this.#worst,
    };
  }
}
