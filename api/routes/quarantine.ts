import { z } from "zod";
import type { QuarantineRow } from "../../telemetry/journal.ts";
import { principalOf } from "../access.ts";
import { pageQuery, pageView, type RouteGroup } from "../api.ts";
import { decodeCursor, encodeCursor } from "../cursor.ts";
import { notFound } from "../errors.ts";
import { staffRoles } from "../identity/role.ts";
import { Sight } from "../identity/sight.ts";
import { instantView, iso } from "../views/instant.ts";

const quarantineView = z.object({
  id: z.string(),
  receivedAt: instantView,
  device: z.string(),
  site: z.string(),
  topic: z.string(),
  metric: z.string().nullable().describe("null when the whole message is meant"),
  reason: z.string(),
  detail: z.string(),
  payload: z.string().describe("what was sent, shortened"),
});

const present = ({ receivedAtMs, ...row }: QuarantineRow) => ({ ...row, receivedAt: iso(receivedAtMs) });

const placeSchema = z.tuple([z.number(), z.string()]);

/** What could not be taken as a reading, newest first. */
export const quarantineRoutes: RouteGroup = (api, context) => {
  const { store, inventory } = context;
  const querystring = z.strictObject({
    ...pageQuery(context),
    site: z.string().optional(),
    reason: z.string().max(100).optional(),
  });
  api.get(
    "/api/v1/quarantine",
    { config: { roles: staffRoles }, schema: { querystring, response: { 200: pageView(quarantineView) } } },
    async (request) => {
      const { site, reason, cursor, limit } = request.query;
      const sight = new Sight(principalOf(request).scope, inventory());
      if (site !== undefined && !sight.site(site)) throw notFound(`Site ${site}`);
      const place = decodeCursor("quarantine", cursor, placeSchema);
      const rows = await store.quarantine({
        before: place && { receivedAtMs: place[0], id: place[1] },
        rowsMax: limit + 1,
        sites: site === undefined ? sight.siteCodes() : [site],
        ...(reason !== undefined && { reason }),
      });
      const page = rows.slice(0, limit);
      const last = page.at(-1);
      const next =
        rows.length > limit && last ? encodeCursor("quarantine", [last.receivedAtMs, last.id]) : null;
      return { items: page.map(present), next };
    },
  );
};
