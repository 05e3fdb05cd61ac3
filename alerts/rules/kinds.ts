import { absenceKind } from "./absence.ts";
import { deviceKind } from "./device.ts";
import { stateKind } from "./state.ts";
import { thresholdKind } from "./threshold.ts";

/** Every kind of rule: a new one is one file and one line here. */
export const ruleKinds = {
  threshold: thresholdKind,
  state: stateKind,
  absence: absenceKind,
  device: deviceKind,
} as const;

/** Name of a kind of rule. */
export type RuleKindName = keyof typeof ruleKinds;

/** True when the word names a kind of rule. */
export const isRuleKind = (word: unknown): word is RuleKindName =>
  typeof word === "string" && Object.hasOwn(ruleKinds, word);
