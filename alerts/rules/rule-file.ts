import { readFileSync, statSync } from "node:fs";
import { z } from "zod";
import { type Document, readYaml } from "../../telemetry/yaml-text.ts";
import { ruleFileBytesMax } from "./limits.ts";
import type { RawRule } from "./origin.ts";
import { describeIssue, type RuleError } from "./rule-error.ts";

/** An entry of one of the lists of a rule file, and its place in that list. */
export interface FileEntry {
  readonly index: number;
  readonly raw: RawRule;
}

/** What a rule file holds, as written. */
export interface RuleFile {
  readonly rules: readonly FileEntry[];
  readonly overrides: readonly FileEntry[];
  /** Read by `test-file.ts`. */
  readonly tests: readonly FileEntry[];
}

const record = z.record(z.string(), z.unknown());
const list = z.array(z.unknown());
const file = z.strictObject({
  rules: z.array(record).optional(),
  overrides: z.array(record).optional(),
  tests: z.array(record).optional(),
});

const nothing: RuleFile = { rules: [], overrides: [], tests: [] };

/** An error of a file as a whole. */
export const fileError = (path: string, problem: string, fix: string): RuleError => ({
  file: path,
  rule: null,
  path: "",
  value: undefined,
  problem,
  fix,
});

const readText = (path: string): string | RuleError => {
  try {
    const { size } = statSync(path);
    if (size <= ruleFileBytesMax) return readFileSync(path, "utf8");
    const fix = `use at most ${ruleFileBytesMax} bytes a file, or overrides for classes instead of single sites`;
    return fileError(path, `holds ${size} bytes`, fix);
  } catch (error) {
    const reason = error instanceof Error ? error.message : String(error);
    return fileError(path, `can't be read: ${reason}`, "give the path of a readable YAML file");
  }
};

const plainValue = (path: string, document: Document, errors: RuleError[]): unknown => {
  try {
    return document.toJS() ?? {};
  } catch (error) {
    // Thrown for aliases that would grow without bound.
    const reason = error instanceof Error ? error.message : String(error);
    errors.push(fileError(path, `is not YAML: ${reason}`, "write the values out instead of using aliases"));
    return {};
  }
};

/** The entries that have the form of one; the others are complained of and hide nothing. */
const entriesOf = (content: RawRule, key: keyof RuleFile): readonly FileEntry[] =>
  (list.safeParse(content[key]).data ?? []).flatMap((entry, index) => {
    const { data: raw } = record.safeParse(entry);
    return raw === undefined ? [] : { index, raw };
  });

/** Texts by path that stand for what the files hold, or would hold. */
export type RuleTexts = ReadonlyMap<string, string>;

/** Reads one file of rules, overrides and tests; its errors are added to `errors`, what is right is answered. */
export const readRuleFile = (path: string, errors: RuleError[], texts?: RuleTexts): RuleFile => {
  const text = texts?.get(path) ?? readText(path);
  if (typeof text !== "string") {
    errors.push(text);
    return nothing;
  }
  // Keys that are lists would be written out as text, again for each key around them: that takes for ever.
  const document = readYaml(text);
  for (const error of document.errors) {
    errors.push(fileError(path, `is not YAML: ${error.message}`, "mend the syntax at that place"));
  }
  if (document.errors.length > 0) return nothing;
  const input = plainValue(path, document, errors);
  const issues = file.safeParse(input).error?.issues ?? [];
  errors.push(...issues.map((issue) => describeIssue({ file: path, rule: null, input }, issue)));
  const content = record.safeParse(input).data ?? {};
  return {
    rules: entriesOf(content, "rules"),
    overrides: entriesOf(content, "overrides"),
    tests: entriesOf(content, "tests"),
  };
};
