import type { FluxRow } from "../export/influx-client.ts";
import { answerDamaged } from "./history-fault.ts";

const cellOf = (row: FluxRow, column: string): string => {
  const cell = row.cell(column);
  if (cell === null) throw answerDamaged(`it has no column ${column}`);
  return cell;
};

/** The name of the field that a row is of. */
export const fieldOf = (row: FluxRow): string => cellOf(row, "_field");

const numberOf = (text: string): number => {
  const number = text === "" ? Number.NaN : Number(text);
  if (!Number.isFinite(number)) throw answerDamaged(`"${text.slice(0, 40)}" is not a number`);
  return number;
};

/** Times and values of one table as its rows arrive: oldest first, each time once, no more than were asked for. */
export class FluxColumns {
  readonly tsMs: number[] = [];
  readonly values: number[] = [];
  readonly #rowsMax: number;
  readonly #placeOf: (instantMs: number) => number;

  /** `placeOf` makes the time of a row from its `_time`. */
  constructor(rowsMax: number, placeOf = (instantMs: number): number => instantMs) {
    this.#rowsMax = rowsMax;
    this.#placeOf = placeOf;
  }

  /** Takes a row's `_time` and `_value`; throws HistoryUnavailable `answer-damaged`. */
  take(row: FluxRow): void {
    const time = cellOf(row, "_time");
    const tsMs = this.#placeOf(Date.parse(time));
    if (Number.isNaN(tsMs)) throw answerDamaged(`"${time.slice(0, 40)}" is not a time`);
    if (tsMs <= (this.tsMs.at(-1) ?? Number.NEGATIVE_INFINITY))
      throw answerDamaged(`${time} comes twice, or after what is later`);
    if (this.tsMs.length >= this.#rowsMax)
      throw answerDamaged(`it has more than the ${this.#rowsMax} rows asked for`);
    this.tsMs.push(tsMs);
    this.values.push(numberOf(cellOf(row, "_value")));
  }
}

/** Lags at the times of readings; 0 where none was told, for a reading that came in time. Both are in the order of time. */
export const lagsAt = (tsMs: readonly number[], lags: FluxColumns): Int32Array<ArrayBuffer> => {
  const aligned = new Int32Array(tsMs.length);
  let place = 0;
  for (const [row, at] of tsMs.entries()) {
    while ((lags.tsMs[place] ?? Number.POSITIVE_INFINITY) < at) place++;
    if (lags.tsMs[place] === at) aligned[row] = lags.values[place] ?? 0;
  }
  return aligned;
};
