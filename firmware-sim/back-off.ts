import type { Random } from "./random.ts";

/** Bounds of the waiting time between attempts. */
export interface BackOff {
  readonly firstMs: number;
  readonly maxMs: number;
}

/** How a simulated device retries a lost connection. */
export const connectBackOff: BackOff = { firstMs: 1000, maxMs: 60_000 };

/**
 * Waiting times between attempts, without end: uniform in [0, ceiling) where the ceiling doubles from `firstMs` to
 * `maxMs`. Full jitter spreads the return of a province after a cut better than any fixed share of jitter.
 */
export function* backOffIntervals(backOff: BackOff, random: Random): Generator<number, never> {
  for (let ceilingMs = backOff.firstMs; ; ceilingMs = Math.min(ceilingMs * 2, backOff.maxMs)) {
    yield random() * Math.min(ceilingMs, backOff.maxMs);
  }
}
