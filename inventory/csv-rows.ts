import { stringify } from "csv-stringify/sync";
import { guardFormula } from "./csv-cell.ts";

/** A cell as it is written: numbers as they are, a text guarded against being run as a formula, null as nothing. */
export type CsvCell = string | number | boolean | null;

const written = (cell: CsvCell): string =>
  typeof cell === "string" ? guardFormula(cell) : cell === null ? "" : String(cell);

/** The byte order mark that makes a spreadsheet read UTF-8. */
export const byteOrderMark = "\uFEFF";

/** Rows as CSV: commas, CRLF at the end of each (RFC 4180); no byte order mark. */
export const csvLines = (rows: readonly (readonly CsvCell[])[]): string =>
  rows.length === 0
    ? ""
    : stringify(
        rows.map((row) => row.map(written)),
        { record_delimiter: "\r\n" },
      );
