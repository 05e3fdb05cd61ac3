import { z } from "zod";
import { availabilityOf, type Period, type Stretch } from "../../alerts/outages/availability.ts";
import { causeClasses, type Outage, parseOutage } from "../../alerts/outages/outage.ts";
import { isCode, siteCode } from "../../telemetry/identifiers.ts";
import type { OutageRow } from "../../telemetry/journal.ts";
import { principalOf } from "../access.ts";
import type { RouteGroup } from "../api.ts";
import type { ApiContext } from "../context.ts";
import { notFound } from "../errors.ts";
import { everyRole } from "../identity/role.ts";
import { Sight } from "../identity/sight.ts";
import { instantInput, instantView, iso, isoOrNull } from "../views/instant.ts";
import { demandPeriod } from "../views/period.ts";

const dayMs = 86_400_000;
const code = z.string().refine(isCode, "not a code");

const querystring = z.strictObject({
  site: code,
  node: code.optional().describe("left out: the site as a whole"),
  from: instantInput.optional().describe("left out: 30 days before `to`"),
  to: instantInput.optional().describe("not included itself; left out, or in the future: now"),
});

const minutes = z.number();
const availabilityView = z.object({
  site: z.string(),
  node: z.string().nullable(),
  from: instantView,
  to: instantView,
  watchedSince: instantView.nullable().describe("time before it is unknown; null: nothing was ever heard"),
  totalMinutes: minutes,
  upMinutes: minutes,
  downMinutes: minutes.describe("by power, transmission, equipment and causes that nobody knows"),
  plannedMinutes: minutes,
  unknownMinutes: minutes.describe("nobody listened, or the site had never been heard yet"),
  minutesByClass: z
    .record(z.enum(causeClasses), minutes)
    .describe("of what was out; unknown: it was down and nobody knows why"),
  availability: z
    .number()
    .nullable()
    .describe("up / (total − planned − unknown), 0 to 1; null when nothing remains to divide by"),
  outages: z.number().describe("how many lie in the period, at least in part"),
});

/** Availability in a period as answers give it. */
export type AvailabilityView = z.output<typeof availabilityView>;

const periodOf = (query: z.output<typeof querystring>, { clock, limits }: ApiContext): Period => {
  const nowMs = clock();
  const toMs = Math.min(query.to ?? nowMs, nowMs);
  const period = { fromMs: query.from ?? toMs - 30 * dayMs, toMs };
  demandPeriod(period, limits.readingsSpanMaxMs);
  return period;
};

/** When the first series of the site was seen, ms; null when none ever was. */
const watchedSinceMs = ({ catalog, inventory }: ApiContext, site: string): number | null => {
  let firstMs = Number.POSITIVE_INFINITY;
  for (const node of inventory().nodesOf(site)) {
    for (const series of catalog.ofNode(siteCode(site), node.code)?.values() ?? []) {
      firstMs = Math.min(firstMs, series.firstSeenAtMs);
    }
  }
  return firstMs === Number.POSITIVE_INFINITY ? null : firstMs;
};

const pageRows = 10_000;

const outagesIn = async ({ store }: ApiContext, site: string, period: Period): Promise<OutageRow[]> => {
  const found: OutageRow[] = [];
  for (;;) {
    const before = found.at(-1) ?? null;
    const rows = await store.outages({ ...period, sites: [site], before, rowsMax: pageRows });
    found.push(...rows);
    if (rows.length < pageRows) return found;
  }
};

/** How a site or a node fared over a period. */
export const availabilityRoutes: RouteGroup = (api, context) => {
  api.get(
    "/api/v1/availability",
    { config: { roles: everyRole }, schema: { querystring, response: { 200: availabilityView } } },
    async (request) => {
      const { site, node = null } = request.query;
      const inventory = context.inventory();
      const sight = new Sight(principalOf(request).scope, inventory);
      if (inventory.site(site) === null || !sight.site(site)) throw notFound(`Site ${site}`);
      if (node !== null && (inventory.node(site, node) === null || !sight.node(site, node))) {
        throw notFound(`Node ${site}/${node}`);
      }
      const period = periodOf(request.query, context);
      const rows = (await outagesIn(context, site, period)).filter(
        (row) => row.node === null || row.node === node,
      );
      const sinceMs = watchedSinceMs(context, site);
      const unwatched: Stretch = {
        ...{ node: null, causeClass: "unknown", alarm: null, fromMs: Number.NEGATIVE_INFINITY },
        toMs: sinceMs ?? Number.POSITIVE_INFINITY,
      };
      const outages: readonly Outage[] = rows.map(({ body }) => parseOutage(body));
      const figures = availabilityOf([...outages, unwatched], period);
      return {
        ...{ site, node, from: iso(period.fromMs), to: iso(period.toMs), watchedSince: isoOrNull(sinceMs) },
        ...figures,
        minutesByClass: { ...figures.minutesByClass },
        plannedMinutes: figures.minutesByClass.planned,
        outages: outages.length,
      };
    },
  );
};
