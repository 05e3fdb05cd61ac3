import { z } from "zod";
import type { RoutingPlan, RoutingTrial } from "../../alerts/notification/routing-trial.ts";
import { type Route, routeSchema } from "../../alerts/routes.ts";
import { instantView, iso } from "./instant.ts";

const hours = z.object({
  zone: z.string(),
  days: z.array(z.string()).optional(),
  from: z.string(),
  to: z.string(),
});

/** The plan in force: who is told of what; see docs/formats/administration.md. */
export const routingView = z.object({
  routes: z.array(
    z.object({
      match: routeSchema.shape.match.unwrap().omit({ hours: true }).extend({ hours: hours.optional() }),
      to: z.array(z.string()),
      holdSeconds: z.number().nullable(),
      repeatSeconds: z.array(z.number()),
      updates: z.enum(["rise", "all", "none"]),
      escalation: z.string().nullable(),
    }),
  ),
  escalations: z.array(
    z.object({
      name: z.string(),
      steps: z.array(
        z.object({ afterSeconds: z.number(), to: z.array(z.string()), team: z.string().nullable() }),
      ),
    }),
  ),
  people: z.array(z.object({ name: z.string(), channels: z.array(z.string()) })),
  teams: z.array(z.object({ name: z.string(), turns: z.array(hours.extend({ person: z.string() })) })),
  channels: z.array(z.object({ name: z.string(), kind: z.string() })),
});

/** The plan in force as answers give it. */
export type RoutingView = z.output<typeof routingView>;

const seconds = (ms: number): number => ms / 1_000;

const presentRoute = ({ match, to, hold, repeat = [], updates = "rise", escalation }: Route) => ({
  match,
  to,
  holdSeconds: hold === undefined ? null : seconds(hold),
  repeatSeconds: repeat.map(seconds),
  updates,
  escalation: escalation ?? null,
});

/** Shows the plan without addresses and secrets. */
export const presentRouting = (
  { routes, escalation, rota }: RoutingPlan,
  channels: readonly { readonly name: string; readonly kind: string }[],
): RoutingView => ({
  routes: routes.map(presentRoute),
  escalations: Object.entries(escalation).map(([name, steps]) => ({
    name,
    steps: steps.map(({ after, to = [], team = null }) => ({ afterSeconds: seconds(after), to, team })),
  })),
  people: Object.entries(rota.people).map(([name, { to }]) => ({
    name,
    channels: to.map(({ channel }) => channel),
  })),
  teams: Object.entries(rota.teams).map(([name, turns]) => ({ name, turns })),
  channels: channels.map(({ name, kind }) => ({ name, kind })),
});

const audience = { channel: z.string(), person: z.string().nullable() };

/** Who would be told of a raise. */
export const routingTrialView = z.object({
  at: instantView,
  told: z.array(z.object({ ...audience, route: z.number(), at: instantView })),
  escalations: z.array(
    z.object({
      escalation: z.string(),
      route: z.number(),
      steps: z.array(z.object({ step: z.number(), at: instantView, told: z.array(z.object(audience)) })),
    }),
  ),
  holds: z.enum(["shelved", "maintenance", "symptom"]).nullable(),
});

/** Who would be told of a raise, as answers give it. */
export type RoutingTrialView = z.output<typeof routingTrialView>;

/** Shows a trial. */
export const presentTrial = (
  { told, escalations }: RoutingTrial,
  { atMs, holds }: { readonly atMs: number; readonly holds: RoutingTrialView["holds"] },
): RoutingTrialView => ({
  at: iso(atMs),
  told: told.map(({ atMs: toldAtMs, ...telling }) => ({ ...telling, at: iso(toldAtMs) })),
  escalations: escalations.map(({ steps, ...escalation }) => ({
    ...escalation,
    steps: steps.map(({ atMs: stepAtMs, step, told: whom }) => ({
      step,
      at: iso(stepAtMs),
      told: [...whom],
    })),
  })),
  holds,
});
