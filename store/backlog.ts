/**
 * A reading in the journal up to which something is done. `row` is where it was seen: rows move when old ones are
 * deleted, so that (series, tsMs), which no two readings share, is what counts.
 */
export interface ReadingMark {
  readonly row: number;
  readonly series: number;
  readonly tsMs: number;
}

/** Readings in the order in which they were committed, after a mark; null begins with the first. */
export interface ReadingBacklogQuery {
  readonly after: ReadingMark | null;
  readonly rowsMax: number;
  /** Count what remains after them: worth asking now and then. */
  readonly counted: boolean;
}

/** Readings in the order in which they were committed, late ones where they came. */
export interface ReadingBacklog {
  readonly series: Int32Array<ArrayBuffer>;
  readonly tsMs: Float64Array<ArrayBuffer>;
  readonly value: Float64Array<ArrayBuffer>;
  /** As in `ReadingColumns.lagMs`. */
  readonly lagMs: Int32Array<ArrayBuffer>;
  /** The last of them; null when there are none. */
  readonly mark: ReadingMark | null;
  /** How many are stored after them, as near as the rows tell; null when that was not counted and is not 0. */
  readonly remaining: number | null;
}

/** Rows of a table in the order of writing, after a position. */
export interface RowBacklogQuery {
  readonly afterPosition: number;
  readonly rowsMax: number;
}

/** A row and its place in the order of writing. */
export interface PlacedRow<Row> {
  readonly position: number;
  readonly row: Row;
}
