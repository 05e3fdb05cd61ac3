import { countdownAfterMs } from "./limits.ts";
import type { Plant } from "./plant.ts";

/** What is left by the careful forecast at an instant without a reading. */
export interface Counted {
  readonly plant: Plant;
  readonly atMs: number;
  readonly minutes: number;
}

const minuteMs = 60_000;
/** "None left" is said so often, so that a rule that waits for a minute comes to its end. */
const timesSpent = 3;

/**
 * Counts plants down whose readings stay away: a site that lost its link goes on emptying its battery. Whole minutes
 * after the reading of the last forecast, so that a restart says the same again.
 */
export class Countdown {
  readonly #plants = new Set<Plant>();
  readonly #countedAtMs = new Map<Plant, number>();
  /** How often it was said of a plant that nothing is left. */
  readonly #spentTimes = new Map<Plant, number>();
  #excusedUntilMs = Number.NEGATIVE_INFINITY;
  /** Nothing is due before. */
  #nextDueMs = Number.POSITIVE_INFINITY;

  /** Takes up what a plant knows now. */
  follow(plant: Plant): void {
    this.#spentTimes.delete(plant);
    const dueMs = this.#dueMs(plant);
    if (dueMs === Number.POSITIVE_INFINITY) {
      this.#forget(plant);
      return;
    }
    this.#plants.add(plant);
    this.#nextDueMs = Math.min(this.#nextDueMs, dueMs);
  }

  /** Nothing is counted until devices had time to report. */
  excuse(nowMs: number): void {
    this.#excusedUntilMs = nowMs + countdownAfterMs;
  }

  /** A lower bound of when something is to be said; Infinity while nothing is counted. */
  nextDueMs(): number {
    return Math.max(this.#nextDueMs, this.#excusedUntilMs);
  }

  /** What is left of the plants whose next minute has come. */
  tick(nowMs: number): readonly Counted[] {
    if (nowMs < this.nextDueMs()) return [];
    const counted = [...this.#plants].flatMap((plant) => this.#count(plant, nowMs) ?? []);
    this.#nextDueMs = Number.POSITIVE_INFINITY;
    for (const plant of this.#plants) this.#nextDueMs = Math.min(this.#nextDueMs, this.#dueMs(plant));
    return counted;
  }

  #count(plant: Plant, nowMs: number): Counted | null {
    const { forecast } = plant;
    if (forecast?.kind !== "minutes" || nowMs < this.#dueMs(plant)) return null;
    const passed = Math.floor((nowMs - forecast.atMs) / minuteMs);
    const atMs = forecast.atMs + passed * minuteMs;
    this.#countedAtMs.set(plant, atMs);
    const minutes = Math.max(0, Math.round((forecast.p10 - passed) * 10) / 10);
    if (minutes === 0) this.#spend(plant);
    return { plant, atMs, minutes };
  }

  #spend(plant: Plant): void {
    const times = (this.#spentTimes.get(plant) ?? 0) + 1;
    if (times < timesSpent) this.#spentTimes.set(plant, times);
    else this.#forget(plant);
  }

  /** The next whole minute of a plant; Infinity when it is not on battery, or nobody knows for how long. */
  #dueMs(plant: Plant): number {
    const { forecast } = plant;
    if (forecast?.kind !== "minutes") return Number.POSITIVE_INFINITY;
    const counted = this.#countedAtMs.get(plant) ?? Number.NEGATIVE_INFINITY;
    return Math.max(forecast.atMs + countdownAfterMs, counted + minuteMs);
  }

  #forget(plant: Plant): void {
    this.#plants.delete(plant);
    this.#countedAtMs.delete(plant);
    this.#spentTimes.delete(plant);
  }
}
