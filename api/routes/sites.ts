import { z } from "zod";
import type { PlantForecast } from "../../alerts/forecast/site-forecasts.ts";
import { type Site, siteClasses } from "../../inventory/model.ts";
import { principalOf } from "../access.ts";
import { pageQuery, pageView, type RouteGroup } from "../api.ts";
import { notFound } from "../errors.ts";
import { everyRole } from "../identity/role.ts";
import { Sight } from "../identity/sight.ts";
import { orderedBy, pageByKey } from "../paging.ts";
import { type ForecastView, forecastsSeen, forecastView, presentForecast } from "../views/forecast-view.ts";
import { SiteStates, type SiteViewer, siteStateView } from "../views/site-state.ts";

const siteView = z.object({
  code: z.string(),
  name: z.string(),
  commune: z.string(),
  latitude: z.number().nullable(),
  longitude: z.number().nullable(),
  class: z.enum(siteClasses),
  owner: z.string(),
  tenants: z.array(z.string()),
  travelMinutes: z.number(),
  hamlets: z.array(z.object({ name: z.string(), population: z.number() })),
  sharingCode: z.string().nullable(),
  state: siteStateView,
  forecast: forecastView.nullable().describe("null while no battery carries the site"),
});

const presenter =
  (states: SiteStates, viewer: SiteViewer, forecasts: ReadonlyMap<string, PlantForecast>) =>
  (site: Site) => ({
    ...site,
    forecast: shown(forecasts.get(site.code)),
    tenants: [...site.tenants],
    hamlets: [...site.hamlets],
    state: states.of(site.code, viewer),
  });

/** A site as answers give it. */
export type SiteView = z.output<typeof siteView>;

const shown = (known: PlantForecast | undefined): ForecastView | null =>
  known === undefined ? null : presentForecast(known);

const keyOf = ({ code }: Site): string => code;

/** Sites with how they stand. */
export const siteRoutes: RouteGroup = (api, context) => {
  const { inventory, alarms } = context;
  const querystring = z.strictObject({
    ...pageQuery(context),
    commune: z.string().optional(),
    operator: z.string().optional(),
    class: z.enum(siteClasses).optional(),
  });
  api.get(
    "/api/v1/sites",
    { config: { roles: everyRole }, schema: { querystring, response: { 200: pageView(siteView) } } },
    async (request) => {
      const { commune, operator, class: wanted, ...paging } = request.query;
      const { scope, role } = principalOf(request);
      const sight = new Sight(scope, inventory());
      const seen = inventory().sites.filter(
        (site) =>
          sight.site(site.code) &&
          (commune === undefined || site.commune === commune) &&
          (wanted === undefined || site.class === wanted) &&
          (operator === undefined || [site.owner, ...site.tenants].some((code) => code === operator)),
      );
      const page = pageByKey({ list: "sites", items: orderedBy(seen, keyOf), keyOf, ...paging });
      const states = new SiteStates(alarms, new Set(page.items.map(keyOf)));
      return {
        ...page,
        items: page.items.map(
          presenter(states, { sight, role }, forecastsSeen(alarms.forecasts.list(), sight)),
        ),
      };
    },
  );
  const params = z.strictObject({ site: z.string() });
  api.get(
    "/api/v1/sites/:site",
    { config: { roles: everyRole }, schema: { params, response: { 200: siteView } } },
    async (request) => {
      const { scope, role } = principalOf(request);
      const sight = new Sight(scope, inventory());
      const site = inventory().site(request.params.site);
      if (!site || !sight.site(site.code)) throw notFound(`Site ${request.params.site}`);
      return presenter(
        new SiteStates(alarms, new Set([site.code])),
        { sight, role },
        forecastsSeen(alarms.forecasts.list(), sight),
      )(site);
    },
  );
};
