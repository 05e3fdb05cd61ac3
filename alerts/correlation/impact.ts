import type { Topology } from "../../inventory/topology.ts";
import type { Alarm, Impact } from "../alarm.ts";

/** Vertices of the sites of which all devices are silent. */
const silentVertices = (topology: Topology, alarms: readonly Alarm[]): readonly number[] => {
  const silent = new Map<number, number>();
  for (const { meaning, site } of alarms) {
    const vertex = meaning === "unreachable" ? topology.siteVertex(site) : -1;
    if (vertex >= 0) silent.set(vertex, (silent.get(vertex) ?? 0) + 1);
  }
  const devices = (vertex: number) => topology.deviceCounts[vertex - topology.nodeCount] ?? 0;
  return [...silent].flatMap(([vertex, count]) => (count >= devices(vertex) ? [vertex] : []));
};

const touchesSite = ({ meaning }: Alarm): boolean => meaning === "unreachable" || meaning === "feed-lost";

/**
 * What a root takes along: sites out of reach or without their feed, their hamlets, and the nodes that are out of
 * reach or out of service, counted in the graph; sites that only alarms tell of count too, with their nodes when silent.
 */
export const impactIn = (
  topology: Topology,
  lost: readonly (readonly number[])[],
  alarms: readonly Alarm[],
): Impact => {
  const { inventory, nodeCount } = topology;
  const sites = new Set<string>(alarms.filter(touchesSite).map(({ site }) => site));
  const nodes = new Set<number>();
  for (const vertices of lost) {
    for (const vertex of vertices) {
      const site = vertex < nodeCount ? undefined : inventory.sites[vertex - nodeCount];
      if (site !== undefined) sites.add(site.code);
      if (vertex < nodeCount) nodes.add(vertex);
    }
  }
  for (const vertex of silentVertices(topology, alarms)) {
    const own = topology.nodesOf(vertex);
    // Where the graph knows of some of them, it knows which feed they live on.
    if (!own.some((node) => nodes.has(node))) for (const node of own) nodes.add(node);
  }
  for (const { meaning, site, node } of alarms) {
    const vertex = meaning === "node-down" ? topology.nodeVertex(site, node) : -1;
    if (vertex >= 0) nodes.add(vertex);
  }
  const nodesByOperator = new Map<string, number>();
  for (const node of nodes) {
    const operator = inventory.nodes[node]?.operator ?? "";
    nodesByOperator.set(operator, (nodesByOperator.get(operator) ?? 0) + 1);
  }
  const hamlets = [...sites].flatMap((code) => inventory.site(code)?.hamlets ?? []);
  return {
    sites: sites.size,
    nodesByOperator: Object.fromEntries(
      [...nodesByOperator].sort(([one], [other]) => (one < other ? -1 : 1)),
    ),
    hamlets: hamlets.length,
    population: hamlets.reduce((sum, { population }) => sum + population, 0),
  };
};
