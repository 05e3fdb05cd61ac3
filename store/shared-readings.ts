import type { JournalBatch } from "../telemetry/journal.ts";
import type { ReadingColumns } from "../telemetry/reading-columns.ts";
import type { ReadingRows } from "./duckdb.ts";
import type { SharedReadings } from "./worker-messages.ts";

const bytesPerReading = 24;

const columnsOf = (memory: SharedArrayBuffer, capacity: number) => ({
  tsMs: new Float64Array(memory, 0, capacity),
  value: new Float64Array(memory, capacity * 8, capacity),
  series: new Int32Array(memory, capacity * 16, capacity),
  lagMs: new Int32Array(memory, capacity * 20, capacity),
});

/**
 * Hands the readings of one batch at a time to the worker through memory that both see. One memcpy of 24 bytes a
 * reading, and unlike a transfer it leaves the batch whole when the worker dies.
 */
export class ReadingsHandover {
  #capacity = 0;
  #memory = new SharedArrayBuffer(0);
  #columns = columnsOf(this.#memory, 0);

  /** Copies the batch's readings; they stay there until the next call. */
  put(batch: JournalBatch): SharedReadings {
    const fresh = batch.fresh.length;
    const behind = batch.behind.length;
    if (fresh + behind > this.#capacity) this.#grow(fresh + behind);
    this.#copy(batch.fresh, 0);
    this.#copy(batch.behind, fresh);
    return { memory: this.#memory, capacity: this.#capacity, fresh, behind };
  }

  #copy(from: ReadingColumns, at: number): void {
    if (from.length === 0) return;
    this.#columns.series.set(from.series.subarray(0, from.length), at);
    this.#columns.tsMs.set(from.tsMs.subarray(0, from.length), at);
    this.#columns.value.set(from.value.subarray(0, from.length), at);
    this.#columns.lagMs.set(from.lagMs.subarray(0, from.length), at);
  }

  #grow(rows: number): void {
    this.#capacity = Math.max(4096, 2 ** Math.ceil(Math.log2(rows)));
    this.#memory = new SharedArrayBuffer(this.#capacity * bytesPerReading);
    this.#columns = columnsOf(this.#memory, this.#capacity);
  }
}

/** The rows of shared readings as views: fresh and behind. */
export const takeReadings = (
  shared: SharedReadings,
): { readonly fresh: ReadingRows; readonly behind: ReadingRows } => {
  const columns = columnsOf(shared.memory, shared.capacity);
  const part = (from: number, to: number): ReadingRows => ({
    series: columns.series.subarray(from, to),
    tsMs: columns.tsMs.subarray(from, to),
    value: columns.value.subarray(from, to),
    lagMs: columns.lagMs.subarray(from, to),
  });
  return { fresh: part(0, shared.fresh), behind: part(shared.fresh, shared.fresh + shared.behind) };
};
