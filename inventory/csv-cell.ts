import { isFields } from "./source.ts";

const numberPattern = /^-?\d+(\.\d+)?(e[+-]?\d{1,3})?$/i;
const commaNumberPattern = /^-?\d+,\d+$/;

/** Text that a spreadsheet would take for a formula, behind any number of apostrophes. */
const formulaPattern = /^'*[=+\-@\t\r]/;
const guardedPattern = /^'+[=+\-@\t\r]/;

/** Puts an apostrophe before a text that a spreadsheet would run as a formula. */
export const guardFormula = (text: string): string => (formulaPattern.test(text) ? `'${text}` : text);

/** Takes the apostrophe of `guardFormula` off again. */
export const unguardFormula = (text: string): string => (guardedPattern.test(text) ? text.slice(1) : text);

/** The number in a cell, or the text as it is; with `decimalComma`, `11,99` is a number too. */
export const readNumber = (text: string, decimalComma: boolean): number | string => {
  if (decimalComma && commaNumberPattern.test(text)) return Number(text.replace(",", "."));
  return numberPattern.test(text) ? Number(text) : text;
};

/** Cuts at a separator that no backslash stands before; the backslashes stay. */
const cut = (text: string, separator: "|" | ":"): readonly string[] => {
  const parts = [""];
  for (const [piece] of text.matchAll(/\\.|[^\\]|\\$/gsu)) {
    if (piece === separator) parts.push("");
    else parts.push(`${parts.pop() ?? ""}${piece}`);
  }
  return parts;
};

const escapeText = (text: string): string => text.replace(/[\\|:]/g, "\\$&");
const unescapeText = (text: string): string => text.replace(/\\(.)/gsu, "$1");

/** A list in a cell: `VTL|VNP`. */
export const readList = (text: string): readonly string[] =>
  cut(text, "|").map((part) => unescapeText(part.trim()));

/** A list as a cell. */
export const writeList = (items: readonly unknown[]): string =>
  items.map((item) => escapeText(String(item))).join("|");

/** Hamlets in a cell: `Ấp 3:820|Ấp 4:610`; a backslash stands before `|`, `:` and `\` of a name. */
export const readHamlets = (text: string, decimalComma: boolean): readonly unknown[] =>
  cut(text, "|").map((part) => {
    const [name = "", population, ...rest] = cut(part, ":").map((piece) => piece.trim());
    const number = rest.length > 0 ? part : readNumber(population ?? "", decimalComma);
    return population === undefined
      ? { name: unescapeText(name) }
      : { name: unescapeText(name), population: number };
  });

/** Hamlets as a cell. */
export const writeHamlets = (hamlets: readonly unknown[]): string =>
  hamlets
    .filter(isFields)
    .map((hamlet) => `${escapeText(String(hamlet["name"]))}:${String(hamlet["population"])}`)
    .join("|");
