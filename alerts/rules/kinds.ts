import { absenceKind } from "./absence.ts";
import { combinationKind } from "./combination.ts";
import { deviceKind } from "./device.ts";
import { forecastKind } from "./forecast.ts";
import { rateKind } from "./rate.ts";
import { stateKind } from "./state.ts";
import { thresholdKind } from "./threshold.ts";

/** Every kind of rule: a new one is one file and one line here. */
export const ruleKinds = {
  threshold: thresholdKind,
  state: stateKind,
  rate: rateKind,
  forecast: forecastKind,
  combination: combinationKind,
  absence: absenceKind,
  device: deviceKind,
} as const;

/** Name of a kind of rule. */
export type RuleKindName = keyof typeof ruleKinds;

/** Names of all kinds. */
export const ruleKindNames = [
  "threshold",
  "state",
  "rate",
  "forecast",
  "combination",
  "absence",
  "device",
] as const satisfies readonly RuleKindName[];

/** True when the word names a kind of rule. */
export const isRuleKind = (word: unknown): word is RuleKindName =>
  typeof word === "string" && Object.hasOwn(ruleKinds, word);
