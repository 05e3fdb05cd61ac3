import type { ErrorList, InventoryErrorCode } from "./import-errors.ts";
import { shownValue } from "./import-errors.ts";

/** The lists that make up an inventory, in the order in which they refer to each other. */
export const listNames = ["operators", "communes", "sites", "nodes", "links", "core", "devices"] as const;
/** Name of one of the lists. */
export type ListName = (typeof listNames)[number];

/** Path to a value inside an entry. */
export type FieldPath = readonly PropertyKey[];

/** Where something stands. */
interface Place {
  readonly file: string;
  readonly row: number | null;
}

/** An entry as it was read, before anything was checked, with the way back to its place in the file. */
export interface SourceRecord {
  readonly list: ListName;
  readonly fields: unknown;
  placeOf(path: FieldPath): Place;
}

/** All entries of an import; the entry of a core node is `{ node: "SITE/node" }`. */
export type InventorySource = Readonly<Record<ListName, readonly SourceRecord[]>>;

/** True for a value with named fields. */
export const isFields = (value: unknown): value is Readonly<Record<string, unknown>> =>
  typeof value === "object" && value !== null && !Array.isArray(value);

/** The value at a path; undefined when there is none. */
export const valueAt = (fields: unknown, path: FieldPath): unknown => {
  let value = fields;
  for (const step of path) {
    if (Array.isArray(value) && typeof step === "number") value = value[step];
    else if (isFields(value) && typeof step === "string" && Object.hasOwn(value, step)) value = value[step];
    else return undefined;
  }
  return value;
};

/** The text at a path; null when there is something else or nothing. */
export const textAt = (record: SourceRecord, ...path: FieldPath): string | null => {
  const value = valueAt(record.fields, path);
  return typeof value === "string" ? value : null;
};

/** `hamlets[0].population`. */
const formatPath = (path: FieldPath): string =>
  path.reduce<string>((text, step) => {
    if (typeof step === "number") return `${text}[${step}]`;
    return text === "" ? String(step) : `${text}.${String(step)}`;
  }, "");

/** What is wrong at a place of an entry. */
export interface Finding {
  readonly code: InventoryErrorCode;
  readonly path: FieldPath;
  readonly message: string;
  readonly fix: string;
}

/** Adds an error about an entry. */
export const report = (errors: ErrorList, record: SourceRecord, finding: Finding): void => {
  const { code, path, message, fix } = finding;
  errors.add({
    code,
    ...record.placeOf(path),
    field: path.length === 0 ? record.list : formatPath(path),
    value: path.length === 0 ? null : shownValue(valueAt(record.fields, path)),
    message,
    fix,
  });
};
