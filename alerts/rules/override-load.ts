import { z } from "zod";
import { siteClasses } from "../../inventory/model.ts";
import { isCode } from "../../telemetry/identifiers.ts";
import { isRuleKind, type RuleKindName, ruleKinds } from "./kinds.ts";
import { overridesMax } from "./limits.ts";
import type { OverrideOrigin, RawRule, RuleOrigin } from "./origin.ts";
import { type OverrideScope, overrideScopes, variantKey } from "./overrides.ts";
import type { Rule } from "./rule.ts";
import { describeIssue, type RuleError } from "./rule-error.ts";
import { lookAt } from "./second-look.ts";

/** A place that an override names. */
export interface OverridePlace {
  readonly file: string;
  /** `overrides[3].site` */
  readonly path: string;
  readonly rule: string;
  readonly scope: OverrideScope;
  /** "remote", "BPH0123" or "BPH0123/pwr". */
  readonly name: string;
}

/** What an override may change; the rest makes the rule what it is. */
const changeable: Readonly<Record<RuleKindName, readonly string[]>> = {
  threshold: ["levels", "for", "keep_firing_for", "labels"],
  state: ["severity", "for", "keep_firing_for", "labels"],
  rate: ["levels", "window", "for", "keep_firing_for", "labels"],
  forecast: ["levels", "limit", "window", "samples", "fit", "for", "keep_firing_for", "labels"],
  combination: ["severity", "for", "keep_firing_for", "labels"],
  absence: ["levels", "grace", "period_unknown", "labels"],
  device: ["severity", "for", "keep_firing_for", "labels"],
};

const isNodePath = (text: string): boolean => {
  const parts = text.split("/");
  return parts.length === 2 && parts.every(isCode);
};

const nameChecks: Readonly<Record<OverrideScope, { is: (name: string) => boolean; fix: string }>> = {
  class: {
    is: (name) => siteClasses.some((known) => known === name),
    fix: `use one of ${siteClasses.join(", ")}`,
  },
  site: { is: isCode, fix: "give the code of a site" },
  node: { is: isNodePath, fix: "give site and node, like BPH0123/pwr" },
};

type Complain = (path: string, value: unknown, problem: string, fix: string) => void;

const names = z.union([z.string(), z.array(z.string()).min(1)]);

const placesOf = (
  { file, index, raw }: OverrideOrigin,
  rule: string,
  complain: Complain,
): OverridePlace[] => {
  const given = overrideScopes.filter((scope) => raw[scope] !== undefined);
  const [scope] = given;
  if (scope === undefined || given.length > 1) {
    complain("", given.join(", "), "does not name one kind of place", "give one of class, site and node");
    return [];
  }
  const parsed = names.safeParse(raw[scope]);
  if (!parsed.success) {
    complain(scope, raw[scope], "is no name of a place", nameChecks[scope].fix);
    return [];
  }
  return [parsed.data].flat().flatMap((name) => {
    if (nameChecks[scope].is(name)) return { file, path: `overrides[${index}].${scope}`, rule, scope, name };
    complain(scope, name, `is no ${scope === "class" ? "class of sites" : scope}`, nameChecks[scope].fix);
    return [];
  });
};

const levels = z.array(z.record(z.string(), z.unknown()));

/** Levels are changed by severity; a new clear point takes the place of the other way to say it. */
const mergeLevels = (base: unknown, change: unknown): unknown => {
  const [before, after] = [levels.safeParse(base), levels.safeParse(change)];
  if (!before.success || !after.success) return change;
  const severityOf = (level: RawRule): unknown => level["severity"];
  const changed = before.data.map((level) => {
    const found = after.data.find((each) => severityOf(each) === severityOf(level));
    if (found === undefined) return level;
    const { clear: _clear, hysteresis: _hysteresis, ...rest } = level;
    const saysClear = found["clear"] !== undefined || found["hysteresis"] !== undefined;
    return { ...(saysClear ? rest : level), ...found };
  });
  const added = after.data.filter(
    (each) => !before.data.some((level) => severityOf(level) === severityOf(each)),
  );
  return [...changed, ...added];
};

const merge = (base: RawRule, change: RawRule): RawRule => ({
  ...base,
  ...change,
  ...(change["levels"] === undefined ? {} : { levels: mergeLevels(base["levels"], change["levels"]) }),
});

const rightness = new WeakMap<RuleOrigin, boolean>();

/** Asked of a wrong rule once, not again for each override of it. */
const isRight = (kind: RuleKindName, input: RawRule, base: RuleOrigin): boolean => {
  const before = rightness.get(base);
  if (before !== undefined) return before;
  const right = lookAt(kind, input).issues.length === 0;
  rightness.set(base, right);
  return right;
};

const variantOf = (
  base: RuleOrigin,
  { file, index, raw }: OverrideOrigin,
  { complain, errors }: { readonly complain: Complain; readonly errors: RuleError[] },
): Rule | null | undefined => {
  const { alert, disabled, class: _class, site: _site, node: _node, ...change } = raw;
  if (disabled === true) return null;
  const kind = base.raw["kind"];
  if (!isRuleKind(kind)) return undefined;
  const wrong = Object.keys(change).filter((key) => !changeable[kind].includes(key));
  for (const key of wrong) {
    complain(
      key,
      change[key],
      "can't be overridden",
      `change one of disabled, ${changeable[kind].join(", ")}`,
    );
  }
  const changed = Object.keys(change).filter((key) => !wrong.includes(key));
  const allowed = Object.fromEntries(changed.map((key) => [key, change[key]]));
  const { disabled: _disabled, ...baseInput } = base.raw;
  const input = merge(baseInput, allowed);
  const parsed = ruleKinds[kind].schema.safeParse(input);
  if (parsed.success) return wrong.length > 0 ? undefined : parsed.data;
  const isBaseRight = isRight(kind, baseInput, base);
  for (const issue of lookAt(kind, input).issues) {
    // What is wrong with the rule itself is said of the rule.
    if (!isBaseRight && !changed.includes(String(issue.path[0]))) continue;
    const error = describeIssue({ file, rule: String(alert), input }, issue);
    errors.push({ ...error, path: `overrides[${index}].${error.path}` });
  }
  return undefined;
};

/** Gives rules what applies elsewhere; within a file, and from file to file, the later of two for one place wins. */
export const applyOverrides = (
  rules: readonly Rule[],
  known: { readonly rules: ReadonlyMap<string, RuleOrigin>; readonly overrides: readonly OverrideOrigin[] },
  errors: RuleError[],
): { readonly rules: readonly Rule[]; readonly places: readonly OverridePlace[] } => {
  const variants = new Map<string, Record<string, Rule | null>>();
  const places: OverridePlace[] = [];
  // Beyond the limit nothing is taken, as with rules.
  for (const override of known.overrides.slice(0, overridesMax)) {
    const name = String(override.raw["alert"]);
    const complain: Complain = (path, value, problem, fix) => {
      const place = [`overrides[${override.index}]`, path].filter((part) => part !== "").join(".");
      errors.push({ file: override.file, rule: name, path: place, value, problem, fix });
    };
    const base = known.rules.get(name);
    if (base === undefined || base.raw["disabled"] === true) {
      complain(
        "alert",
        override.raw["alert"],
        "is no rule in force",
        "give the name of a rule that is not disabled",
      );
      continue;
    }
    const variant = variantOf(base, override, { complain, errors });
    for (const place of placesOf(override, name, complain)) {
      places.push(place);
      if (variant === undefined) continue;
      const ofRule = variants.get(name) ?? {};
      ofRule[variantKey(place.scope, place.name)] = variant;
      variants.set(name, ofRule);
    }
  }
  const overridden = rules.map((rule) => ({ ...rule, variants: variants.get(rule.name) ?? {} }));
  return { rules: overridden, places };
};
