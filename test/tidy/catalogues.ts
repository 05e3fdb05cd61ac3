import type { SourceFile } from "./source-file.ts";

const catalogueType = /^export type (\w*(?:ErrorCode|Reason|Trouble))\s*=\s*([^;]+);/gm;

const stringsIn = (text: string): readonly string[] =>
  [...text.matchAll(/"([^"]+)"/g)].map(([, word = ""]) => word);

/** The text of a constant's value, brackets and all. */
const constantText = (file: SourceFile, name: string): string => {
  const start = file.code.search(new RegExp(`\\bconst ${name}\\b`));
  const open = start < 0 ? -1 : file.code.slice(start).search(/[{[]/) + start;
  let depth = 0;
  for (let at = open; at >= 0 && at < file.code.length; at += 1) {
    if (/[{[(]/.test(file.code.charAt(at))) depth += 1;
    if (/[}\])]/.test(file.code.charAt(at))) depth -= 1;
    if (depth === 0) return file.text.slice(open, at);
  }
  return "";
};

const keysIn = (text: string): readonly string[] =>
  [...text.matchAll(/^ {2}"?([\w-]+)"?:/gm)].map(([, key = ""]) => key);

/** The words of a type that is a union, the keys of a constant, or the items of a list. */
const wordsOf = (file: SourceFile, definition: string): readonly string[] => {
  const keysOf = /^keyof typeof (\w+)/.exec(definition)?.[1];
  if (keysOf !== undefined) return keysIn(constantText(file, keysOf));
  const itemsOf = /^\(typeof (\w+)\)\[number\]/.exec(definition)?.[1];
  return stringsIn(itemsOf === undefined ? definition : constantText(file, itemsOf));
};

/** One word of a catalogue of errors or reasons. */
export interface CatalogueWord {
  readonly file: string;
  readonly catalogue: string;
  readonly word: string;
}

/** Every error code and reason that a room exports. */
export const catalogueWords = (file: SourceFile): readonly CatalogueWord[] =>
  [...file.text.matchAll(catalogueType)].flatMap(([, catalogue = "", definition = ""]) =>
    wordsOf(file, definition).map((word) => ({ file: file.path, catalogue, word })),
  );

const titlePattern = /\b(?:test|describe|it)\b[^"'`\n]*\(\s*(["'`])((?:\\.|(?!\1)[^\\])*)\1/g;

/** The titles of all tests and groups of tests. */
export const testTitles = (file: SourceFile): readonly string[] =>
  [...file.text.matchAll(titlePattern)].map(([, , title = ""]) => title);

/** Words of catalogues that no test names. */
export const unnamedWords = (
  words: readonly CatalogueWord[],
  tests: readonly SourceFile[],
): readonly string[] => {
  const text = tests.map((file) => file.text).join("\n");
  return words
    .filter(({ word }) => !new RegExp(`(?<![\\w-])${word}(?![\\w-])`).test(text))
    .map(({ file, catalogue, word }) => `${file} ${catalogue} "${word}"`);
};
