import { termsMax } from "./limits.ts";
import { referencesOf, termsIn } from "./references.ts";
import type { Rule } from "./rule.ts";
import type { RuleError } from "./rule-error.ts";

const variantsOf = (rule: Rule): readonly Rule[] =>
  [rule, ...Object.values(rule.variants)].filter((each) => each !== null);

/** The rules that a rule refers to, its variants included. */
const targetsOf = (rule: Rule): readonly string[] => [...new Set(variantsOf(rule).flatMap(referencesOf))];

const checkTarget = (
  target: Rule | undefined,
  isWritten: boolean,
): { problem: string; fix: string } | null => {
  // What is wrong with the rule that is meant is said of that rule.
  if (target === undefined && isWritten) return null;
  if (target === undefined)
    return { problem: "refers to a rule that is not in force", fix: "use the name of another rule" };
  if (target.kind === "device" && target.types === null)
    return {
      problem: "refers to a device rule without types",
      fix: "give that rule the types of alarms that are meant",
    };
  return null;
};

/** A way along references that comes back to where it began; null when there is none. */
const cycleFrom = (start: string, rules: ReadonlyMap<string, Rule>): readonly string[] | null => {
  const seen = new Set<string>();
  const walk = (name: string, way: readonly string[]): readonly string[] | null => {
    const rule = rules.get(name);
    for (const next of rule === undefined ? [] : targetsOf(rule)) {
      if (next === start) return [...way, next];
      if (seen.has(next)) continue;
      seen.add(next);
      const found = walk(next, [...way, next]);
      if (found !== null) return found;
    }
    return null;
  };
  return walk(start, [start]);
};

const countTerms = (rule: Rule, rules: ReadonlyMap<string, Rule>): number => {
  const known = new Map<string, number>();
  const count = (each: Rule): number => {
    const before = known.get(each.name);
    if (before !== undefined) return before;
    const own = Math.max(...variantsOf(each).map((variant) => termsIn(variant).length));
    const below = targetsOf(each).reduce((sum, name) => {
      const target = rules.get(name);
      return sum + (target === undefined ? 0 : count(target));
    }, 0);
    known.set(each.name, own + below);
    return own + below;
  };
  return count(rule);
};

/** What is wrong between rules: references to nothing, references in a circle, and combinations that explode. */
export const checkReferences = (
  rules: readonly Rule[],
  known: {
    readonly fileOf: (name: string) => string;
    /** True for a rule that is written and not switched off, be it right or wrong. */
    readonly isWritten: (name: string) => boolean;
  },
): readonly RuleError[] => {
  const byName = new Map(rules.map((rule) => [rule.name, rule]));
  const errors: RuleError[] = [];
  for (const rule of rules) {
    const at = { file: known.fileOf(rule.name), rule: rule.name };
    for (const name of targetsOf(rule)) {
      const wrong = checkTarget(byName.get(name), known.isWritten(name));
      if (wrong !== null) errors.push({ ...at, path: "alert", value: name, ...wrong });
    }
    const cycle = cycleFrom(rule.name, byName);
    if (cycle !== null) {
      errors.push({
        ...at,
        path: "alert",
        value: cycle.join(" → "),
        problem: "refers to itself in a circle",
        fix: "take one of these references out",
      });
    } else if (countTerms(rule, byName) > termsMax) {
      errors.push({
        ...at,
        path: "",
        value: countTerms(rule, byName),
        problem: "has too many terms, with those of the rules that it refers to",
        fix: `use at most ${termsMax}, or refer to fewer combinations`,
      });
    }
  }
  return errors;
};
