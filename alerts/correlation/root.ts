import type { AlarmId } from "../../telemetry/identifiers.ts";
import type { Explanation } from "../alarm.ts";
import { canFollow } from "./begin.ts";
import type { Fact } from "./fact.ts";

/** The root of a fact: the end of the chain of its causes, itself when nothing explains it. */
export const rootOf = (fact: Fact): Fact => {
  if (fact.root !== null) return fact.root;
  // Stands while the chain is being followed, so that a chain that comes back ends here.
  fact.root = fact;
  if (fact.cause === null) return fact;
  const above = fact.cause.fact;
  const root = rootOf(above);
  // Law 2 holds against the root too, not only from step to step.
  if (root === fact || !canFollow(fact, root)) return fact;
  fact.root = root;
  fact.certainty = above.certainty * fact.cause.confidence;
  return root;
};

/** The explanation of every fact that has a root other than itself, by the id of its alarm. */
export const explanationsOf = (facts: readonly Fact[]): Map<AlarmId, Explanation> => {
  const explanations = new Map<AlarmId, Explanation>();
  for (const fact of facts) {
    const root = rootOf(fact);
    if (root === fact || fact.cause === null) continue;
    explanations.set(fact.alarm.id, {
      alarm: root.alarm.id,
      confidence: Math.round(fact.certainty * 100) / 100,
      reason: fact.cause.reason,
    });
  }
  return explanations;
};
