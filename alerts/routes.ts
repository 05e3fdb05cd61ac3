import { z } from "zod";
import { siteClasses } from "../inventory/model.ts";
import type { NodeCode, SiteCode } from "../telemetry/identifiers.ts";
import { severities } from "../telemetry/severity.ts";
import { type Alarm, type AlarmEvent, alarmEvents } from "./alarm.ts";
import { hoursSchema } from "./notification/hours.ts";
import { repeatMsMin } from "./notification/limits.ts";
import { durationSchema } from "./rules/duration.ts";

/** What alerts need to know of a site: for texts and for routes. */
export interface SiteDescription {
  readonly name: string;
  /** Codes of the owner and the tenants. */
  readonly operators: readonly string[];
  readonly commune: string | null;
  /** "hub", "normal", "remote"; left out when nobody knows. */
  readonly class?: string;
  /**
   * Codes of the operators whom a node concerns: its own operator, owner and tenants for a node of the site itself,
   * the owner for one that nobody knows. Left out: all of `operators`.
   */
  readonly operatorsOf?: (node: NodeCode) => readonly string[];
}

/** Answers what a site is; undefined when the inventory does not know it. */
export type DescribeSite = (site: SiteCode) => SiteDescription | undefined;

const interval = durationSchema.refine((intervalMs) => intervalMs >= repeatMsMin, {
  error: "is shorter than 60s",
});

/** One route of the configuration: which alarm events go to which channels. */
export const routeSchema = z.strictObject({
  match: z
    .strictObject({
      severity: z.array(z.enum(severities)).min(1),
      event: z.array(z.enum(alarmEvents)).min(1),
      site: z.array(z.string()).min(1),
      operator: z.array(z.string()).min(1),
      commune: z.array(z.string()).min(1),
      class: z.array(z.enum(siteClasses)).min(1),
      hours: hoursSchema,
    })
    .partial()
    .default({}),
  to: z.array(z.string()).min(1),
  hold: durationSchema.optional().describe("Tells only what stands this long"),
  repeat: z
    .array(interval)
    .min(1)
    .max(32)
    .optional()
    .describe("Intervals between repeats while nobody acknowledges; the last one goes on"),
  updates: z
    .enum(["rise", "all", "none"])
    .optional()
    .describe("Changes of severity that are told after the first telling; default rise"),
  escalation: z.string().optional().describe("Name of the escalation that begins with the first telling"),
});

/** A route as parsed; a condition left out matches all, each one given must hold; durations in ms. */
export type Route = z.infer<typeof routeSchema>;

const contains = (list: readonly string[] | undefined, value: string | null): boolean =>
  list === undefined || (value !== null && list.includes(value));

/** What of an alarm says where it is. */
type Placed = Pick<Alarm, "site" | "node">;

const operatorsOf = ({ node }: Placed, site: SiteDescription | undefined): readonly string[] =>
  site?.operatorsOf?.(node) ?? site?.operators ?? [];

/** True when the route is for alarms of this place: site, commune, class and operator. */
export const matchesPlace = (route: Route, alarm: Placed, site: SiteDescription | undefined): boolean =>
  contains(route.match.site, alarm.site) &&
  contains(route.match.commune, site?.commune ?? null) &&
  contains(route.match.class, site?.class ?? null) &&
  (route.match.operator === undefined ||
    operatorsOf(alarm, site).some((operator) => contains(route.match.operator, operator)));

/** Names of the channels that are told of an event at any hour, each once, in the order of the routes. */
export const channelsFor = (
  routes: readonly Route[],
  happened: { readonly alarm: Alarm; readonly event: AlarmEvent; readonly site: SiteDescription | undefined },
): readonly string[] => {
  const { alarm, event, site } = happened;
  const channels = new Set<string>();
  for (const route of routes) {
    if (!contains(route.match.severity, alarm.severity) || !contains(route.match.event, event)) continue;
    if (!matchesPlace(route, alarm, site)) continue;
    for (const channel of route.to) channels.add(channel);
  }
  return [...channels];
};
