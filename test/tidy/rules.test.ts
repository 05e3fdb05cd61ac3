import { describe, expect, test } from "vitest";
import { catalogueWords, testTitles, unnamedWords } from "./catalogues.ts";
import { deadFiles, foreignImports } from "./imports.ts";
import { maskText } from "./mask.ts";
import { longFiles, longFunctions, medianLines } from "./sizes.ts";
import { sourceFile } from "./source-file.ts";
import { impurities, leftNotes, leftOutTests, typeEscapes, undocumentedExports } from "./text-rules.ts";
import { badNames, badPaths } from "./words.ts";

const file = (text: string, path = "alerts/sample.ts") => sourceFile(path, text);

describe("the mask keeps code and hides words", () => {
  test.each([
    ['a = "x as y"; b', 'a = "······"; b'],
    ["a = 'it\\'s'; b", 'a = "·····"; b'],
    ["a /* b */ c // d", "a         c     "],
    [`a = \`x \${b ? \`y \${c}\` : '}'} z\`; d`, 'a = "···{b ? "···{c}" : "·"}··"; d'],
    ["a = b / c / d;", "a = b / c / d;"],
    ['a = /["/]\\/x/g; b', 'a = "········"; b'],
    ["f(/a b/.test(c))", 'f("···".test(c))'],
    ["x = { a: `}` }; y", 'x = { a: "·" }; y'],
  ])("%s", (text, shown) => {
    expect(maskText(text)).toBe(shown);
  });

  test("lines and length stay", () => {
    const text = `/* a\nb */ \`c\n\${d}\n\`\n'e'`;
    expect(maskText(text)).toHaveLength(text.length);
    expect(maskText(text).split("\n")).toHaveLength(text.split("\n").length);
  });
});

describe("each rule finds what it forbids", () => {
  const body = "  a();\n".repeat(71);
  test.each([
    ["an arrow", `const f = (a: string) => {\n${body}};`],
    ["a function with a result", `function f(a: () => void): Promise<readonly X[]> {\n${body}}`],
    ["a method", `class A {\n  async run(): Promise<void> {\n${body}  }\n}`],
    ["a callback in an object", `const x = { run: () => {\n${body}} };`],
  ])("a long function: %s", (_name, text) => {
    expect(longFunctions(file(text))).toHaveLength(1);
  });

  test.each([
    ["a list of cases", `const x = {\n${"  a: 1,\n".repeat(90)}};`],
    ["a class of short methods", `class A {\n${"  a() {\n    b();\n  }\n".repeat(30)}}`],
    ["a branch", `if (a) {\n${body}}`],
    ["a group of tests", `describe("a", () => {\n${'  test("b", () => {});\n'.repeat(90)}});`],
  ])("not a long function: %s", (_name, text) => {
    expect(longFunctions(file(text, "test/a.test.ts"))).toEqual([]);
  });

  test("a long file, and the file in the middle", () => {
    const files = [1, 3, 401].map((lines) => file("a;\n".repeat(lines)));
    expect(longFiles(files)).toEqual(["alerts/sample.ts has 401 lines"]);
    expect(medianLines(files)).toBe(3);
  });

  test.each([
    ["alerts/a.ts", "../store/b.ts", 1],
    ["alerts/rules/a.ts", "../../store/b.ts", 1],
    ["alerts/a.ts", "../telemetry/b.ts", 0],
    ["api/a.ts", "../broker/b.ts", 1],
    ["api/a.ts", "../app/b.ts", 1],
    ["app/a.ts", "../broker/b.ts", 0],
    ["app/a.ts", "../test/b.ts", 1],
    ["test/a.ts", "../app/b.ts", 0],
  ])("layers: %s imports %s", (path, target, count) => {
    const forms = [
      `import { a } from "${target}";`,
      `import type { a } from "${target}";`,
      `import {\n  a,\n} from "${target}";`,
      `export * from "${target}";`,
      `import "${target}";`,
      `const a = await import("${target}");`,
    ];
    for (const form of forms) expect([form, foreignImports(file(form, path)).length]).toEqual([form, count]);
  });

  test("the console may have types of the API, nothing that runs", () => {
    const path = "console/a.ts";
    expect(foreignImports(file('import type { A } from "../api/b.ts";', path))).toEqual([]);
    expect(foreignImports(file('import { A } from "../api/b.ts";', path))).toHaveLength(1);
  });

  test("a file that nothing reaches; workers are reached through their URL", () => {
    const files = [
      file('import { a } from "../store/used.ts";', "app/main.ts"),
      file('new Worker(new URL("./worker.ts", import.meta.url))', "store/used.ts"),
      file("a;", "store/worker.ts"),
      file('import { a } from "./used.ts";', "store/dead.ts"),
    ];
    expect(deadFiles(files)).toEqual(["store/dead.ts"]);
  });

  test.each([
    "const a: any = 1;",
    "f(a!);",
    "a[0]!.b;",
    "const a = b as C;",
    "(a as unknown).b",
    "<any>a",
    "// @ts-ignore",
  ])("an escape from types: %s", (text) => {
    expect(typeEscapes(file(text))).toHaveLength(1);
  });

  test.each([
    "const a = [1] as const;",
    'import { a as b } from "./c.ts";',
    'import * as a from "./c.ts";',
    "export { a as b };",
    'const a = "x as y!";',
    "if (a !== b && !c) d;",
    "await Promise.any(a);",
    "const rule = { any: [1] };",
    "a = b\n!c;",
  ])("no escape from types: %s", (text) => {
    expect(typeEscapes(file(text))).toEqual([]);
  });

  test.each([
    "const a = Date.now();",
    "const a = new Date();",
    "setTimeout(f, 1);",
    "setInterval(f, 1);",
    "Math.random();",
    "process.env;",
    'console.log("a");',
    'import { readFileSync } from "node:fs";',
    'import { request } from "node:https";',
  ])("reaching out of the core: %s", (text) => {
    expect(impurities(file(text))).toHaveLength(1);
  });

  test.each([
    "new Date(nowMs);",
    '"Date.now"',
    "// Date.now",
    'import type { LookupFunction } from "node:net";',
  ])("staying in the core: %s", (text) => {
    expect(impurities(file(text))).toEqual([]);
  });

  test.each([
    "export const a = 1;",
    "// a\nexport class A {}",
    "export interface A {}",
    "export async function a() {}",
    "export type A = 1;",
  ])("an export without a sentence: %s", (text) => {
    expect(undocumentedExports(file(`import { b } from "./b.ts";\n${text}`))).toHaveLength(1);
    expect(undocumentedExports(file(`/** What it is. */\n${text}`))).toEqual([]);
  });

  test("a re-export needs no sentence", () => {
    expect(
      undocumentedExports(file('export { a } from "./a.ts";\nexport type { B } from "./a.ts";')),
    ).toEqual([]);
  });

  test.each([
    "alerts/utils.ts",
    "api/helpers/a.ts",
    "app/alarm-manager.ts",
    "store/tmp.ts",
    "api/userService.ts",
  ])("a file name that says nothing: %s", (path) => {
    expect(badPaths([path])).toHaveLength(1);
  });

  test.each([
    "const msg = 1;",
    "const f = (err: Error) => 1;",
    "for (const idx of a) b;",
    "class AlarmManager {}",
    "f((cb) => 1);",
    "readonly retryCnt: number;",
    "function f(a: number, bufLength: number) {}",
  ])("a name that is not written in full: %s", (text) => {
    expect(badNames(file(text))).toHaveLength(1);
  });

  test.each([
    "log({ err: cause });",
    "a.msg;",
    'const message = "msg";',
    "packet({ cmd: 1 });",
    "const residue = cobalt;",
  ])("a name that is ours and in full, or not ours: %s", (text) => {
    expect(badNames(file(text))).toEqual([]);
  });

  test("a note to oneself, but not a word in a string", () => {
    expect(leftNotes(file("// TODO later"))).toHaveLength(1);
    expect(leftNotes(file("/* FIXME */"))).toHaveLength(1);
    expect(leftNotes(file('const a = "// TODO";'))).toEqual([]);
  });

  test("a test that is left out, unless a comment says why", () => {
    expect(leftOutTests(file('test.skip("a", f);'))).toHaveLength(1);
    expect(leftOutTests(file('describe.skipIf(a)("b", f);'))).toHaveLength(1);
    expect(leftOutTests(file('// Needs a browser.\ntest.skipIf(a)("b", f);'))).toEqual([]);
    expect(leftOutTests(file('// Because.\ntest.only("a", f);'))).toHaveLength(1);
  });

  test("words of a catalogue that no test names", () => {
    const catalogues = [
      'export type AErrorCode = "one" | "two-parts";',
      'export const codes = [\n  "three",\n] as const;\nexport type BErrorCode = (typeof codes)[number];',
      'const kinds = {\n  "four-x": f(1, { a: 2 }),\n  five: 0,\n} as const;\nexport type CReason = keyof typeof kinds;',
    ];
    const words = catalogues.flatMap((text) => catalogueWords(file(text)));
    expect(words.map(({ word }) => word)).toEqual(["one", "two-parts", "three", "four-x", "five"]);
    const tests = [file('expect("one four-x five-fold two-parts")', "test/a.test.ts")];
    expect(unnamedWords(words, tests).map((words) => words.split('"')[1])).toEqual(["three", "five"]);
  });

  test("titles of tests", () => {
    const text =
      'describe("A", () => {\n  test.each([\n    [1],\n  ])("B %s", f);\n  test(`C "d"`, f);\n  it(\'E\', f);\n});';
    expect(testTitles(file(text))).toEqual(expect.arrayContaining(["A", 'C "d"', "E"]));
  });
});
