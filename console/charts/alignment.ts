/** One point of a series; null where there is nothing. */
export interface Point {
  readonly atMs: number;
  readonly value: number | null;
}

/** Several series over one list of instants, as chart libraries want them. */
export interface Aligned {
  readonly timesMs: readonly number[];
  readonly columns: readonly (readonly (number | null)[])[];
}

/**
 * Lays series over one list of instants, with a gap where one has no point. Between two points further apart than
 * `gapMs` a gap is put into the first series: a line must not be drawn through hours of which nobody knows anything.
 */
export const align = (series: readonly (readonly Point[])[], gapMs: number): Aligned => {
  const instants = new Set<number>();
  for (const points of series) {
    let beforeMs: number | null = null;
    for (const { atMs } of points) {
      if (beforeMs !== null && atMs - beforeMs > gapMs) instants.add(beforeMs + 1);
      instants.add(atMs);
      beforeMs = atMs;
    }
  }
  const timesMs = [...instants].sort((one, other) => one - other);
  const columns = series.map((points) => {
    const byInstant = new Map(points.map(({ atMs, value }) => [atMs, value]));
    return timesMs.map((atMs) => byInstant.get(atMs) ?? null);
  });
  return { timesMs, columns };
};

/** A value as a number on an axis: yes is 1, no is 0, a word its place among those that occur. */
export const axisValue = (value: number | boolean | string, words: readonly string[]): number =>
  typeof value === "number" ? value : typeof value === "boolean" ? Number(value) : words.indexOf(value);
