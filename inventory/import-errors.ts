import { inventoryLimits } from "./limits.ts";

/** Everything that can be wrong with an inventory; described in docs/formats/inventory.md. */
export const inventoryErrorCodes = [
  "unreadable-file",
  "bad-syntax",
  "missing-field",
  "unknown-field",
  "wrong-type",
  "bad-value",
  "unknown-reference",
  "operator-not-at-site",
  "duplicate",
  "overlap",
  "cycle",
  "limit",
] as const;
/** One of the kinds of import errors. */
export type InventoryErrorCode = (typeof inventoryErrorCodes)[number];

/** One thing that is wrong with an inventory, where it is and what to do about it. */
export interface InventoryError {
  readonly code: InventoryErrorCode;
  /** As it was named to the import; for a folder of CSV the file in it. */
  readonly file: string;
  /** Line of the file, from 1; null when the file as a whole is meant. */
  readonly row: number | null;
  /** `latitude`, `hamlets[0].population`; the name of the list when a whole entry is meant; empty for the file. */
  readonly field: string;
  /** What stands there, as JSON, cut short; null when nothing does. */
  readonly value: string | null;
  readonly message: string;
  readonly fix: string;
}

const valueCharactersMax = 80;

/** A value as an error shows it. */
export const shownValue = (value: unknown): string | null => {
  const text = JSON.stringify(value);
  if (text === undefined || text === "null") return null;
  return text.length > valueCharactersMax ? `${text.slice(0, valueCharactersMax)}…` : text;
};

/** Gathers errors: the same one only once, and no more than the limit. */
export class ErrorList {
  readonly #errors = new Map<string, InventoryError>();
  #overflow = 0;

  get empty(): boolean {
    return this.#errors.size === 0;
  }

  add(error: InventoryError): void {
    const key = JSON.stringify(error);
    if (this.#errors.has(key)) return;
    if (this.#errors.size < inventoryLimits.errorsMax) this.#errors.set(key, error);
    else this.#overflow += 1;
  }

  has(code: InventoryErrorCode): boolean {
    return [...this.#errors.values()].some((error) => error.code === code);
  }

  /** All errors, ordered by file and row. */
  sorted(): readonly InventoryError[] {
    const errors = [...this.#errors.values()].sort(
      (a, b) => a.file.localeCompare(b.file, "en") || (a.row ?? 0) - (b.row ?? 0),
    );
    const last = errors.at(-1);
    if (this.#overflow === 0 || last === undefined) return errors;
    const message = `${this.#overflow} more errors are not listed`;
    const fix = "mend those above and import again";
    return [...errors, { code: "limit", file: last.file, row: null, field: "", value: null, message, fix }];
  }
}

const formatOne = ({ file, row, field, value, message, fix }: InventoryError): string => {
  const place = row === null ? file : `${file}:${row}`;
  const what = field === "" ? "" : `${field}: `;
  const shown = value === null ? "" : ` (found ${value})`;
  return `${place}: ${what}${message}${shown}\n    fix: ${fix}`;
};

/** All errors as text for people, two lines each: where and what, then the fix. */
export const formatInventoryErrors = (errors: readonly InventoryError[]): string =>
  errors.map(formatOne).join("\n");
