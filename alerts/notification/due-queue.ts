interface Entry {
  readonly key: string;
  readonly dueMs: number;
}

const before = (one: Entry, other: Entry): boolean =>
  one.dueMs < other.dueMs || (one.dueMs === other.dueMs && one.key < other.key);

/** Keys by the instant at which they are due, earliest first, equal ones by key: the order does not depend on history. */
export class DueQueue {
  readonly #due = new Map<string, number>();
  /** A binary heap; entries that `#due` contradicts are left over. */
  #heap: Entry[] = [];

  /** Sets when the key is due; null: never. */
  set(key: string, dueMs: number | null): void {
    if ((this.#due.get(key) ?? null) === dueMs) return;
    if (dueMs === null) this.#due.delete(key);
    else {
      this.#due.set(key, dueMs);
      this.#push({ key, dueMs });
    }
    if (this.#heap.length > 2 * this.#due.size + 64) this.#rebuild();
  }

  /** When the first key is due; infinity when none is. */
  nextMs(): number {
    this.#dropLeftOver();
    return this.#heap[0]?.dueMs ?? Number.POSITIVE_INFINITY;
  }

  /** Takes out the first key that is due by now; undefined when none is. */
  take(nowMs: number): string | undefined {
    this.#dropLeftOver();
    const first = this.#heap[0];
    if (first === undefined || first.dueMs > nowMs) return undefined;
    this.#shift();
    this.#due.delete(first.key);
    return first.key;
  }

  #dropLeftOver(): void {
    for (let first = this.#heap[0]; first !== undefined; first = this.#heap[0]) {
      if (this.#due.get(first.key) === first.dueMs) return;
      this.#shift();
    }
  }

  #rebuild(): void {
    const entries = [...this.#due].map(([key, dueMs]) => ({ key, dueMs }));
    // A sorted list is a heap.
    this.#heap = entries.sort((one, other) => (before(one, other) ? -1 : 1));
  }

  #push(entry: Entry): void {
    let place = this.#heap.push(entry) - 1;
    while (place > 0) {
      const parent = (place - 1) >> 1;
      const above = this.#heap[parent];
      if (above === undefined || !before(entry, above)) break;
      this.#heap[place] = above;
      place = parent;
    }
    this.#heap[place] = entry;
  }

  #shift(): void {
    const last = this.#heap.pop();
    if (last === undefined || this.#heap.length === 0) return;
    let place = 0;
    for (;;) {
      const left = this.#heap[2 * place + 1];
      const right = this.#heap[2 * place + 2];
      const goesRight = left !== undefined && right !== undefined && before(right, left);
      const lesser = goesRight ? right : left;
      if (lesser === undefined || !before(lesser, last)) break;
      this.#heap[place] = lesser;
      place = goesRight ? 2 * place + 2 : 2 * place + 1;
    }
    this.#heap[place] = last;
  }
}
