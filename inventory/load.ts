import { readdirSync, readFileSync, statSync } from "node:fs";
import { join } from "node:path";
import { fileURLToPath } from "node:url";
import { type CsvFileName, csvFileNames, parseInventoryCsv } from "./csv-format.ts";
import type { InventoryResult } from "./import.ts";
import type { InventoryError } from "./import-errors.ts";
import { inventoryLimits } from "./limits.ts";
import { parseInventoryYaml } from "./yaml-format.ts";

/** The example that ships: a province of 40 sites. */
export const exampleProvincePath: string = fileURLToPath(new URL("./example-province.yaml", import.meta.url));

const fileError = (file: string, message: string, fix: string): InventoryError => ({
  code: "unreadable-file",
  file,
  row: null,
  field: "",
  value: null,
  message,
  fix,
});

const words = (cause: unknown): string => (cause instanceof Error ? cause.message : String(cause));

/** The text of a file, or what is wrong with it. */
const readText = (path: string, file: string): string | InventoryError => {
  try {
    const { size } = statSync(path);
    if (size > inventoryLimits.fileBytesMax) {
      const message = `the file has ${size} bytes; ${inventoryLimits.fileBytesMax} is the limit`;
      return { ...fileError(file, message, "split the inventory"), code: "limit" };
    }
    return new TextDecoder("utf-8", { fatal: true }).decode(readFileSync(path));
  } catch (cause) {
    const encoding = cause instanceof TypeError;
    const message = encoding ? "the file is not UTF-8 text" : `the file can't be read: ${words(cause)}`;
    const fix = encoding
      ? 'save it as UTF-8 (in Excel: "CSV UTF-8")'
      : "check the name and the access rights";
    return fileError(file, message, fix);
  }
};

const isCsvFileName = (name: string): name is CsvFileName => csvFileNames.some((known) => known === name);

const readFolder = (path: string): InventoryResult => {
  const texts: Partial<Record<CsvFileName, string>> = {};
  const errors: InventoryError[] = [];
  const names = readdirSync(path).filter((name) => name.toLowerCase().endsWith(".csv"));
  for (const name of names) {
    if (!isCsvFileName(name)) {
      const fix = `rename it or take it out of the folder; the files are ${csvFileNames.join(", ")}`;
      errors.push(fileError(name, "is not a file of an inventory", fix));
      continue;
    }
    const text = readText(join(path, name), name);
    if (typeof text === "string") texts[name] = text;
    else errors.push(text);
  }
  if (names.length === 0) {
    errors.push(fileError(path, "the folder holds no CSV", `put ${csvFileNames.join(", ")} there`));
  }
  return errors.length > 0 ? { ok: false, errors } : parseInventoryCsv(texts);
};

const readPath = (path: string): InventoryResult => {
  if (statSync(path, { throwIfNoEntry: false })?.isDirectory()) return readFolder(path);
  if (/\.csv$/i.test(path)) {
    const fix = `name the folder that holds ${csvFileNames.join(", ")}`;
    return { ok: false, errors: [fileError(path, "one CSV file is not a whole inventory", fix)] };
  }
  const text = readText(path, path);
  return typeof text === "string" ? parseInventoryYaml(text, path) : { ok: false, errors: [text] };
};

/**
 * Reads an inventory from a YAML file or from a folder of CSV files. Answers all errors at once; never throws.
 * Reads synchronously: for start and commands, not for the running platform.
 */
export const loadInventory = (path: string): InventoryResult => {
  try {
    return readPath(path);
  } catch (cause) {
    const fix = "check the name and the access rights";
    return { ok: false, errors: [fileError(path, `can't be read: ${words(cause)}`, fix)] };
  }
};
