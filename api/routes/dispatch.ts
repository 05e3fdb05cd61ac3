import { z } from "zod";
import { type Behind, behindIn, departureOf } from "../../alerts/forecast/dispatch.ts";
import type { PlantForecast } from "../../alerts/forecast/site-forecasts.ts";
import type { Inventory } from "../../inventory/inventory.ts";
import { siteClasses } from "../../inventory/model.ts";
import { principalOf } from "../access.ts";
import { pageQuery, pageView, type RouteGroup } from "../api.ts";
import type { Visitor } from "../field/visit-log.ts";
import { wallRoles } from "../identity/role.ts";
import { Sight } from "../identity/sight.ts";
import { orderedBy, pageByKey } from "../paging.ts";
import { forecastsSeen, forecastView, presentForecast } from "../views/forecast-view.ts";
import { instantView, iso } from "../views/instant.ts";
import { presentVisitors, visitorView } from "../views/visit-view.ts";

const departureView = z.object({
  site: z.string(),
  name: z.string(),
  class: z.enum(siteClasses),
  travelMinutes: z.number(),
  forecast: forecastView,
  slackMinutes: z
    .number()
    .nullable()
    .describe("from now until it is too late to leave, by p10; negative: it is; null: unknown"),
  leaveBy: instantView.nullable(),
  headStartMinutes: z.number().describe("for what goes dark with it: it stands so much further up"),
  sitesBehind: z.number(),
  hamletsBehind: z.number().describe("of the site and of those behind it"),
  populationBehind: z.number(),
  visitors: z.array(visitorView).describe("who is there or on the way"),
});

/** A departure as answers give it. */
export type DepartureView = z.output<typeof departureView>;

/** One departure with its place in the list. */
interface Placed {
  readonly key: string;
  readonly view: DepartureView;
}

const rounded = (minutes: number): number => Math.round(minutes * 10) / 10;

/** Keys rise as the order does; slack never reaches the million minutes that keep them positive. */
const keyOf = (orderMinutes: number, site: string): string =>
  `${(1_000_000 + orderMinutes).toFixed(2).padStart(12, "0")} ${site}`;

const place = (
  each: PlantForecast,
  {
    inventory,
    behind,
    visitors,
    nowMs,
  }: {
    readonly inventory: Inventory;
    readonly behind: Behind;
    readonly visitors: readonly Visitor[] | undefined;
    readonly nowMs: number;
  },
): Placed[] => {
  const site = inventory.site(each.site);
  if (site === null) return [];
  const { travelMinutes } = site;
  const departure = departureOf(each.forecast, { travelMinutes, behind, nowMs });
  const { slackMinutes } = departure;
  const view: DepartureView = {
    ...{ site: site.code, name: site.name, class: site.class, travelMinutes },
    forecast: presentForecast(each),
    slackMinutes: slackMinutes === null ? null : rounded(slackMinutes),
    leaveBy: slackMinutes === null ? null : iso(Math.round(nowMs + slackMinutes * 60_000)),
    headStartMinutes: rounded(departure.headStartMinutes),
    ...{ sitesBehind: behind.sites, hamletsBehind: behind.hamlets, populationBehind: behind.population },
    visitors: presentVisitors(visitors),
  };
  return [{ key: keyOf(departure.orderMinutes, site.code), view }];
};

/** Sites on battery in the order in which help must leave. */
export const dispatchRoutes: RouteGroup = (api, context) => {
  const querystring = z.strictObject({ ...pageQuery(context) });
  const counted = new WeakMap<Inventory, (site: string) => Behind>();
  const counterFor = (inventory: Inventory): ((site: string) => Behind) => {
    const known = counted.get(inventory) ?? behindIn(inventory);
    counted.set(inventory, known);
    return known;
  };
  api.get(
    "/api/v1/dispatch",
    { config: { roles: wallRoles }, schema: { querystring, response: { 200: pageView(departureView) } } },
    async (request) => {
      const inventory = context.inventory();
      const sight = new Sight(principalOf(request).scope, inventory);
      const nowMs = context.clock();
      const behindOf = counterFor(inventory);
      const visitors = context.field.visits.visitors(nowMs);
      const placed = [...forecastsSeen(context.alarms.forecasts.list(), sight).values()].flatMap((each) =>
        place(each, { inventory, behind: behindOf(each.site), visitors: visitors.get(each.site), nowMs }),
      );
      const key = (each: Placed): string => each.key;
      const page = pageByKey({
        list: "dispatch",
        items: orderedBy(placed, key),
        keyOf: key,
        ...request.query,
      });
      return { ...page, items: page.items.map(({ view }) => view) };
    },
  );
};
