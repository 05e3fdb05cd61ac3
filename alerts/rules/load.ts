import { readFileSync } from "node:fs";
import { join } from "node:path";
import { type Document, parseDocument } from "yaml";
import { z } from "zod";
import { isRuleKind, ruleKinds } from "./kinds.ts";
import { overridesMax, rulesMax } from "./limits.ts";
import type { OverrideOrigin, RawRule, RuleOrigin } from "./origin.ts";
import { applyOverrides, type OverridePlace } from "./override-load.ts";
import { checkReferences } from "./reference-check.ts";
import type { Rule } from "./rule.ts";
import { describeIssue, type RuleError } from "./rule-error.ts";

/** All rules in force, or everything that is wrong with the files. */
export type LoadedRules =
  | {
      readonly ok: true;
      readonly rules: readonly Rule[];
      /** The places that overrides name, for whoever knows which exist. */
      readonly places: readonly OverridePlace[];
    }
  | { readonly ok: false; readonly errors: readonly RuleError[] };

/** The file of the default rules. */
export const defaultRulesPath = join(import.meta.dirname, "default.yaml");

const record = z.record(z.string(), z.unknown());
const file = z.strictObject({
  rules: z.array(record).default([]),
  overrides: z.array(record).default([]),
  /** Read by `rule-test-file.ts`. */
  tests: z.array(record).default([]),
});
type RuleFile = z.output<typeof file>;

const nothing: RuleFile = { rules: [], overrides: [], tests: [] };

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

/** Reads one file of rules, overrides and tests; its errors are added to `errors`. */
export const readRuleFile = (path: string, errors: RuleError[]): RuleFile => {
  const text = readText(path);
  if (typeof text !== "string") {
    errors.push(text);
    return nothing;
  }
  const document = parseDocument(text);
  for (const error of document.errors) {
    errors.push(fileError(path, `is not YAML: ${error.message}`, "mend the syntax at that place"));
  }
  if (document.errors.length > 0) return nothing;
  const content = plainValue(path, document, errors);
  const parsed = file.safeParse(content);
  if (parsed.success) return parsed.data;
  errors.push(
    ...parsed.error.issues.map((issue) => describeIssue({ file: path, rule: null, input: content }, issue)),
  );
  return nothing;
};

const nameOf = (raw: RawRule): string | null => (typeof raw["alert"] === "string" ? raw["alert"] : null);

/** Without `kind` a rule changes single keys of an earlier one of its name; with `kind` it replaces it. */
const overlay = (earlier: RuleOrigin | undefined, raw: RawRule): RawRule =>
  raw["kind"] === undefined && earlier !== undefined ? { ...earlier.raw, ...raw } : raw;

interface Gathered {
  readonly rules: Map<string, RuleOrigin>;
  readonly overrides: OverrideOrigin[];
}

const gather = (path: string, known: Gathered, errors: RuleError[]): void => {
  const inFile = new Set<string>();
  const read = readRuleFile(path, errors);
  for (const [index, raw] of read.rules.entries()) {
    const name = nameOf(raw);
    const at = { file: path, rule: name, path: `rules[${index}].alert`, value: raw["alert"] };
    if (name === null) {
      errors.push({ ...at, problem: "has no name", fix: "give the rule a name: alert: my-rule" });
    } else if (inFile.has(name)) {
      errors.push({ ...at, problem: "is there twice in one file", fix: "rename or remove one of the two" });
    } else {
      inFile.add(name);
      known.rules.set(name, { file: path, raw: overlay(known.rules.get(name), raw) });
    }
  }
  for (const [index, raw] of read.overrides.entries()) known.overrides.push({ file: path, index, raw });
};

const parseRule = (name: string, origin: RuleOrigin, errors: RuleError[]): Rule | null => {
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

const checkCounts = (paths: readonly string[], counts: Gathered, errors: RuleError[]): void => {
  const files = paths.join(", ");
  if (counts.rules.size > rulesMax)
    errors.push(fileError(files, `hold ${counts.rules.size} rules`, `use at most ${rulesMax}`));
  if (counts.overrides.length > overridesMax)
    errors.push(fileError(files, `hold ${counts.overrides.length} overrides`, `use at most ${overridesMax}`));
};

/**
 * Reads rule files, a later one adding to or overriding the earlier by rule name; `defaultRulesPath` usually comes
 * first. Answers all rules, or all errors of all files at once.
 */
export const loadRules = (paths: readonly string[]): LoadedRules => {
  const errors: RuleError[] = [];
  const known: Gathered = { rules: new Map(), overrides: [] };
  for (const path of paths) gather(path, known, errors);
  checkCounts(paths, known, errors);
  const rules = [...known.rules].flatMap(([name, origin]) => parseRule(name, origin, errors) ?? []);
  const overridden = applyOverrides(rules, known, errors);
  const fileOf = (name: string): string => known.rules.get(name)?.file ?? "";
  if (errors.length === 0) errors.push(...checkReferences(overridden.rules, fileOf));
  return errors.length > 0 ? { ok: false, errors } : { ok: true, ...overridden };
};
