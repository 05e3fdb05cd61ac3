import type { ExportCursor } from "./cursor.ts";

/**
 * How far an export is for good. Some servers answer 204 before the data is on their disk (VictoriaMetrics: seconds)
 * and lose it when they are killed: what was taken lately is sent again when they come back.
 */
export class SettledCursor {
  readonly #settleMs: number;
  readonly #taken: { readonly atMs: number; readonly cursor: ExportCursor }[] = [];
  #settled: ExportCursor;

  constructor(cursor: ExportCursor, settleMs: number) {
    this.#settled = cursor;
    this.#settleMs = settleMs;
  }

  /** The cursor that may be noted: what came before it was followed by `settleMs` in which the server took more. */
  get settled(): ExportCursor {
    return this.#settled;
  }

  /** A portion was taken; the cursor is after it. */
  taken(cursor: ExportCursor, atMs: number): void {
    this.#taken.push({ atMs, cursor });
    while ((this.#taken[0]?.atMs ?? Number.POSITIVE_INFINITY) <= atMs - this.#settleMs)
      this.#settled = this.#taken.shift()?.cursor ?? this.#settled;
  }

  /** The server was gone: all that is not settled counts as not taken. Answers where to go on. */
  rewind(): ExportCursor {
    this.#taken.length = 0;
    return this.#settled;
  }
}
