import { readFileSync } from "node:fs";
import { join } from "node:path";
import { parseDocument } from "yaml";
import { z } from "zod";
import { isRuleKind, ruleKinds } from "./kinds.ts";
import type { Rule } from "./rule.ts";
import { describeIssue, type RuleError } from "./rule-error.ts";

/** All rules in force, or everything that is wrong with the files. */
export type LoadedRules =
  | { readonly ok: true; readonly rules: readonly Rule[] }
  | { readonly ok: false; readonly errors: readonly RuleError[] };

/** The file of the default rules. */
export const defaultRulesPath = join(import.meta.dirname, "default.yaml");

/** Rules in force at once. */
const rulesMax = 1_000;

type RawRule = Readonly<Record<string, unknown>>;

interface Origin {
  readonly file: string;
  readonly raw: RawRule;
}

const file = z.strictObject({ rules: z.array(z.record(z.string(), z.unknown())) });

const fileError = (path: string, problem: string, fix: string): RuleError => ({
  file: path,
  rule: null,
  path: "",
  value: undefined,
  problem,
  fix,
});

const readText = (path: string): string | RuleError => {
  try {
    return readFileSync(path, "utf8");
  } catch (error) {
    const reason = error instanceof Error ? error.message : String(error);
    return fileError(path, `can't be read: ${reason}`, "give the path of a readable YAML file");
  }
};

const readFile = (path: string, errors: RuleError[]): readonly RawRule[] => {
  const text = readText(path);
  if (typeof text !== "string") {
    errors.push(text);
    return [];
  }
  const document = parseDocument(text);
  for (const error of document.errors) {
    errors.push(fileError(path, `is not YAML: ${error.message}`, "mend the syntax at that place"));
  }
  if (document.errors.length > 0) return [];
  const content: unknown = document.toJS();
  const parsed = file.safeParse(content);
  if (parsed.success) return parsed.data.rules;
  errors.push(
    ...parsed.error.issues.map((issue) => describeIssue({ file: path, rule: null, input: content }, issue)),
  );
  return [];
};

const nameOf = (raw: RawRule): string | null => (typeof raw["alert"] === "string" ? raw["alert"] : null);

/** Without `kind` a rule changes single keys of an earlier one of its name; with `kind` it replaces it. */
const overlay = (earlier: Origin | undefined, raw: RawRule): RawRule =>
  raw["kind"] === undefined && earlier !== undefined ? { ...earlier.raw, ...raw } : raw;

const gather = (path: string, known: Map<string, Origin>, errors: RuleError[]): void => {
  const inFile = new Set<string>();
  for (const [index, raw] of readFile(path, errors).entries()) {
    const name = nameOf(raw);
    const at = { file: path, rule: name, path: `rules[${index}].alert`, value: raw["alert"] };
    if (name === null) {
      errors.push({ ...at, problem: "has no name", fix: "give the rule a name: alert: my-rule" });
    } else if (inFile.has(name)) {
      errors.push({ ...at, problem: "is there twice in one file", fix: "rename or remove one of the two" });
    } else {
      inFile.add(name);
      known.set(name, { file: path, raw: overlay(known.get(name), raw) });
    }
  }
};

const parseRule = (name: string, origin: Origin, errors: RuleError[]): Rule | null => {
  const { disabled, ...input } = origin.raw;
  if (disabled === true) return null;
  const kind = input["kind"];
  const at = { file: origin.file, rule: name, input };
  if (!isRuleKind(kind)) {
    const fix = `use one of ${Object.keys(ruleKinds).join(", ")}, or the name of a default rule to change it`;
    errors.push({
      file: origin.file,
      rule: name,
      path: "kind",
      value: kind,
      problem: "is no kind of rule",
      fix,
    });
    return null;
  }
  const parsed = ruleKinds[kind].schema.safeParse(input);
  if (parsed.success) return parsed.data;
  errors.push(...parsed.error.issues.map((issue) => describeIssue(at, issue)));
  return null;
};

/**
 * Reads rule files, a later one adding to or overriding the earlier by rule name; `defaultRulesPath` usually comes
 * first. Answers all rules, or all errors of all files at once.
 */
export const loadRules = (paths: readonly string[]): LoadedRules => {
  const errors: RuleError[] = [];
  const known = new Map<string, Origin>();
  for (const path of paths) gather(path, known, errors);
  const rules: Rule[] = [];
  for (const [name, origin] of known) {
    const rule = parseRule(name, origin, errors);
    if (rule !== null) rules.push(rule);
  }
  if (rules.length > rulesMax) {
    errors.push(fileError(paths.join(", "), `hold ${rules.length} rules`, `use at most ${rulesMax}`));
  }
  return errors.length > 0 ? { ok: false, errors } : { ok: true, rules };
};
