import { z } from "zod";
import type { SiteCode } from "../telemetry/identifiers.ts";
import { severities } from "../telemetry/severity.ts";
import { type Alarm, type AlarmEvent, alarmEvents } from "./alarm.ts";

/** What alerts need to know of a site: for texts and for routes. */
export interface SiteDescription {
  readonly name: string;
  /** Codes of the owner and the tenants. */
  readonly operators: readonly string[];
  readonly commune: string | null;
}

/** Answers what a site is; undefined when the inventory does not know it. */
export type DescribeSite = (site: SiteCode) => SiteDescription | undefined;

/** One route of the configuration: which alarm events go to which channels. */
export const routeSchema = z.strictObject({
  match: z
    .strictObject({
      severity: z.array(z.enum(severities)).min(1),
      event: z.array(z.enum(alarmEvents)).min(1),
      site: z.array(z.string()).min(1),
      operator: z.array(z.string()).min(1),
      commune: z.array(z.string()).min(1),
    })
    .partial()
    .default({}),
  to: z.array(z.string()).min(1),
});

/** A route as parsed; a condition left out matches all, each one given must hold. */
export type Route = z.infer<typeof routeSchema>;

const contains = (list: readonly string[] | undefined, value: string | null): boolean =>
  list === undefined || (value !== null && list.includes(value));

const matches = (route: Route, alarm: Alarm, event: AlarmEvent, site: SiteDescription | undefined): boolean =>
  contains(route.match.severity, alarm.severity) &&
  contains(route.match.event, event) &&
  contains(route.match.site, alarm.site) &&
  contains(route.match.commune, site?.commune ?? null) &&
  (route.match.operator === undefined ||
    (site?.operators.some((operator) => contains(route.match.operator, operator)) ?? false));

/** Names of the channels that are told of an event, each once, in the order of the routes. */
export const channelsFor = (
  routes: readonly Route[],
  happened: { readonly alarm: Alarm; readonly event: AlarmEvent; readonly site: SiteDescription | undefined },
): readonly string[] => {
  const channels = new Set<string>();
  for (const route of routes) {
    if (!matches(route, happened.alarm, happened.event, happened.site)) continue;
    for (const channel of route.to) channels.add(channel);
  }
  return [...channels];
};
