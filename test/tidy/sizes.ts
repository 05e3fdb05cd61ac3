import { lineAt, type SourceFile } from "./source-file.ts";

/** Most lines of a file, of a function, and of the file in the middle when all are sorted by size. */
export const sizeLimits = { fileLinesMax: 400, functionLinesMax: 70, medianFileLinesMax: 200 } as const;

const linesOf = (text: string): number => text.split("\n").length - 1;

/** Files that are too long. */
export const longFiles = (files: readonly SourceFile[]): readonly string[] =>
  files
    .filter((file) => linesOf(file.text) > sizeLimits.fileLinesMax)
    .map((file) => `${file.path} has ${linesOf(file.text)} lines`);

/** Lines of the file in the middle. */
export const medianLines = (files: readonly SourceFile[]): number =>
  files.map((file) => linesOf(file.text)).sort((a, b) => a - b)[Math.floor(files.length / 2)] ?? 0;

const openerOf = (code: string, close: number): number => {
  let depth = 0;
  for (let at = close; at >= 0; at -= 1) {
    if (code[at] === ")") depth += 1;
    if (code[at] === "(") depth -= 1;
    if (depth === 0) return at;
  }
  return 0;
};

/** True when the brace at this place opens the body of a function, method or arrow. */
const opensFunction = (code: string, brace: number): boolean => {
  const before = code.slice(Math.max(0, brace - 300), brace).trimEnd();
  if (before.endsWith("=>")) return true;
  const result = /\)(\s*:\s*[\w\s.<>[\]|&,"·]+)?$/.exec(before);
  if (result === null) return false;
  const close = brace - (code.slice(Math.max(0, brace - 300), brace).length - result.index);
  const head = code.slice(0, openerOf(code, close)).trimEnd();
  return !/\b(if|for|while|switch|catch|with|await)$/.test(head);
};

const closerOf = (code: string, open: number): number => {
  let depth = 0;
  for (let at = open; at < code.length; at += 1) {
    if (code[at] === "{") depth += 1;
    if (code[at] === "}") depth -= 1;
    if (depth === 0) return at;
  }
  return code.length;
};

/** The callback of a `describe` is a heading, not a function. */
const groupsTests = (file: SourceFile, body: string): boolean =>
  file.room === "test" && /\b(test|describe|it)\b[.(]/.test(body);

/** Functions that are too long. */
export const longFunctions = (file: SourceFile): readonly string[] =>
  [...file.code.matchAll(/\{/g)].flatMap(({ index }) => {
    if (!opensFunction(file.code, index)) return [];
    const body = file.code.slice(index, closerOf(file.code, index) + 1);
    const lines = body.split("\n").length;
    if (lines <= sizeLimits.functionLinesMax || groupsTests(file, body)) return [];
    return [`${file.path}:${lineAt(file.code, index)} a function of ${lines} lines`];
  });
