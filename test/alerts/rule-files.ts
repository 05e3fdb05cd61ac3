import { mkdtempSync, rmSync, writeFileSync } from "node:fs";
import { tmpdir } from "node:os";
import { join } from "node:path";
import { type LoadedRules, loadRules } from "../../alerts/rules/load.ts";
import type { Rule } from "../../alerts/rules/rule.ts";
import { formatRuleError } from "../../alerts/rules/rule-error.ts";

const words = `
    event_type: other
    annotations: { summary: { vi: x, en: x }, action: { vi: x, en: x } }`;

/** A rule with the words that no test is about; `keys` are lines of YAML flow pairs. */
export const ruleText = (name: string, ...keys: string[]): string =>
  `  - alert: ${name}\n${keys.map((key) => `    ${key}\n`).join("")}${words.slice(1)}\n`;

/** Loads texts as files, one after the other; nothing is left behind. */
const loadTexts = (...texts: string[]): LoadedRules => {
  const folder = mkdtempSync(join(tmpdir(), "tramcanh-rule-"));
  try {
    const paths = texts.map((text, index) => {
      const path = join(folder, `${index}.yaml`);
      writeFileSync(path, text);
      return path;
    });
    return loadRules(paths);
  } finally {
    rmSync(folder, { recursive: true });
  }
};

/** The rules of texts; throws with the errors when they do not load. */
export const rulesFrom = (...texts: string[]): readonly Rule[] => {
  const loaded = loadTexts(...texts);
  if (!loaded.ok) throw new Error(loaded.errors.map(formatRuleError).join("\n"));
  return loaded.rules;
};

/** What is wrong with texts, one line each; throws when they load. */
export const problemsOf = (...texts: string[]): readonly string[] => {
  const loaded = loadTexts(...texts);
  if (loaded.ok) throw new Error("the rules loaded");
  return loaded.errors.map(({ rule, path, value, problem, fix }) =>
    [rule, path, JSON.stringify(value), problem, fix].join(" | "),
  );
};
