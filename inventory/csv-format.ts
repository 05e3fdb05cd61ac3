import { CsvError, parse } from "csv-parse/sync";
import { readHamlets, readList, readNumber, unguardFormula, writeHamlets, writeList } from "./csv-cell.ts";
import { byteOrderMark, type CsvCell, csvLines } from "./csv-rows.ts";
import { type InventoryResult, importSource } from "./import.ts";
import { ErrorList, shownValue } from "./import-errors.ts";
import type { Inventory } from "./inventory.ts";
import { plannedNames } from "./model.ts";
import { entriesOf } from "./record-entry.ts";
import { recordSchemas } from "./record-schema.ts";
import { type InventorySource, type ListName, listNames, type SourceRecord } from "./source.ts";

/** Name of the file of a list. */
export type CsvFileName = `${ListName}.csv`;

/** The columns of a list's file, in the order of the export; in an import the order is free. */
export const csvColumns = (list: ListName): readonly string[] => Object.keys(recordSchemas[list].shape);

const numberColumns: ReadonlySet<string> = new Set([
  "latitude",
  "longitude",
  "travelMinutes",
  ...plannedNames,
]);

interface Row {
  readonly row: number;
  readonly cells: readonly string[];
}

/** A semicolon is what spreadsheets in Vietnamese write, because the comma is the decimal sign there. */
const delimiterOf = (text: string): "," | ";" => {
  const [header = ""] = text.split("\n", 1);
  return header.split(";").length > header.split(",").length ? ";" : ",";
};

const rowCharactersMax = 1_000_000;

const readRows = (list: ListName, text: string, errors: ErrorList): readonly Row[] => {
  const file = `${list}.csv`;
  const rows: Row[] = [];
  const onRecord = (cells: string[], context: { readonly lines: number }) => {
    rows.push({ row: context.lines, cells });
    return null;
  };
  try {
    parse(text, {
      bom: true,
      delimiter: delimiterOf(text),
      relax_column_count: true,
      skip_empty_lines: true,
      trim: true,
      max_record_size: rowCharactersMax,
      on_record: onRecord,
    });
  } catch (cause) {
    const { message, lines } = syntaxErrorOf(cause);
    const fix = 'correct the row: a cell with a quotation mark needs quotes around it and "" for each inside';
    errors.add({ code: "bad-syntax", file, row: lines, field: "", value: null, message, fix });
  }
  return rows;
};

const syntaxErrorOf = (cause: unknown): { readonly message: string; readonly lines: number | null } => {
  if (!(cause instanceof CsvError)) throw cause;
  const lines = cause["lines"];
  return { message: cause.message, lines: typeof lines === "number" ? lines : null };
};

const readCell = (column: string, text: string, decimalComma: boolean): unknown => {
  const plain = unguardFormula(text);
  if (numberColumns.has(column)) return readNumber(plain, decimalComma);
  if (column === "tenants") return readList(plain);
  if (column === "hamlets") return readHamlets(plain, decimalComma);
  return plain;
};

/** Reports columns that the list does not have, or has twice; answers the column of each cell, null for those. */
const checkHeader = (list: ListName, header: Row, errors: ErrorList): readonly (string | null)[] => {
  const known = csvColumns(list);
  const place = { file: `${list}.csv`, row: header.row };
  return header.cells.map((column, index) => {
    const twice = header.cells.indexOf(column) !== index;
    if (column === "" || (known.includes(column) && !twice)) return column === "" ? null : column;
    errors.add({
      code: twice ? "duplicate" : "unknown-field",
      ...place,
      field: column,
      value: null,
      message: twice ? "this column is there twice" : "is not a column of this file",
      fix: `leave the column out; the columns are ${known.join(", ")}`,
    });
    return null;
  });
};

const checkLength = (errors: ErrorList, list: ListName, [header, row]: readonly [Row, Row]): void => {
  const columns = header.cells.length;
  const extra = row.cells.slice(columns).filter((cell) => cell !== "");
  if (extra.length === 0) return;
  const message = `the row has ${row.cells.length} cells, the header ${columns}`;
  const fix = "put quotes around a cell that holds the delimiter, or add the column's name";
  const place = { file: `${list}.csv`, row: row.row, field: list };
  errors.add({ code: "bad-syntax", ...place, value: shownValue(extra.join(" ")), message, fix });
};

const recordsOf = (list: ListName, text: string, errors: ErrorList): readonly SourceRecord[] => {
  const file = `${list}.csv`;
  const decimalComma = delimiterOf(text) === ";";
  const [header, ...rows] = readRows(list, text, errors);
  if (header === undefined) return [];
  const columns = checkHeader(list, header, errors);
  return rows.map((row) => {
    checkLength(errors, list, [header, row]);
    const cells = columns.flatMap((column, index) => {
      const cell = row.cells[index] ?? "";
      return column === null || cell === "" ? [] : [[column, readCell(column, cell, decimalComma)] as const];
    });
    return {
      list,
      fields: Object.fromEntries(cells),
      // A column that the header lacks is one error of the header, not one of every row.
      placeOf: ([column]) => {
        const lacking = column !== undefined && !columns.includes(String(column));
        return { file, row: lacking ? header.row : row.row };
      },
    };
  });
};

/** Reads an inventory from CSV texts by file name; files that are not given count as empty. Never throws. */
export const parseInventoryCsv = (files: Readonly<Partial<Record<CsvFileName, string>>>): InventoryResult => {
  const errors = new ErrorList();
  const list = (name: ListName) => recordsOf(name, files[`${name}.csv`] ?? "", errors);
  const source: InventorySource = {
    operators: list("operators"),
    communes: list("communes"),
    sites: list("sites"),
    nodes: list("nodes"),
    links: list("links"),
    core: list("core"),
    devices: list("devices"),
  };
  return importSource(source, errors);
};

const writeCell = (column: string, value: unknown): CsvCell => {
  if (value === undefined) return null;
  if (typeof value === "number") return value;
  if (!Array.isArray(value)) return String(value);
  return column === "hamlets" ? writeHamlets(value) : writeList(value);
};

/** Writes an inventory as CSV texts by file name (UTF-8 with a byte order mark); reading them gives an equal one. */
export const exportCsv = (inventory: Inventory): Readonly<Record<CsvFileName, string>> => {
  const entries = entriesOf(inventory.data);
  const write = (list: ListName): string => {
    const columns = csvColumns(list);
    const rows = entries[list].map((entry: Readonly<Record<string, unknown>>) =>
      columns.map((column) => writeCell(column, entry[column])),
    );
    return `${byteOrderMark}${csvLines([columns, ...rows])}`;
  };
  return {
    "operators.csv": write("operators"),
    "communes.csv": write("communes"),
    "sites.csv": write("sites"),
    "nodes.csv": write("nodes"),
    "links.csv": write("links"),
    "core.csv": write("core"),
    "devices.csv": write("devices"),
  };
};

/** The names of all files of a folder of CSV. */
export const csvFileNames: readonly CsvFileName[] = listNames.map((list) => `${list}.csv` as const);
