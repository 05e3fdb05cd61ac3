import { z } from "zod";
import type { Alarm } from "../../alerts/alarm.ts";
import type { Inventory } from "../../inventory/inventory.ts";
import { Reachability } from "../../inventory/reachability.ts";
import { Topology } from "../../inventory/topology.ts";
import { severities } from "../../telemetry/severity.ts";
import { principalOf } from "../access.ts";
import type { RouteGroup } from "../api.ts";
import { everyRole } from "../identity/role.ts";
import { Sight } from "../identity/sight.ts";
import { LinkStates } from "../views/link-state.ts";
import { withinSight } from "../views/seen-alarm.ts";
import { alarmInSight, alarmParams } from "./alarms.ts";

const elementView = z.object({
  kind: z.enum(["node", "link"]),
  code: z.string().nullable().describe("of a link"),
  site: z.string().nullable().describe("of a node"),
  node: z.string().nullable(),
  state: z.enum(["up", "down", "cut-off"]),
});
type Element = z.output<typeof elementView>;

const causeView = z.object({
  alarm: z.string(),
  root: z
    .object({
      id: z.string(),
      site: z.string(),
      node: z.string(),
      type: z.string(),
      severity: z.enum(severities),
      isCleared: z.boolean(),
    })
    .nullable()
    .describe("null when it is out of sight"),
  explanation: z
    .object({ confidence: z.number(), reason: z.object({ vi: z.string(), en: z.string() }) })
    .nullable(),
  failed: z.array(elementView),
  path: z.array(elementView),
  symptoms: z.array(z.object({ type: z.string(), count: z.number() })),
  symptomCount: z.number(),
});

/** Why an alarm is there, as answers give it. */
export type CauseView = z.output<typeof causeView>;

/** A network takes a moment to build, an inventory does not change: one for each. */
const networks = new WeakMap<Inventory, { readonly topology: Topology; readonly ways: Reachability }>();

const networkOf = (inventory: Inventory) => {
  const known = networks.get(inventory);
  if (known !== undefined) return known;
  const topology = new Topology(inventory);
  const made = { topology, ways: new Reachability(topology) };
  networks.set(inventory, made);
  return made;
};

/** Nodes and links by number. */
interface Elements {
  readonly nodes: ReadonlySet<number>;
  readonly links: ReadonlySet<number>;
}

/** What the root says is down. */
const failedBy = (root: Alarm, inventory: Inventory, states: LinkStates): Elements => {
  const { topology } = networkOf(inventory);
  const node = topology.nodeVertex(root.site, root.node);
  if (root.meaning === "link-down") {
    const down = topology.linksAt(node).filter((number) => {
      const link = inventory.links[number];
      return link !== undefined && states.alarmsOf(link).includes(root.id);
    });
    return { nodes: new Set(), links: new Set(down) };
  }
  if (root.meaning === "local") return { nodes: new Set(), links: new Set() };
  if (root.meaning === "unreachable" || node < 0)
    return { nodes: new Set(topology.nodesOf(topology.siteVertex(root.site))), links: new Set() };
  return { nodes: new Set(topology.fedBy(node)), links: new Set() };
};

type Step = { readonly kind: "node" | "link"; readonly number: number };

/** Nodes and links from an alarm's node to the core, as they lead with everything working. */
const stepsFrom = ({ site, node }: Alarm, inventory: Inventory): readonly Step[] => {
  const { topology, ways } = networkOf(inventory);
  const begin = topology.nodeVertex(site, node);
  const steps: Step[] = [];
  let at = begin < 0 ? topology.siteVertex(site) : begin;
  while (at >= 0 && ways.reaches(at)) {
    // Vertices beyond the nodes are sites: nothing of one can be cut but its nodes.
    if (at < topology.nodeCount) steps.push({ kind: "node", number: at });
    const next = ways.nextOf(at);
    if (next === at) return steps;
    const link = topology
      .linksAt(at)
      .find((number) => topology.from[number] === next || topology.to[number] === next);
    if (link !== undefined && at < topology.nodeCount) steps.push({ kind: "link", number: link });
    at = next;
  }
  return steps;
};

const presenterOf =
  (inventory: Inventory, sight: Sight) =>
  (step: Step, state: Element["state"]): Element => {
    const hidden = { kind: step.kind, code: null, site: null, node: null, state };
    if (step.kind === "link") {
      const link = inventory.links[step.number];
      return link === undefined || !sight.link(link) ? hidden : { ...hidden, code: link.code };
    }
    const node = inventory.nodes[step.number];
    if (node === undefined || !sight.node(node.site, node.code)) return hidden;
    return { ...hidden, site: node.site, node: node.code };
  };

const symptomsOf = (alarms: readonly Alarm[], root: Alarm, sight: Sight): CauseView["symptoms"] => {
  const counts = new Map<string, number>();
  for (const { cause, site, node, type } of alarms) {
    if (cause?.alarm === root.id && sight.node(site, node)) counts.set(type, (counts.get(type) ?? 0) + 1);
  }
  return [...counts]
    .map(([type, count]) => ({ type, count }))
    .sort((one, other) => other.count - one.count || (one.type < other.type ? -1 : 1));
};

const rootView = (root: Alarm, sight: Sight): CauseView["root"] => {
  if (!sight.node(root.site, root.node)) return null;
  const { id, site, node, type, severity, isCleared } = root;
  return { id, site, node, type, severity, isCleared };
};

/** Why an alarm is there: its root, what failed, and the way to the core. */
export const causeRoutes: RouteGroup = (api, context) => {
  api.get(
    "/api/v1/alarms/:id/cause",
    { config: { roles: everyRole }, schema: { params: alarmParams, response: { 200: causeView } } },
    async (request): Promise<CauseView> => {
      const principal = principalOf(request);
      const inventory = context.inventory();
      const alarm = alarmInSight(context, request.params.id, principal);
      const root = (alarm.cause && context.alarms.get(alarm.cause.alarm)) ?? alarm;
      const sight = new Sight(principal.scope, inventory);
      const listed = context.alarms.list();
      const states = new LinkStates(listed, inventory);
      const failed = failedBy(root, inventory, states);
      const present = presenterOf(inventory, sight);
      const isDown = ({ kind, number }: Step): boolean =>
        kind === "node" ? failed.nodes.has(number) : failed.links.has(number);
      const steps = stepsFrom(alarm, inventory);
      const lastDown = steps.findLastIndex(isDown);
      const { cause } = withinSight(alarm, { sight, alarmOf: (id) => context.alarms.get(id) });
      return {
        alarm: alarm.id,
        root: rootView(root, sight),
        explanation: cause && { confidence: cause.confidence, reason: cause.reason },
        failed: [
          ...[...failed.links].map((number) => present({ kind: "link", number }, "down")),
          ...[...failed.nodes].map((number) => present({ kind: "node", number }, "down")),
        ],
        path: steps.map((step, index) =>
          present(step, isDown(step) ? "down" : index < lastDown ? "cut-off" : "up"),
        ),
        symptoms: symptomsOf(listed, root, sight),
        symptomCount: root.symptomCount,
      };
    },
  );
};
