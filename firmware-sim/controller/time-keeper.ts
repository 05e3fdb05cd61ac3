import type { Clock } from "../../telemetry/clock.ts";
import {
  clockStep,
  type DeviceClock,
  setClock,
  shownAt,
  stampAfter,
  type TimeSurroundings,
} from "./device-clock.ts";

/** The time as a device knows it: the edge around its clock. */
export class TimeKeeper {
  readonly #trueTime: Clock;
  #clock: DeviceClock;
  #lastStampMs = 0;

  constructor(trueTime: Clock, driftPartsPerMillion: number) {
    this.#trueTime = trueTime;
    this.#clock = setClock(trueTime(), driftPartsPerMillion);
  }

  /** What the device's clock shows now. */
  get nowMs(): number {
    return shownAt(this.#clock, this.#trueTime());
  }

  /** The time for readings of this true instant; two instants never get the same. */
  stamp(nowMs: number): number {
    this.#lastStampMs = stampAfter(this.#lastStampMs, shownAt(this.#clock, nowMs));
    return this.#lastStampMs;
  }

  /** Lets the world act on the clock; true when a time server has just corrected it. */
  surround(time: TimeSurroundings, nowMs: number): boolean {
    const { clock, actions } = clockStep(this.#clock, time, nowMs);
    this.#clock = clock;
    return actions.length > 0;
  }
}
