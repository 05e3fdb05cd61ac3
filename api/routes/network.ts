import { z } from "zod";
import type { Alarm } from "../../alerts/alarm.ts";
import { formatNodePath } from "../../inventory/codes.ts";
import type { Inventory } from "../../inventory/inventory.ts";
import { type Link, linkKinds, nodeKinds, type SiteNode, technologies } from "../../inventory/model.ts";
import { principalOf } from "../access.ts";
import { administrationLimits } from "../administration-limits.ts";
import { pageQuery, pageView, type RouteGroup } from "../api.ts";
import type { ApiContext } from "../context.ts";
import { notFound } from "../errors.ts";
import { everyRole, wallRoles } from "../identity/role.ts";
import { Sight } from "../identity/sight.ts";
import { orderedBy, pageByKey } from "../paging.ts";
import { instantInput } from "../views/instant.ts";
import { LinkStates } from "../views/link-state.ts";
import { alarmsThen, demandWithin } from "../views/moment-then.ts";

const { linkAlarmsThenMax } = administrationLimits;

const nodeView = z.object({
  site: z.string(),
  code: z.string(),
  kind: z.enum(nodeKinds),
  operator: z.string().nullable(),
  technology: z.enum(technologies).nullable(),
  poweredBy: z.string().nullable(),
  planned: z.record(z.string(), z.number()),
  isCore: z.boolean(),
});

/** A node as answers give it. */
export type NodeView = z.output<typeof nodeView>;

const linkView = z.object({
  code: z.string(),
  from: z.string(),
  to: z.string(),
  kind: z.enum(linkKinds),
  state: z.enum(["up", "down"]).describe("by the active alarms"),
  alarms: z.array(z.string()).describe("ids of those that say that it is down"),
});

/** A link as answers give it. */
export type LinkView = z.output<typeof linkView>;

const nodePresenter = (inventory: Inventory) => (node: SiteNode) => ({
  ...node,
  planned: { ...node.planned },
  isCore: inventory.isCore(node.site, node.code),
});

const linkPresenter =
  (states: LinkStates) =>
  (link: Link): LinkView => {
    const { code, from, to, kind } = link;
    const alarms = [...states.alarmsOf(link)];
    const state = alarms.length > 0 ? "down" : "up";
    return { code, from: formatNodePath(from), to: formatNodePath(to), kind, state, alarms };
  };

const nodes: RouteGroup = (api, context) => {
  const { inventory } = context;
  const querystring = z.strictObject({ ...pageQuery(context), site: z.string().optional() });
  api.get(
    "/api/v1/nodes",
    { config: { roles: everyRole }, schema: { querystring, response: { 200: pageView(nodeView) } } },
    async (request) => {
      const { site, ...paging } = request.query;
      const sight = new Sight(principalOf(request).scope, inventory());
      if (site !== undefined && !sight.site(site)) throw notFound(`Site ${site}`);
      const all = site === undefined ? inventory().nodes : inventory().nodesOf(site);
      const keyOf = (node: SiteNode) => `${node.site}/${node.code}`;
      const seen = all.filter((node) => sight.node(node.site, node.code));
      const page = pageByKey({ list: "nodes", items: orderedBy(seen, keyOf), keyOf, ...paging });
      return { ...page, items: page.items.map(nodePresenter(inventory())) };
    },
  );
  const params = z.strictObject({ site: z.string(), node: z.string() });
  api.get(
    "/api/v1/nodes/:site/:node",
    { config: { roles: everyRole }, schema: { params, response: { 200: nodeView } } },
    async (request) => {
      const { site, node: code } = request.params;
      const node = inventory().node(site, code);
      const sight = new Sight(principalOf(request).scope, inventory());
      if (!node || !sight.node(site, code)) throw notFound(`Node ${site}/${code}`);
      return nodePresenter(inventory())(node);
    },
  );
};

/** The alarms that said of links that they are down, as of a past moment. */
const linkAlarmsThen = async (context: ApiContext, atMs: number): Promise<readonly Alarm[]> => {
  await demandWithin(context, atMs);
  const standing = await context.store.standingAt(atMs);
  const telling = standing.filter(({ meaning }) => meaning === "link-down");
  return alarmsThen(
    context,
    telling.slice(0, linkAlarmsThenMax).map(({ sequence }) => sequence),
  );
};

const links: RouteGroup = (api, context) => {
  const { inventory, alarms } = context;
  const querystring = z.strictObject({
    ...pageQuery(context),
    site: z.string().optional(),
    at: instantInput.optional().describe("how they were at a past moment; left out: how they are"),
  });
  api.get(
    "/api/v1/links",
    { config: { roles: wallRoles }, schema: { querystring, response: { 200: pageView(linkView) } } },
    async (request) => {
      const { site, at: atMs, ...paging } = request.query;
      const sight = new Sight(principalOf(request).scope, inventory());
      if (site !== undefined && !sight.site(site)) throw notFound(`Site ${site}`);
      const telling = atMs === undefined ? alarms.list() : await linkAlarmsThen(context, atMs);
      const all = site === undefined ? inventory().links : inventory().linksOfSite(site);
      const keyOf = ({ code }: Link) => code;
      const items = orderedBy(
        all.filter((link) => sight.link(link)),
        keyOf,
      );
      const page = pageByKey({ list: "links", items, keyOf, ...paging });
      const states = new LinkStates(telling, inventory());
      return { ...page, items: page.items.map(linkPresenter(states)) };
    },
  );
};

/** Nodes and links. */
export const networkRoutes: RouteGroup = (api, context) => {
  nodes(api, context);
  links(api, context);
};
