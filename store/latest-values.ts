import type { JournalBatch } from "../telemetry/journal.ts";
import type { ReadingColumns } from "../telemetry/reading-columns.ts";

/** The newest reading of a series. */
export interface LatestValue {
  readonly tsMs: number;
  readonly value: number;
  /** As in `ReadingColumns.lagMs`. */
  readonly lagMs: number;
}

const none = Number.NEGATIVE_INFINITY;

/** The newest committed reading of each series, in columns indexed by series id. */
export class LatestValues {
  #tsMs: Float64Array;
  #value: Float64Array;
  #lagMs: Int32Array;

  constructor(seriesExpected = 1024) {
    this.#tsMs = new Float64Array(seriesExpected).fill(none);
    this.#value = new Float64Array(seriesExpected);
    this.#lagMs = new Int32Array(seriesExpected);
  }

  /** Takes what recovery found; a reading replaces one that is older or as old. */
  restore(columns: ReadingColumns): void {
    this.#take(columns);
  }

  /** Takes a committed batch; rows that are behind are never the newest of their series. */
  apply(batch: JournalBatch): void {
    this.#take(batch.fresh);
  }

  /** The newest reading of a series; null when it has none. */
  of(series: number): LatestValue | null {
    const tsMs = this.newestTsMs(series);
    if (tsMs === none) return null;
    return { tsMs, value: this.#value[series] ?? 0, lagMs: this.#lagMs[series] ?? 0 };
  }

  /** Event time of the newest reading of a series; -Infinity when it has none. */
  newestTsMs(series: number): number {
    return this.#tsMs[series] ?? none;
  }

  #take(columns: ReadingColumns): void {
    const { series, tsMs, value, lagMs, length } = columns;
    this.#reserve(series, length);
    const latestTsMs = this.#tsMs;
    const latestValue = this.#value;
    const latestLagMs = this.#lagMs;
    for (let row = 0; row < length; row++) {
      const id = series[row] ?? 0;
      const at = tsMs[row] ?? none;
      if (at < (latestTsMs[id] ?? none)) continue;
      latestTsMs[id] = at;
      latestValue[id] = value[row] ?? 0;
      latestLagMs[id] = lagMs[row] ?? 0;
    }
  }

  #reserve(series: Int32Array, length: number): void {
    let highest = -1;
    for (let row = 0; row < length; row++) highest = Math.max(highest, series[row] ?? 0);
    if (highest >= this.#tsMs.length) this.#grow(highest);
  }

  #grow(series: number): void {
    const size = Math.max(series + 1, this.#tsMs.length * 2);
    const tsMs = new Float64Array(size).fill(none);
    const value = new Float64Array(size);
    const lagMs = new Int32Array(size);
    tsMs.set(this.#tsMs);
    value.set(this.#value);
    lagMs.set(this.#lagMs);
    this.#tsMs = tsMs;
    this.#value = value;
    this.#lagMs = lagMs;
  }
}
