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
  readonly #heap: Item[] = [];
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
    this.#rise(item);
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
    for (let item = this.#heap[0]; item !== undefined && item.atMs < endMs; item = this.#heap[0]) {
      this.#takeFirst();
      if (item.happen === null) continue;
      this.#nowMs = item.atMs;
      item.happen();
      yield;
    }
    this.#nowMs = Math.max(this.#nowMs, endMs);
  }

  #rise(item: Item): void {
    let place = this.#heap.length;
    while (place > 0) {
      const parent = this.#heap[(place - 1) >> 1];
      if (parent === undefined || !isBefore(item, parent)) break;
      this.#heap[place] = parent;
      place = (place - 1) >> 1;
    }
    this.#heap[place] = item;
  }

  #takeFirst(): void {
    const last = this.#heap.pop();
    if (last === undefined || this.#heap.length === 0) return;
    let place = 0;
    for (;;) {
      const left = this.#heap[2 * place + 1];
      if (left === undefined) break;
      const right = this.#heap[2 * place + 2];
      const isRight = right !== undefined && isBefore(right, left);
      const child = isRight ? right : left;
      if (!isBefore(child, last)) break;
      this.#heap[place] = child;
      place = 2 * place + (isRight ? 2 : 1);
    }
    this.#heap[place] = last;
  }
}
