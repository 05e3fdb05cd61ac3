/** One point of a series; null where there is nothing. */
export interface Point {
  readonly atMs: number;
  readonly value: number | null;
}

/**
 * Several series over one list of instants, as chart libraries want them: null where nothing is known of a series, so
 * that its line breaks; undefined at an instant of another series, across which it goes on.
 */
export interface Aligned {
  readonly timesMs: readonly number[];
  readonly columns: readonly (readonly (number | null | undefined)[])[];
}

const columnOf = (points: readonly Point[], timesMs: readonly number[], gapMs: number) => {
  let next = 0;
  return timesMs.map((atMs) => {
    for (let point = points[next]; point !== undefined && point.atMs < atMs; point = points[next]) next += 1;
    const [before, after] = [points[next - 1], points[next]];
    if (after?.atMs === atMs) return after.value;
    if (before === undefined || after === undefined) return null;
    return after.atMs - before.atMs > gapMs ? null : undefined;
  });
};

/**
 * Lays series, each oldest first, over one list of instants. Between two points of a series further apart than
 * `gapMs` it gets a gap: a line must not be drawn through hours of which nobody knows anything.
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
  return { timesMs, columns: series.map((points) => columnOf(points, timesMs, gapMs)) };
};

/** A value as a number on an axis: yes is 1, no is 0, a word its place among those that occur. */
export const axisValue = (value: number | boolean | string, words: readonly string[]): number =>
  typeof value === "number" ? value : typeof value === "boolean" ? Number(value) : words.indexOf(value);
