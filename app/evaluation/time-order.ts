import { Heap } from "../../telemetry/heap.ts";

/** What has its place in time. */
interface Timed {
  readonly atMs: number;
}

interface Held<Item> {
  readonly item: Item;
  readonly atMs: number;
  readonly rank: number;
  /** Order of arrival. */
  readonly number: number;
}

const isBefore = (one: Held<unknown>, other: Held<unknown>): boolean =>
  one.atMs !== other.atMs
    ? one.atMs < other.atMs
    : one.rank !== other.rank
      ? one.rank < other.rank
      : one.number < other.number;

/**
 * Brings items into the order of time with bounded memory: a heap holds `heldMax` of them back. An item that comes
 * more than `heldMax` items too late leaves out of order and is counted.
 */
export class TimeOrder<Item extends Timed> {
  readonly #heldMax: number;
  readonly #heap = new Heap<Held<Item>>(isBefore);
  #number = 0;
  #lastMs = Number.NEGATIVE_INFINITY;
  outOfOrder = 0;

  constructor(heldMax: number) {
    this.#heldMax = heldMax;
  }

  /** Takes one in; answers the earliest when there is no room to hold it any longer. `rank` orders one instant. */
  add(item: Item, rank = 0): Item | null {
    this.#heap.push({ item, atMs: item.atMs, rank, number: this.#number++ });
    return this.#heap.size > this.#heldMax ? this.#takeFirst() : null;
  }

  /** The rest, in order. */
  *drain(): Iterable<Item> {
    for (let item = this.#takeFirst(); item !== null; item = this.#takeFirst()) yield item;
  }

  #takeFirst(): Item | null {
    const first = this.#heap.take();
    if (first === undefined) return null;
    if (first.atMs < this.#lastMs) this.outOfOrder++;
    this.#lastMs = Math.max(this.#lastMs, first.atMs);
    return first.item;
  }
}
