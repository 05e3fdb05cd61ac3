import type { Severity } from "../telemetry/severity.ts";
import type { LevelDelays } from "./condition.ts";
import type {
  AlertTerm,
  CombinationRule,
  HoursTerm,
  MetricTerm,
  Rule,
  StateRule,
  Term,
} from "./rules/rule.ts";
import { termsOf } from "./rules/term.ts";

/** One severity of a combination. */
export interface SpecLevel {
  readonly severity: Severity;
  readonly delays: LevelDelays;
  readonly term: Term;
}

/** What a combination, or a state that escalates, asks. */
export interface Spec {
  readonly rule: CombinationRule | StateRule;
  readonly scope: "node" | "site";
  readonly levels: readonly SpecLevel[];
  readonly metricTerms: readonly MetricTerm[];
  readonly alertTerms: readonly AlertTerm[];
  readonly hoursTerms: readonly HoursTerm[];
}

/** True for rules that look at several things. */
export const isCombined = (rule: Rule): rule is CombinationRule | StateRule =>
  rule.kind === "combination" || (rule.kind === "state" && rule.escalate.length > 0);

/** States hold until they change, measured values speak for their moment: time alone completes the delay of the first. */
const holds = (term: Term): boolean =>
  termsOf(term).every((each) => each.kind !== "metric" || each.test.kind === "is");

const levelsOf = (rule: CombinationRule | StateRule): SpecLevel[] => {
  const level = (severity: Severity, forMs: number, term: Term): SpecLevel => ({
    severity,
    delays: { forMs, keepFiringForMs: rule.keepFiringForMs, holds: holds(term) },
    term,
  });
  if (rule.kind === "combination") return [level(rule.severity, rule.forMs, rule.term)];
  const state: Term = {
    kind: "metric",
    metric: rule.metric,
    test: { kind: "is", values: rule.bad },
    at: "node",
    nodes: 1,
  };
  return [
    level(rule.severity, rule.forMs, state),
    ...rule.escalate.map(({ severity, forMs, term }) =>
      level(severity, forMs, { kind: "all", terms: [state, term] }),
    ),
  ];
};

const make = (rule: CombinationRule | StateRule): Spec => {
  const levels = levelsOf(rule);
  const terms = levels.flatMap(({ term }) => termsOf(term));
  return {
    rule,
    scope: rule.kind === "combination" ? rule.scope : "node",
    levels,
    metricTerms: terms.filter((term) => term.kind === "metric"),
    alertTerms: terms.filter((term) => term.kind === "alert"),
    hoursTerms: terms.filter((term) => term.kind === "hours"),
  };
};

const nothingAsked = { levels: [], metricTerms: [], alertTerms: [], hoursTerms: [], scope: "node" } as const;
const made = new WeakMap<Rule, Spec>();

/** What a rule asks; made once for each rule. Throws for one of another kind. */
export const specOf = (rule: Rule): Spec => {
  const known = made.get(rule);
  if (known !== undefined) return known;
  if (rule.kind !== "combination" && rule.kind !== "state")
    throw new Error(`BUG: ${rule.name} is no combination`);
  const spec = isCombined(rule) ? make(rule) : { ...nothingAsked, rule };
  made.set(rule, spec);
  return spec;
};
