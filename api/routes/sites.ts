import { z } from "zod";
import type { PlantForecast } from "../../alerts/forecast/site-forecasts.ts";
import { type Site, siteClasses } from "../../inventory/model.ts";
import { principalOf } from "../access.ts";
import { pageQuery, pageView, type RouteGroup } from "../api.ts";
import type { ApiContext } from "../context.ts";
import { notFound } from "../errors.ts";
import { wallRoles } from "../identity/role.ts";
import { Sight } from "../identity/sight.ts";
import { orderedBy, pageByKey } from "../paging.ts";
import { type ForecastView, forecastsSeen, forecastView, presentForecast } from "../views/forecast-view.ts";
import { SiteStates, type SiteViewer, siteStateView } from "../views/site-state.ts";
import { presentVisitors, visitorView } from "../views/visit-view.ts";

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
  visitors: z.array(visitorView).describe("who is there or on the way"),
});

/** Shows sites to somebody as they stand now. */
const presenter = ({ alarms, field, clock }: ApiContext, viewer: SiteViewer, sites: readonly Site[]) => {
  const states = new SiteStates(alarms, new Set(sites.map(keyOf)));
  const forecasts = forecastsSeen(alarms.forecasts.list(), viewer.sight);
  const visitors = field.visits.visitors(clock());
  return (site: Site) => ({
    ...site,
    forecast: shown(forecasts.get(site.code)),
    tenants: [...site.tenants],
    hamlets: [...site.hamlets],
    state: states.of(site.code, viewer),
    visitors: presentVisitors(visitors.get(site.code)),
  });
};

/** A site as answers give it. */
export type SiteView = z.output<typeof siteView>;

const shown = (known: PlantForecast | undefined): ForecastView | null =>
  known === undefined ? null : presentForecast(known);

const keyOf = ({ code }: Site): string => code;

/** Sites with how they stand. */
export const siteRoutes: RouteGroup = (api, context) => {
  const { inventory } = context;
  const querystring = z.strictObject({
    ...pageQuery(context),
    commune: z.string().optional(),
    operator: z.string().optional(),
    class: z.enum(siteClasses).optional(),
  });
  api.get(
    "/api/v1/sites",
    { config: { roles: wallRoles }, schema: { querystring, response: { 200: pageView(siteView) } } },
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
      return { ...page, items: page.items.map(presenter(context, { sight, role }, page.items)) };
    },
  );
  const params = z.strictObject({ site: z.string() });
  api.get(
    "/api/v1/sites/:site",
    { config: { roles: wallRoles }, schema: { params, response: { 200: siteView } } },
    async (request) => {
      const { scope, role } = principalOf(request);
      const sight = new Sight(scope, inventory());
      const site = inventory().site(request.params.site);
      if (!site || !sight.site(site.code)) throw notFound(`Site ${request.params.site}`);
      return presenter(context, { sight, role }, [site])(site);
    },
  );
};
