import type { Clock } from "../telemetry/clock.ts";

/** Cancels what was planned; does nothing when it has happened. */
export type Cancel = () => void;

/** What a simulation takes from the outside: time, and something that happens later. */
export interface SimulationEdge {
  readonly clock: Clock;
  after(delayMs: number, happen: () => void): Cancel;
}

/** The real clock and timers of this process. */
export const realEdge: SimulationEdge = {
  clock: Date.now,
  after: (delayMs, happen) => {
    const timer = setTimeout(happen, delayMs);
    return () => clearTimeout(timer);
  },
};
