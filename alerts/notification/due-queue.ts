import { Heap } from "../../telemetry/heap.ts";

interface Entry {
  readonly key: string;
  readonly dueMs: number;
}

const before = (one: Entry, other: Entry): boolean =>
  one.dueMs < other.dueMs || (one.dueMs === other.dueMs && one.key < other.key);

/** Keys by the instant at which they are due, earliest first, equal ones by key: the order does not depend on history. */
export class DueQueue {
  readonly #due = new Map<string, number>();
  /** Entries that `#due` contradicts are left over. */
  #heap = new Heap(before);

  /** Sets when the key is due; null: never. */
  set(key: string, dueMs: number | null): void {
    if ((this.#due.get(key) ?? null) === dueMs) return;
    if (dueMs === null) this.#due.delete(key);
    else {
      this.#due.set(key, dueMs);
      this.#heap.push({ key, dueMs });
    }
    if (this.#heap.size > 2 * this.#due.size + 64) this.#rebuild();
  }

  /** When the first key is due; infinity when none is. */
  nextMs(): number {
    this.#dropLeftOver();
    return this.#heap.first?.dueMs ?? Number.POSITIVE_INFINITY;
  }

  /** Takes out the first key that is due by now; undefined when none is. */
  take(nowMs: number): string | undefined {
    this.#dropLeftOver();
    const first = this.#heap.first;
    if (first === undefined || first.dueMs > nowMs) return undefined;
    this.#heap.take();
    this.#due.delete(first.key);
    return first.key;
  }

  #dropLeftOver(): void {
    for (let first = this.#heap.first; first !== undefined; first = this.#heap.first) {
      if (this.#due.get(first.key) === first.dueMs) return;
      this.#heap.take();
    }
  }

  #rebuild(): void {
    this.#heap = new Heap(
      before,
      [...this.#due].map(([key, dueMs]) => ({ key, dueMs })),
    );
  }
}
