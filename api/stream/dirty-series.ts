import type { ReadingColumns } from "../../telemetry/reading-columns.ts";

const capacityFirst = 1_024;

/** Series that changed since the last flush, each once, in the order in which they first changed. */
export class DirtySeries {
  #marked = new Uint8Array(capacityFirst);
  #series: number[] = [];

  get size(): number {
    return this.#series.length;
  }

  /** Marks the series of all rows; a few nanoseconds a row. */
  mark({ series, length }: ReadingColumns): void {
    for (let row = 0; row < length; row++) {
      const id = series[row] ?? 0;
      if (id >= this.#marked.length) this.#grow(id);
      if (this.#marked[id] === 1) continue;
      this.#marked[id] = 1;
      this.#series.push(id);
    }
  }

  /** Takes up to `count` series out, those first that wait longest. */
  take(count: number): readonly number[] {
    const taken = this.#series.splice(0, count);
    for (const id of taken) this.#marked[id] = 0;
    return taken;
  }

  clear(): void {
    this.take(this.#series.length);
  }

  #grow(id: number): void {
    const marked = new Uint8Array(Math.max(id + 1, this.#marked.length * 2));
    marked.set(this.#marked);
    this.#marked = marked;
  }
}
