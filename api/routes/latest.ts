import { z } from "zod";
import type { Series } from "../../telemetry/series-catalog.ts";
import { principalOf } from "../access.ts";
import { administrationLimits } from "../administration-limits.ts";
import type { RouteGroup } from "../api.ts";
import type { ApiContext } from "../context.ts";
import { notFound } from "../errors.ts";
import { everyRole } from "../identity/role.ts";
import { Sight } from "../identity/sight.ts";
import { SiteSeries } from "../site-series.ts";
import { instantInput } from "../views/instant.ts";
import { latestView, presentLatest } from "../views/reading-view.ts";

const view = z.object({ items: z.array(latestView), next: z.null() });

/** The newest value of each series by event time until a moment. */
const readThen = async ({ store }: ApiContext, seen: readonly Series[], atMs: number) => {
  const byId = new Map<number, Series>(seen.map((series) => [series.id, series]));
  const sinceMs = atMs - administrationLimits.latestBackMsMax;
  const { series, tsMs, value, lagMs } = await store.latestThen({ series: [...byId.keys()], sinceMs, atMs });
  return [...series].flatMap((id, row) => {
    const known = byId.get(id);
    const reading = { tsMs: tsMs[row] ?? 0, value: value[row] ?? 0, lagMs: lagMs[row] ?? 0 };
    return known ? [presentLatest(known, reading)] : [];
  });
};

/** The newest value of every series of a site or a node; nodes have a bounded number of series, so there are no pages. */
export const latestRoutes: RouteGroup = (api, context) => {
  const { inventory, latest } = context;
  const siteSeries = new SiteSeries(context.catalog);
  const read = (site: string, node: string | null, sight: Sight) =>
    siteSeries
      .of(site)
      .filter((series) => (node === null || series.node === node) && sight.node(site, series.node))
      .flatMap((series) => {
        const reading = latest.of(series.id);
        return reading ? [presentLatest(series, reading)] : [];
      });
  const demand = (site: string, sight: Sight): void => {
    const known = inventory().site(site) !== null || siteSeries.of(site).length > 0;
    if (!known || !sight.site(site)) throw notFound(`Site ${site}`);
  };
  api.get(
    "/api/v1/sites/:site/latest",
    {
      config: { roles: everyRole },
      schema: {
        params: z.strictObject({ site: z.string() }),
        querystring: z.strictObject({ at: instantInput.optional().describe("left out: now") }),
        response: { 200: view },
      },
    },
    async (request) => {
      const { site } = request.params;
      const sight = new Sight(principalOf(request).scope, inventory());
      demand(site, sight);
      const { at: atMs } = request.query;
      if (atMs === undefined) return { items: read(site, null, sight), next: null };
      const seen = siteSeries.of(site).filter(({ node }) => sight.node(site, node));
      return { items: await readThen(context, seen, atMs), next: null };
    },
  );
  api.get(
    "/api/v1/nodes/:site/:node/latest",
    {
      config: { roles: everyRole },
      schema: { params: z.strictObject({ site: z.string(), node: z.string() }), response: { 200: view } },
    },
    async (request) => {
      const { site, node } = request.params;
      const sight = new Sight(principalOf(request).scope, inventory());
      demand(site, sight);
      const known = inventory().node(site, node) !== null || siteSeries.of(site).some((s) => s.node === node);
      if (!known || !sight.node(site, node)) throw notFound(`Node ${site}/${node}`);
      return { items: read(site, node, sight), next: null };
    },
  );
};
