import { globSync, readFileSync } from "node:fs";
import { runInNewContext } from "node:vm";
import { z } from "zod";

/** The argument of one call of `wordsOf`. */
export interface WordLists {
  readonly path: string;
  readonly vi: Readonly<Record<string, string>>;
  readonly en: Readonly<Record<string, string>>;
}

const texts = z.record(z.string(), z.string());
const lists = z.strictObject({ vi: texts, en: texts });

/** Strings, templates and comments, in which brackets mean nothing; or one bracket. */
const token = /"(?:\\.|[^"\\])*"|'(?:\\.|[^'\\])*'|`(?:\\.|[^`\\])*`|\/\/.*|\/\*[\s\S]*?\*\/|[()]/g;

/** The text between an opening bracket and its closing one. */
const withinBrackets = (source: string, openedAt: number): string => {
  let depth = 0;
  token.lastIndex = openedAt;
  for (let found = token.exec(source); found !== null; found = token.exec(source)) {
    if (found[0] === "(") depth += 1;
    if (found[0] === ")") depth -= 1;
    if (depth === 0) return source.slice(openedAt + 1, found.index);
  }
  throw new Error("a bracket is not closed");
};

const listsIn = (path: string): readonly WordLists[] => {
  const source = readFileSync(path, "utf8");
  return [...source.matchAll(/(?<!\* .*)\bwordsOf\((?=\s*\{)/g)].map(({ 0: call, index }) => {
    const argument = withinBrackets(source, index + call.length - 1);
    return { path, ...lists.parse(runInNewContext(`(${argument.replace(/,\s*$/, "")})`)) };
  });
};

/** All words of the console, as they stand in its sources: its pages can't be loaded without a browser. */
export const readWordLists = (): readonly WordLists[] =>
  globSync("console/**/*.{ts,tsx}").toSorted().flatMap(listsIn);
