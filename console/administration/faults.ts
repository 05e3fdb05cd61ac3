import { type Fault, RequestRefused } from "../request/request.ts";

/** What the platform finds wrong, field by field; empty when it says nothing of fields. */
export const faultsOf = (error: unknown): readonly Fault[] =>
  error instanceof RequestRefused ? error.problem.errors : [];

/** What is wrong with one field of a body or what is within it, and how to mend it; null when nothing is. */
export const faultText = (error: unknown, field: string): string | null => {
  const path = `body.${field}`;
  const found = faultsOf(error).filter(
    (fault) => fault.path === path || fault.path.startsWith(`${path}.`) || fault.path.startsWith(`${path}[`),
  );
  if (found.length === 0) return null;
  return found.map(({ message, fix }) => (fix === undefined ? message : `${message}: ${fix}`)).join("; ");
};

/** Whether everything that is wrong stands at one of these fields already. */
export const areShown = (error: unknown, fields: readonly string[]): boolean => {
  const faults = faultsOf(error);
  return (
    faults.length > 0 && faults.every(({ path }) => fields.some((field) => path.startsWith(`body.${field}`)))
  );
};

/** One error of an inventory as a row of a table. */
export interface InventoryFaultRow {
  /** Of a folder of CSV; empty for one text. */
  readonly file: string;
  /** From 1; null when the file as a whole is meant. */
  readonly row: number | null;
  readonly field: string;
  readonly value: string;
  readonly message: string;
  readonly fix: string;
}

const place = /^body ?(?:(.*?) ?line (\d+): ?)?(.*)$/;

/** Splits the place of an inventory's error into file, row and field. */
export const inventoryFaultRow = ({ path, value, message, fix }: Fault): InventoryFaultRow => {
  const [, file = "", row, field = path] = place.exec(path) ?? [];
  return {
    ...{ file, field, message, value: value ?? "", fix: fix ?? "" },
    row: row === undefined ? null : Number(row),
  };
};
