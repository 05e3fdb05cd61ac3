import type { z } from "zod";
import { type RuleKindName, ruleKinds } from "./kinds.ts";
import type { RawRule } from "./origin.ts";
import type { Rule } from "./rule.ts";

/** What a rule says, or everything that is found wrong with it. */
export type LookedAt =
  | { readonly issues: readonly []; readonly rule: Rule }
  | {
      readonly issues: readonly z.core.$ZodIssue[];
      /** The rule without what is wrong, for checks of what it refers to; null when there is nothing to check. */
      readonly rule: Rule | null;
    };

const text = { vi: "x", en: "x" };
const first = { severity: "indeterminate" };

/** Something right for each key that a kind of rule requires: it stands for what is wrong. */
const required: Readonly<Record<RuleKindName, RawRule>> = {
  threshold: {
    metric: "mains.voltage",
    direction: "above",
    levels: [{ ...first, raise: { from: "planned.travelMinutes" } }],
  },
  state: { ...first, metric: "mains.present", is: false },
  rate: { metric: "mains.voltage", direction: "rise", window: "1m", levels: [{ ...first, change: 1 }] },
  forecast: {
    metric: "mains.voltage",
    direction: "above",
    limit: { from: "planned.travelMinutes" },
    window: "1m",
    levels: [{ ...first, within: "1h" }],
  },
  combination: { ...first, all: [{ hours: "00:00-12:00", zone: "UTC" }] },
  absence: { levels: [{ ...first, periods: 1 }] },
  device: {},
};

const words: RawRule = { alert: "x", event_type: "other", annotations: { summary: text, action: text } };

/** What is measured by a key that is wrong can't be judged. */
const judgedBy: Readonly<Record<string, readonly string[]>> = {
  direction: ["levels"],
  metric: ["levels", "is", "limit"],
  all: ["any"],
  any: ["all"],
};

/** The keys at the top that issues are about. */
const keysOf = (issues: readonly z.core.$ZodIssue[]): ReadonlySet<string> =>
  new Set(
    issues
      .flatMap((issue) =>
        issue.code === "unrecognized_keys" && issue.path.length === 0 ? issue.keys : issue.path.slice(0, 1),
      )
      .map(String),
  );

/** The rule with something right in the place of each wrong key, or without it. */
const mended = (kind: RuleKindName, raw: RawRule, wrong: ReadonlySet<string>): RawRule => {
  const right: RawRule = { ...words, ...required[kind] };
  const kept = Object.entries(raw).filter(([key]) => !wrong.has(key));
  const put = Object.entries(right).filter(([key]) => wrong.has(key));
  return Object.fromEntries([...kept, ...put]);
};

/**
 * Looks at a rule of a kind. What is wrong with single keys keeps the rule from being judged as a whole: then these
 * keys are taken as right, and it is looked at once more, so that all that is wrong is said at once.
 */
export const lookAt = (kind: RuleKindName, raw: RawRule): LookedAt => {
  const { schema } = ruleKinds[kind];
  const parsed = schema.safeParse(raw);
  if (parsed.success) return { issues: [], rule: parsed.data };
  const { issues } = parsed.error;
  const wrong = keysOf(issues);
  const again = schema.safeParse(mended(kind, raw, wrong));
  if (again.success) return { issues, rule: wrong.has("alert") ? null : again.data };
  const unjudged = new Set([...wrong, ...[...wrong].flatMap((key) => judgedBy[key] ?? [])]);
  const further = again.error.issues.filter((issue) =>
    [...keysOf([issue])].every((key) => !unjudged.has(key)),
  );
  return { issues: [...issues, ...further], rule: null };
};
