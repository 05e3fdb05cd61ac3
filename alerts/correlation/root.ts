import type { AlarmId } from "../../telemetry/identifiers.ts";
import type { Explanation } from "../alarm.ts";
import { canFollow } from "./begin.ts";
import type { Fact } from "./fact.ts";

/** Follows the causes of facts to their roots; a root is a fact that nothing explains. */
export class Roots {
  readonly #rootOf = new Map<Fact, { readonly root: Fact; readonly confidence: number }>();

  /** The root of a fact, itself when it stands on its own, and how sure every step to it together is. */
  of(fact: Fact): { readonly root: Fact; readonly confidence: number } {
    const known = this.#rootOf.get(fact);
    if (known !== undefined) return known;
    const own = { root: fact, confidence: 1 };
    // Stands while the chain is being followed, so that a chain that comes back ends here.
    this.#rootOf.set(fact, own);
    if (fact.cause === null) return own;
    const cause = this.of(fact.cause.fact);
    // Law 2 holds against the root too, not only from step to step.
    if (cause.root === fact || !canFollow(fact, cause.root)) return own;
    const found = { root: cause.root, confidence: cause.confidence * fact.cause.confidence };
    this.#rootOf.set(fact, found);
    return found;
  }
}

/** The explanation of every fact that has a cause, by the id of its alarm. */
export const explanationsOf = (facts: readonly Fact[], roots: Roots): Map<AlarmId, Explanation> => {
  const explanations = new Map<AlarmId, Explanation>();
  for (const fact of facts) {
    const { root, confidence } = roots.of(fact);
    if (root === fact || fact.cause === null) continue;
    explanations.set(fact.alarm.id, {
      alarm: root.alarm.id,
      confidence: Math.round(confidence * 100) / 100,
      reason: fact.cause.reason,
    });
  }
  return explanations;
};
