import type { SiteDescription } from "../routes.ts";
import type { Rule } from "./rule.ts";

/** Where a rule is asked for. */
export interface RulePlace {
  readonly site: string;
  /** Null for a condition of the whole site. */
  readonly node: string | null;
  readonly siteClass: SiteDescription["class"];
}

/** What kinds of place an override may name, the most specific first. */
export const overrideScopes = ["node", "site", "class"] as const;
/** Kind of place of an override. */
export type OverrideScope = (typeof overrideScopes)[number];

/** The key of a variant. */
export const variantKey = (scope: OverrideScope, name: string): string => `${scope}:${name}`;

/** A rule as it applies at a place: the most specific override wins as a whole; null when it is switched off there. */
const ruleAt = (rule: Rule, { site, node, siteClass }: RulePlace): Rule | null => {
  const keys = [
    ...(node === null ? [] : [variantKey("node", `${site}/${node}`)]),
    variantKey("site", site),
    ...(siteClass === undefined ? [] : [variantKey("class", siteClass)]),
  ];
  for (const key of keys) {
    if (Object.hasOwn(rule.variants, key)) return rule.variants[key] ?? null;
  }
  return rule;
};

/** Rules as they apply at a place. */
export const rulesAt = (rules: readonly Rule[], place: RulePlace): readonly Rule[] =>
  rules.flatMap((rule) => ruleAt(rule, place) ?? []);

/** True for the same content; what applies elsewhere does not count. */
export const isSameRule = (before: Rule, after: Rule): boolean =>
  JSON.stringify({ ...before, variants: {} }) === JSON.stringify({ ...after, variants: {} });
