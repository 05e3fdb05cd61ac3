import type { Severity } from "../../telemetry/severity.ts";
import type { Alarm } from "../alarm.ts";
import type { DescribeSite, Route } from "../routes.ts";
import { type Audience, type EscalationSettings, Rota, type RotaSettings } from "./rota.ts";
import { Routing } from "./routing.ts";

/** The configuration of who is told. */
export interface RoutingPlan {
  readonly routes: readonly Route[];
  readonly escalation: EscalationSettings;
  readonly rota: RotaSettings;
}

/** A raise whose way is looked for. */
export interface TriedRaise extends Pick<Alarm, "site" | "node"> {
  readonly severity: Severity;
  readonly atMs: number;
}

/** Who would be told by a route, and when. */
export interface Telling extends Audience {
  /** Place of the route in the plan. */
  readonly route: number;
  readonly atMs: number;
}

/** One step of an escalation, if nobody acknowledges before. */
export interface TriedStep {
  readonly step: number;
  readonly atMs: number;
  /** Empty when nobody is on call then: the next step is taken at once. */
  readonly told: readonly Audience[];
}

/** An escalation that a route would begin. */
export interface TriedEscalation {
  readonly escalation: string;
  readonly route: number;
  readonly steps: readonly TriedStep[];
}

/** Who would be told of a raise, and who else while nobody acknowledges. */
export interface RoutingTrial {
  readonly told: readonly Telling[];
  readonly escalations: readonly TriedEscalation[];
}

const stepsOf = (plan: RoutingPlan, rota: Rota, name: string, toldAtMs: number): readonly TriedStep[] => {
  const steps = Object.hasOwn(plan.escalation, name) ? (plan.escalation[name] ?? []) : [];
  return steps.map(({ after, to = [], team }, step) => {
    const atMs = toldAtMs + after;
    const channels = to.map((channel): Audience => ({ channel, person: null }));
    return { step, atMs, told: [...channels, ...(team === undefined ? [] : rota.onCall(team, atMs))] };
  });
};

/**
 * Answers whom the plan tells of a raise, without telling anybody: channels by the route that lets it through first,
 * each escalation once, from the first telling of a route that names it.
 */
export const tryRouting = (
  plan: RoutingPlan,
  describeSite: DescribeSite,
  raise: TriedRaise,
): RoutingTrial => {
  const { severity, atMs } = raise;
  const rota = new Rota(plan.rota);
  const story = { severity, raisedAtMs: atMs, notBeforeMs: atMs };
  const told = new Routing(plan.routes, describeSite)
    .destinations(story, raise, atMs)
    .filter(({ route }) => plan.routes[route]?.match.event?.includes("raised") ?? true)
    .map(({ channel, route, dueMs }): Telling => ({ channel, person: null, route, atMs: dueMs }))
    .sort((one, other) => one.atMs - other.atMs);
  const begun = new Map<string, TriedEscalation>();
  for (const { route, atMs: toldAtMs } of told) {
    const name = plan.routes[route]?.escalation;
    if (name === undefined || begun.has(name)) continue;
    begun.set(name, { escalation: name, route, steps: stepsOf(plan, rota, name, toldAtMs) });
  }
  return { told, escalations: [...begun.values()] };
};
