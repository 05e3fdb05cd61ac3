import type { AlarmId } from "../../telemetry/identifiers.ts";
import type { Bilingual, Explanation } from "../alarm.ts";
import { canFollow } from "./begin.ts";
import type { Cause, Fact } from "./fact.ts";
import { sinceWords } from "./words.ts";

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

const names = (reason: Bilingual, { alarm }: Fact): boolean => reason.en.includes(alarm.site);

/** The reason of the step, and that of the last step to the root where the first one does not name the root's site. */
const reasonOf = ({ fact, reason }: Cause, root: Fact): Bilingual => {
  if (fact === root || names(reason, root)) return reason;
  let above = fact;
  while (above.cause !== null && above.cause.fact !== root) above = above.cause.fact;
  return above.cause === null ? reason : sinceWords(reason, above.cause.reason);
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
      reason: reasonOf(fact.cause, root),
    });
  }
  return explanations;
};
