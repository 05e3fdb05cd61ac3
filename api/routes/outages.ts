import { z } from "zod";
import { OutageRequestError } from "../../alerts/outages/errors.ts";
import { causeClasses, type Outage, parseOutage } from "../../alerts/outages/outage.ts";
import type { OutageQuery } from "../../store/store.ts";
import { isCode } from "../../telemetry/identifiers.ts";
import type { OutageRow } from "../../telemetry/journal.ts";
import { principalOf } from "../access.ts";
import { flagQuery, listQuery, pageQuery, pageView, type RouteGroup } from "../api.ts";
import type { ApiContext } from "../context.ts";
import { decodeCursor, encodeCursor } from "../cursor.ts";
import { durably } from "../durable.ts";
import { ApiError, notFound } from "../errors.ts";
import type { Principal } from "../identity/principal.ts";
import { deskRoles, everyRole } from "../identity/role.ts";
import { Sight } from "../identity/sight.ts";
import { instantInput } from "../views/instant.ts";
import { outageView, presentOutage } from "../views/outage-view.ts";
import { demandOrder } from "../views/period.ts";

const params = z.strictObject({ id: z.string().regex(/^[0-9a-f]{24}$/) });
const code = z.string().refine(isCode, "not a code");

const narrowing = {
  site: code.optional(),
  node: code.optional().describe("goes with `site`"),
  operator: code.optional().describe("owner or tenant of the site; of a node, its own operator"),
  class: listQuery(z.enum(causeClasses)).optional(),
  from: instantInput.optional().describe("only those with a part at or after it"),
  to: instantInput.optional().describe("only those that began before it"),
  open: flagQuery.optional().describe("true: those that last; false: those that are over"),
};

const namesItsSite = ({ site, node }: { site?: string | undefined; node?: string | undefined }): boolean =>
  node === undefined || site !== undefined;
const nodeNeedsSite = { path: ["node"], message: "a node needs its site: add `site`" };

/** What outages are narrowed to. */
export const outageFilter = z.strictObject(narrowing).refine(namesItsSite, nodeNeedsSite);
type Filter = z.output<typeof outageFilter>;

type Seen = (row: Pick<OutageRow, "site" | "node">) => boolean;

/** Who sees a site sees its outages, who sees a node that node's. */
const seenBy =
  (sight: Sight): Seen =>
  ({ site, node }) =>
    node === null ? sight.site(site) : sight.node(site, node);

const belongsTo =
  ({ inventory }: ApiContext, operator: string | undefined): Seen =>
  ({ site, node }) => {
    if (operator === undefined || node === null) return true;
    const own = inventory().node(site, node)?.operator ?? null;
    return own === null || own === operator;
  };

const sitesOf = (
  { inventory }: ApiContext,
  { site, operator }: Filter,
  sight: Sight,
): OutageQuery["sites"] => {
  const inSight = site === undefined ? sight.siteCodes() : [site];
  if (operator === undefined) return inSight;
  const own = new Set<string>(
    inventory()
      .sitesOfOperator(operator)
      .map((each) => each.code),
  );
  return inSight === null ? [...own] : inSight.filter((each) => own.has(each));
};

/** Rows that one request looks at when most are out of sight; it answers with what it has then. */
const scannedRowsMax = 5_000;
const scanPageRows = 500;

interface Scan {
  readonly query: Omit<OutageQuery, "rowsMax">;
  readonly seen: Seen;
  readonly limit: number;
}

/** Rows in sight, and the last one looked at when there may be more. */
const scan = async ({ store }: ApiContext, { query, seen, limit }: Scan) => {
  const items: OutageRow[] = [];
  const rowsMax = Math.max(limit + 1, scanPageRows);
  let last: OutageRow | null = null;
  for (let scanned = 0; scanned < scannedRowsMax; scanned += rowsMax) {
    const rows = await store.outages({ ...query, before: last ?? query.before, rowsMax });
    for (const row of rows) {
      if (seen(row) && items.length === limit) return { items, last };
      if (seen(row)) items.push(row);
      last = row;
    }
    if (rows.length < rowsMax) return { items, last: null };
  }
  return { items, last };
};

/** A page of the ledger in sight, the latest beginning first, and the row after which the next begins. */
export const outagePage = async (
  context: ApiContext,
  filter: Filter,
  page: {
    readonly sight: Sight;
    readonly after: { readonly fromMs: number; readonly id: string } | null;
    readonly limit: number;
  },
) => {
  const { from: fromMs, to: toMs } = filter;
  if (fromMs !== undefined && toMs !== undefined) demandOrder({ fromMs, toMs });
  const isSeen = seenBy(page.sight);
  const isOwn = belongsTo(context, filter.operator);
  const { items, last } = await scan(context, {
    query: {
      before: page.after,
      sites: sitesOf(context, filter, page.sight),
      ...(filter.node !== undefined && { node: filter.node }),
      ...(filter.class !== undefined && { causeClasses: filter.class }),
      ...(fromMs !== undefined && { fromMs }),
      ...(toMs !== undefined && { toMs }),
      ...(filter.open !== undefined && { open: filter.open }),
    },
    seen: (row) => isSeen(row) && isOwn(row),
    limit: page.limit,
  });
  const facts = { inventory: context.inventory(), nowMs: context.clock() };
  return { items: items.map(({ body }) => presentOutage(parseOutage(body), facts)), last };
};

const listOutages: RouteGroup = (api, context) => {
  const querystring = z
    .strictObject({ ...pageQuery(context), ...narrowing })
    .refine(namesItsSite, nodeNeedsSite);
  const placeOfCursor = z.tuple([z.number(), z.string()]);
  api.get(
    "/api/v1/outages",
    { config: { roles: everyRole }, schema: { querystring, response: { 200: pageView(outageView) } } },
    async (request) => {
      const { limit, cursor, ...filter } = request.query;
      const place = decodeCursor("outages", cursor, placeOfCursor);
      const { items, last } = await outagePage(context, filter, {
        sight: new Sight(principalOf(request).scope, context.inventory()),
        after: place && { fromMs: place[0], id: place[1] },
        limit,
      });
      return { items, next: last && encodeCursor("outages", [last.fromMs, last.id]) };
    },
  );
};

const outageInSight = async (
  { store, inventory }: ApiContext,
  id: string,
  { scope }: Principal,
): Promise<Outage> => {
  const [row] = await store.outages({ id, before: null, sites: null, rowsMax: 1 });
  if (row === undefined || !seenBy(new Sight(scope, inventory()))(row)) throw notFound(`Outage ${id}`);
  return parseOutage(row.body);
};

const oneOutage: RouteGroup = (api, context) => {
  api.get(
    "/api/v1/outages/:id",
    { config: { roles: everyRole }, schema: { params, response: { 200: outageView } } },
    async (request) =>
      presentOutage(await outageInSight(context, request.params.id, principalOf(request)), {
        inventory: context.inventory(),
        nowMs: context.clock(),
      }),
  );
};

/** What is said of a whole site counts for everybody with equipment there, so its owner's people say it. */
const demandMayCorrect = ({ inventory }: ApiContext, { site, node }: Outage, { scope }: Principal): void => {
  if (node !== null || new Sight(scope, inventory()).owns(site)) return;
  const detail = `The owner of site ${site} is not in your scope: its outages are corrected by the owner's people`;
  throw new ApiError("scope-refused", { detail });
};

const refusal = (error: unknown): unknown => {
  if (!(error instanceof OutageRequestError)) return error;
  const { code, message: detail } = error;
  if (code === "outage-not-found") return notFound("The outage");
  if (code === "outage-corrections-full") return new ApiError("limit-reached", { detail, cause: error });
  if (code === "outage-class-unchanged") return new ApiError("conflict", { detail, cause: error });
  const fix = "say in a sentence or two how you know";
  return new ApiError("invalid-request", {
    detail,
    cause: error,
    fields: [{ path: "body.reason", value: null, message: detail, fix }],
  });
};

const correctOutage: RouteGroup = (api, context) => {
  const body = z.strictObject({ class: z.enum(causeClasses), reason: z.string().max(10_000) });
  api.post(
    "/api/v1/outages/:id/correction",
    { config: { roles: deskRoles }, schema: { params, body, response: { 200: outageView } } },
    async (request) => {
      const principal = principalOf(request);
      const stored = await outageInSight(context, request.params.id, principal);
      demandMayCorrect(context, stored, principal);
      const { id } = stored;
      const { actor } = principal;
      const { class: causeClass, reason } = request.body;
      const outage = await durably(context, {
        change: (rows, nowMs) => {
          try {
            return context.outages.correct(rows, nowMs, { id, causeClass, reason, actor, stored });
          } catch (error) {
            throw refusal(error);
          }
        },
        entry: ({ corrections }) => {
          const detail = { before: corrections.at(-1)?.before ?? null, after: causeClass, reason };
          return { actor, action: "outage.correct", target: id, detail };
        },
      });
      return presentOutage(outage, { inventory: context.inventory(), nowMs: context.clock() });
    },
  );
};

/** The ledger of outages, and what people say of a class. */
export const outageRoutes: RouteGroup = (api, context) => {
  listOutages(api, context);
  oneOutage(api, context);
  correctOutage(api, context);
};
