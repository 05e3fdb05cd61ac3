import type { Rule, Term } from "./rule.ts";
import { termsOf } from "./term.ts";

/** All terms of a rule. */
export const termsIn = (rule: Rule): readonly Term[] => {
  switch (rule.kind) {
    case "combination":
      return termsOf(rule.term);
    case "state":
      return rule.escalate.flatMap(({ term }) => termsOf(term));
    case "rate":
    case "forecast":
      return rule.while === null ? [] : termsOf(rule.while);
    default:
      return [];
  }
};

/** The names of the rules that a rule refers to. */
export const referencesOf = (rule: Rule): readonly string[] =>
  termsIn(rule).flatMap((term) => (term.kind === "alert" ? term.rule : []));
