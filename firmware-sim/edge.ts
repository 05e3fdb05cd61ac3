import type { Clock } from "../telemetry/clock.ts";

/** Cancels what was planned; does nothing when it has happened. */
export type Cancel = () => void;

/** What a simulation takes from the outside: time, and something that happens later. */
export interface SimulationEdge {
  readonly clock: Clock;
  after(delayMs: number, happen: () => void): Cancel;
}

/** A timer that is told to wait longer would go off at once. */
const timerMsMax = 2 ** 31 - 1;

/** The real clock and timers of this process. */
export const realEdge: SimulationEdge = {
  clock: Date.now,
  after: (delayMs, happen) => {
    const wait = (leftMs: number): NodeJS.Timeout =>
      leftMs <= timerMsMax
        ? setTimeout(happen, leftMs)
        : setTimeout(() => {
            timer = wait(leftMs - timerMsMax);
          }, timerMsMax);
    let timer = wait(delayMs);
    return () => clearTimeout(timer);
  },
};
