import type { Rule } from "../../alerts/rules/rule.ts";
import type { Truth } from "../../firmware-sim/scenarios/truth.ts";
import { VirtualRun } from "../../firmware-sim/scenarios/virtual-run.ts";
import type { WorldPlan } from "../../firmware-sim/scenarios/world-plan.ts";
import { Evaluation } from "../evaluation/evaluation.ts";
import { type Agreement, agreementOf } from "./agreement.ts";
import { plannedWindows } from "./planned-windows.ts";
import { recordedEvents } from "./recorded-events.ts";

/** A scenario as it was, and as the platform would have seen it. */
export interface Judgement {
  readonly truth: Truth;
  readonly agreement: Agreement;
  /** What the platform made of it. */
  readonly evaluation: Evaluation;
}

/** Plays a scenario through the whole alarm system and the ledger, on a virtual clock, and holds them against the truth. */
export const judgeRun = (plan: WorldPlan, rules: readonly Rule[]): Judgement => {
  const { inventory } = plan.topology;
  const delays = { forMs: 0, keepFiringForMs: 0 };
  const windows = plannedWindows(plan.windows);
  const evaluation = new Evaluation({ rules, inventory, routes: [], delays, periodMs: null, windows });
  const run = new VirtualRun(plan);
  for (const record of run.records()) {
    for (const event of recordedEvents(record)) evaluation.follow(event);
  }
  evaluation.finish();
  const truth = run.truth();
  return { truth, agreement: agreementOf(truth, evaluation.outages.list(), inventory), evaluation };
};
