import { findAll, lineAt, type SourceFile } from "./source-file.ts";

const withoutImports = (file: SourceFile): SourceFile => ({
  ...file,
  code: file.code.replace(
    /\b(?:import|export)\b(?:\s+type)?\s*(?:\*[^;]*|\{[^}]*\}\s*(?:from[^;]*)?);/g,
    (text) => text.replace(/[^\n]/g, " "),
  ),
});

/** Ways around the type checker: `any`, `!` after a value, `as` other than `as const`, switched-off checks. */
export const typeEscapes = (file: SourceFile): readonly string[] => {
  const bare = withoutImports(file);
  return [
    ...findAll(bare, /(?<![.\w$])any(?![\w$]|\s*[:(])/g, "any: say unknown and narrow it"),
    ...findAll(bare, /[\w$)\]]!(?!=)/g, "! after a value: handle its absence"),
    ...findAll(bare, /(?<=[\w$)\]}"]\s+)as\s+(?!const\b)[\w$({["]/g, "as: parse or narrow instead"),
    ...[...file.text.matchAll(/@ts-(ignore|nocheck|expect-error)/g)].map(
      ({ index }) => `${file.path}:${lineAt(file.text, index)} switches the type checker off`,
    ),
  ];
};

const impurePattern =
  /\bDate\.now\b|\bnew Date\(\s*\)|\bperformance\.now\b|\bset(?:Timeout|Interval|Immediate)\b|\bMath\.random\b|\bprocess\.|\bconsole\.|\brandom(?:Bytes|UUID|Int)\b/g;
const edgeModulePattern =
  /import\s+(?!type\b)[^;"]*from\s+"node:(?:fs|net|tls|http|https|dns|dgram|child_process|worker_threads|timers|os|readline|process)[^"]*"/g;

/** Clock, timer, randomness, process and I/O, which the core takes as arguments (I10). */
export const impurities = (file: SourceFile): readonly string[] => [
  ...findAll(file, impurePattern, "reaches out of the core: take it as an argument"),
  ...[...file.text.matchAll(edgeModulePattern)].map(
    ({ index, 0: words }) =>
      `${file.path}:${lineAt(file.text, index)} imports ${words.slice(words.indexOf('"'))}`,
  ),
];

const exportPattern =
  /^export (?:default )?(?:declare )?(?:async )?(?:abstract )?(?:const|let|function\*?|class|interface|type) \{?\s*([\w$]*)/gm;

/** Exports without a sentence that says what they are; a re-export has its sentence at home. */
export const undocumentedExports = (file: SourceFile): readonly string[] =>
  [...file.code.matchAll(exportPattern)].flatMap(({ index, 0: words, 1: name }) => {
    if (words.includes("{")) return [];
    const before = file.text.slice(0, index).replace(/(?:\n\/\/[^\n]*)+\n$/, "\n");
    return before.trimEnd().endsWith("*/") ? [] : [`${file.path}:${lineAt(file.code, index)} ${name}`];
  });

const commentPattern = /\/\/[^\n]*|\/\*[\s\S]*?\*\//g;

/** Notes to oneself in comments. */
export const leftNotes = (file: SourceFile): readonly string[] =>
  [...file.text.matchAll(commentPattern)]
    // Where the mask has no blank stands a string that looks like a comment.
    .filter(({ index }) => file.code.charAt(index) === " ")
    .filter(([words]) => /\b(?:TODO|FIXME|XXX|HACK)\b/.test(words))
    .map(({ index }) => `${file.path}:${lineAt(file.text, index)} do it, or drop the note`);

const caseModifier = /\b(?:test|describe|it)(?:\.\w+)*\.(only|skip|skipIf|todo|fails)\b/g;

/** Tests that leave others out, or are left out themselves without a comment that says why. */
export const leftOutTests = (file: SourceFile): readonly string[] => {
  const lines = file.text.split("\n");
  return [...file.code.matchAll(caseModifier)].flatMap(({ index, 1: modifier }) => {
    const line = lineAt(file.code, index);
    const near = [lines[line - 2], lines[line - 1]].join("\n");
    const reason = modifier !== "only" && /\/\/ \S|\*\//.test(near);
    return reason ? [] : [`${file.path}:${line} .${modifier} without a reason`];
  });
};
