/** Newest event time taken in of each series, by series id; -Infinity where there is none. */
export class NewestTimes {
  #tsMs = new Float64Array(1_024).fill(Number.NEGATIVE_INFINITY);

  at(series: number): number {
    return this.#tsMs[series] ?? Number.NEGATIVE_INFINITY;
  }

  set(series: number, tsMs: number): void {
    if (series >= this.#tsMs.length) this.#grow(series);
    this.#tsMs[series] = tsMs;
  }

  #grow(series: number): void {
    const grown = new Float64Array(Math.max(series + 1, this.#tsMs.length * 2)).fill(
      Number.NEGATIVE_INFINITY,
    );
    grown.set(this.#tsMs);
    this.#tsMs = grown;
  }
}
