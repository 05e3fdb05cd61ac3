import { z } from "zod";
import type { QuarantineQuery, Store } from "../../store/store.ts";
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

/** Something in quarantine as answers give it. */
export type QuarantineView = z.output<typeof quarantineView>;

const present = ({ receivedAtMs, ...row }: QuarantineRow) => ({ ...row, receivedAt: iso(receivedAtMs) });

const placeSchema = z.tuple([z.number(), z.string()]);

/** Rows that one request looks at when most are out of sight; it answers with what it has then. */
const scannedRowsMax = 5_000;
const scanPageRows = 500;

interface Scan {
  readonly store: Pick<Store, "quarantine">;
  readonly query: Omit<QuarantineQuery, "rowsMax">;
  readonly sight: Sight;
  readonly limit: number;
}

/** Rows in sight, and where the next page begins; null when nothing is left. */
const scan = async ({ store, query, sight, limit }: Scan) => {
  const items: QuarantineRow[] = [];
  const rowsMax = Math.max(limit + 1, sight.isWhole ? 0 : scanPageRows);
  let last: QuarantineRow | undefined;
  for (let scanned = 0; scanned < scannedRowsMax; scanned += rowsMax) {
    const before = last ?? query.before;
    const rows = await store.quarantine({ ...query, before, rowsMax });
    for (const row of rows) {
      const seen = sight.sent(row.site, row.topic);
      if (seen && items.length === limit) return { items, last };
      if (seen) items.push(row);
      last = row;
    }
    if (rows.length < rowsMax) return { items, last: null };
  }
  return { items, last };
};

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
      const query = {
        before: place && { receivedAtMs: place[0], id: place[1] },
        sites: site === undefined ? sight.siteCodes() : [site],
        ...(reason !== undefined && { reason }),
      };
      const { items, last } = await scan({ store, query, sight, limit });
      const next = last ? encodeCursor("quarantine", [last.receivedAtMs, last.id]) : null;
      return { items: items.map(present), next };
    },
  );
};
