import { join } from "node:path";
import { isRuleKind, ruleKinds } from "./kinds.ts";
import { overridesMax, rulesMax } from "./limits.ts";
import type { OverrideOrigin, RawRule, RuleOrigin } from "./origin.ts";
import { applyOverrides, type OverridePlace } from "./override-load.ts";
import { checkReferences } from "./reference-check.ts";
import type { Rule } from "./rule.ts";
import { describeIssue, type RuleError } from "./rule-error.ts";
import { fileError, type RuleTexts, readRuleFile } from "./rule-file.ts";
import { lookAt } from "./second-look.ts";

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

const nameOf = (raw: RawRule): string | null => (typeof raw["alert"] === "string" ? raw["alert"] : null);

/** Without `kind` a rule changes single keys of an earlier one of its name; with `kind` it replaces it. */
const overlay = (earlier: RuleOrigin | undefined, raw: RawRule): RawRule =>
  raw["kind"] === undefined && earlier !== undefined ? { ...earlier.raw, ...raw } : raw;

interface Gathered {
  readonly rules: Map<string, RuleOrigin>;
  readonly overrides: OverrideOrigin[];
}

interface Reading {
  readonly errors: RuleError[];
  readonly texts: RuleTexts | undefined;
}

const gather = (path: string, known: Gathered, { errors, texts }: Reading): void => {
  const inFile = new Set<string>();
  const read = readRuleFile(path, errors, texts);
  for (const { index, raw } of read.rules) {
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
  for (const { index, raw } of read.overrides) known.overrides.push({ file: path, index, raw });
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
  const { issues, rule } = lookAt(kind, input);
  errors.push(...issues.map((issue) => describeIssue(at, issue)));
  return rule;
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
 * first. Answers all rules, or all errors of all files at once. `texts` stand for files that are not written yet.
 */
export const loadRules = (paths: readonly string[], texts?: RuleTexts): LoadedRules => {
  const errors: RuleError[] = [];
  const known: Gathered = { rules: new Map(), overrides: [] };
  for (const path of paths) gather(path, known, { errors, texts });
  checkCounts(paths, known, errors);
  // Beyond the limit nothing is taken: what is wrong with the first ones is enough to mend at once.
  const looked = [...known.rules].slice(0, rulesMax);
  const rules = looked.flatMap(([name, origin]) => parseRule(name, origin, errors) ?? []);
  const overridden = applyOverrides(rules, known, errors);
  const fileOf = (name: string): string => known.rules.get(name)?.file ?? "";
  if (known.rules.size <= rulesMax) {
    const isWritten = (name: string): boolean => {
      const written = known.rules.get(name);
      return written !== undefined && written.raw["disabled"] !== true;
    };
    errors.push(...checkReferences(overridden.rules, { fileOf, isWritten }));
  }
  return errors.length > 0 ? { ok: false, errors } : { ok: true, ...overridden };
};
