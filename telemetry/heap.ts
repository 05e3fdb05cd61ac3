import TinyQueue from "tinyqueue";

/** A binary heap: the item that `isBefore` puts before all others is the first. Ties need an order of their own. */
export class Heap<Item> {
  readonly #queue: TinyQueue<Item>;

  constructor(isBefore: (one: Item, other: Item) => boolean, items: Item[] = []) {
    this.#queue = new TinyQueue(items, (one, other) =>
      isBefore(one, other) ? -1 : isBefore(other, one) ? 1 : 0,
    );
  }

  get size(): number {
    return this.#queue.length;
  }

  /** Undefined when there is none. */
  get first(): Item | undefined {
    return this.#queue.peek();
  }

  push(item: Item): void {
    this.#queue.push(item);
  }

  /** Takes the first out. */
  take(): Item | undefined {
    return this.#queue.pop();
  }
}
