import { Heap } from "../../telemetry/heap.ts";
import type { Cancel, SimulationEdge } from "../edge.ts";

interface Item {
  readonly atMs: number;
  readonly number: number;
  happen: (() => void) | null;
}

const isBefore = (one: Item, other: Item): boolean =>
  one.atMs !== other.atMs ? one.atMs < other.atMs : one.number < other.number;

/**
 * A clock that jumps from one thing that happens to the next. What is planned for one instant happens in the order in
 * which it was planned, so that a run is the same each time.
 */
export class Agenda implements SimulationEdge {
  readonly #heap = new Heap(isBefore);
  #number = 0;
  #nowMs: number;
  readonly clock = (): number => this.#nowMs;

  constructor(startMs: number) {
    this.#nowMs = startMs;
  }

  after(delayMs: number, happen: () => void): Cancel {
    // Whole milliseconds, as in every clock of a device.
    const item: Item = {
      atMs: Math.round(this.#nowMs + Math.max(0, delayMs)),
      number: this.#number++,
      happen,
    };
    this.#heap.push(item);
    return () => {
      item.happen = null;
    };
  }

  /** Plans something for an instant; what is past happens at once. */
  at(atMs: number, happen: () => void): Cancel {
    return this.after(atMs - this.#nowMs, happen);
  }

  /** Lets everything happen that comes before an instant, and goes there; answers after each thing. */
  *until(endMs: number): Generator<void> {
    for (let item = this.#heap.first; item !== undefined && item.atMs < endMs; item = this.#heap.first) {
      this.#heap.take();
      if (item.happen === null) continue;
      this.#nowMs = item.atMs;
      item.happen();
      yield;
    }
    this.#nowMs = Math.max(this.#nowMs, endMs);
  }
}
