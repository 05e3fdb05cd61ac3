import type { SeriesId } from "./identifiers.ts";

/** `lagMs` of a reading whose device sent no time: its `tsMs` is the receive time. */
export const timeFromReceipt = -2_147_483_648;

/**
 * Readings as columns: row i is (series[i], tsMs[i], value[i], lagMs[i]) for i < length.
 *
 * - `series`: number of the series in the catalog
 * - `tsMs`: event time, milliseconds since 1970 UTC, an integer
 * - `value`: the number; booleans are 0 or 1, words their place in the metric's list
 * - `lagMs`: receive time minus event time, or `timeFromReceipt`
 */
export class ReadingColumns {
  series: Int32Array<ArrayBuffer>;
  tsMs: Float64Array<ArrayBuffer>;
  value: Float64Array<ArrayBuffer>;
  lagMs: Int32Array<ArrayBuffer>;
  length = 0;

  constructor(capacity: number) {
    this.series = new Int32Array(capacity);
    this.tsMs = new Float64Array(capacity);
    this.value = new Float64Array(capacity);
    this.lagMs = new Int32Array(capacity);
  }

  get capacity(): number {
    return this.series.length;
  }

  /** Makes room for `count` more rows. */
  reserve(count: number): void {
    const needed = this.length + count;
    if (needed <= this.capacity) return;
    const grown = new ReadingColumns(Math.max(needed, this.capacity * 2));
    grown.series.set(this.series);
    grown.tsMs.set(this.tsMs);
    grown.value.set(this.value);
    grown.lagMs.set(this.lagMs);
    this.series = grown.series;
    this.tsMs = grown.tsMs;
    this.value = grown.value;
    this.lagMs = grown.lagMs;
  }

  /** Appends one row; the caller has reserved room for it. */
  append(series: SeriesId, tsMs: number, value: number, lagMs: number): void {
    const row = this.length++;
    this.series[row] = series;
    this.tsMs[row] = tsMs;
    this.value[row] = value;
    this.lagMs[row] = lagMs;
  }

  /** Forgets all rows, keeps the memory. */
  clear(): void {
    this.length = 0;
  }
}
