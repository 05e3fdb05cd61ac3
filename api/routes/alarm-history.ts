import { z } from "zod";
import { alarmEvents } from "../../alerts/alarm.ts";
import type { Store, TransitionQuery } from "../../store/store.ts";
import { severities } from "../../telemetry/severity.ts";
import { principalOf } from "../access.ts";
import { listQuery, pageQuery, pageView, type RouteGroup } from "../api.ts";
import { decodeCursor, encodeCursor } from "../cursor.ts";
import { notFound } from "../errors.ts";
import { everyRole } from "../identity/role.ts";
import { Sight } from "../identity/sight.ts";
import { instantInput } from "../views/instant.ts";
import { demandPeriod } from "../views/period.ts";
import { presentTransition, type TransitionView, transitionView } from "../views/transition-view.ts";

const hourMs = 3_600_000;

/** Rows that one request looks at when most are filtered out; it answers with what it has then. */
const scannedRowsMax = 10_000;
const scanPageRows = 500;

interface Scan {
  readonly store: Pick<Store, "transitions">;
  readonly query: Omit<TransitionQuery, "rowsMax" | "afterSequence"> & { readonly beforeSequence: number };
  readonly limit: number;
  /** The row as it is shown; null when it is filtered out. */
  readonly shown: (row: Awaited<ReturnType<Store["transitions"]>>[number]) => TransitionView | null;
}

/** What passes, newest first, and where the next page begins; null when nothing is left. */
const scan = async ({ store, query, limit, shown }: Scan) => {
  const items: TransitionView[] = [];
  let { beforeSequence } = query;
  for (let scanned = 0; scanned < scannedRowsMax; scanned += scanPageRows) {
    const rows = await store.transitions({
      ...query,
      beforeSequence,
      afterSequence: 0,
      rowsMax: scanPageRows,
    });
    for (const row of rows) {
      const item = shown(row);
      if (item !== null && items.length === limit) return { items, next: beforeSequence };
      if (item !== null) items.push(item);
      beforeSequence = row.sequence;
    }
    if (rows.length < scanPageRows) return { items, next: null };
  }
  return { items, next: beforeSequence };
};

/** What happened to all alarms in a period, from the journal. */
export const alarmHistoryRoutes: RouteGroup = (api, context) => {
  const { store, inventory, alarms, clock, limits } = context;
  const querystring = z.strictObject({
    ...pageQuery(context),
    from: instantInput.optional().describe("event time; left out: a day before `to`"),
    to: instantInput.optional().describe("not included; left out: an hour from now"),
    site: listQuery(z.string()).optional(),
    node: z.string().optional(),
    type: z.string().optional(),
    event: listQuery(z.enum(alarmEvents)).optional(),
    severity: listQuery(z.enum(severities)).optional(),
  });
  api.get(
    "/api/v1/alarm-history",
    { config: { roles: everyRole }, schema: { querystring, response: { 200: pageView(transitionView) } } },
    async (request) => {
      const { from, to, site, node, type, event, severity, cursor, limit } = request.query;
      const sight = new Sight(principalOf(request).scope, inventory());
      const hidden = site?.find((code) => !sight.site(code));
      if (hidden !== undefined) throw notFound(`Site ${hidden}`);
      // A device's clock may run ahead of ours by some minutes, and what it tells is listed too.
      const toMs = to ?? clock() + hourMs;
      const fromMs = from ?? toMs - 25 * hourMs;
      demandPeriod({ fromMs, toMs }, limits.readingsSpanMaxMs);
      const place = decodeCursor("all-alarm-history", cursor, z.tuple([z.int().min(0)]));
      const viewer = { sight, alarmOf: (id: string) => alarms.get(id) };
      const { items, next } = await scan({
        store,
        query: {
          beforeSequence: place?.[0] ?? Number.MAX_SAFE_INTEGER,
          fromMs,
          toMs,
          sites: site ?? sight.siteCodes(),
          ...(node !== undefined && { node }),
        },
        limit,
        shown: (row) => {
          if (!sight.node(row.site, row.node)) return null;
          if (event !== undefined && !event.some((name) => name === row.event)) return null;
          if (severity !== undefined && !severity.includes(row.severity)) return null;
          const view = presentTransition(row, inventory(), viewer);
          return type === undefined || view.alarm.type === type ? view : null;
        },
      });
      return { items, next: next === null ? null : encodeCursor("all-alarm-history", [next]) };
    },
  );
};
