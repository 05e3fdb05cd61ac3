import type { Inventory } from "./inventory.ts";

const none: readonly number[] = [];

/** Neighbours of every vertex in two flat arrays: those of vertex v stand from `start[v]` up to `start[v + 1]`. */
export interface Adjacency {
  readonly start: Int32Array;
  readonly neighbour: Int32Array;
  /** Number of the link between the two, or -1 inside a site, where nothing can be cut but a node. */
  readonly link: Int32Array;
}

const linkEnds = (inventory: Inventory, nodes: ReadonlyMap<string, ReadonlyMap<string, number>>) => {
  const { links } = inventory;
  const from = new Int32Array(links.length).fill(-1);
  const to = new Int32Array(links.length).fill(-1);
  for (const [index, link] of links.entries()) {
    const one = nodes.get(link.from.site)?.get(link.from.node) ?? -1;
    const other = nodes.get(link.to.site)?.get(link.to.node) ?? -1;
    // An end that nobody knows leads nowhere; the import refuses it, a hand-made inventory may have it.
    if (one < 0 || other < 0) continue;
    from[index] = one;
    to[index] = other;
  }
  return { from, to };
};

type Edge = readonly [one: number, other: number, link: number];

const adjacencyOf = (vertexCount: number, edges: readonly Edge[]): Adjacency => {
  const start = new Int32Array(vertexCount + 1);
  for (const [one, other] of edges) {
    start[one + 1] = (start[one + 1] ?? 0) + 1;
    start[other + 1] = (start[other + 1] ?? 0) + 1;
  }
  for (let vertex = 0; vertex < vertexCount; vertex += 1) {
    start[vertex + 1] = (start[vertex + 1] ?? 0) + (start[vertex] ?? 0);
  }
  const next = start.slice();
  const neighbour = new Int32Array(edges.length * 2);
  const link = new Int32Array(edges.length * 2);
  const put = (at: number, towards: number, by: number): void => {
    const place = next[at] ?? 0;
    neighbour[place] = towards;
    link[place] = by;
    next[at] = place + 1;
  };
  for (const [one, other, by] of edges) {
    put(one, other, by);
    put(other, one, by);
  }
  return { start, neighbour, link };
};

/** Fewest steps to a core node for every vertex, -1 for those without a path. */
const depths = (adjacency: Adjacency, core: readonly number[]): Int32Array => {
  const { start, neighbour } = adjacency;
  const depth = new Int32Array(start.length - 1).fill(-1);
  const queue = [...core];
  for (const vertex of core) depth[vertex] = 0;
  for (const vertex of queue) {
    for (let at = start[vertex] ?? 0; at < (start[vertex + 1] ?? 0); at += 1) {
      const next = neighbour[at] ?? -1;
      if (depth[next] !== -1) continue;
      depth[next] = (depth[vertex] ?? 0) + 1;
      queue.push(next);
    }
  }
  return depth;
};

/**
 * The network of an inventory as numbers. Vertices are first all nodes, then all sites, both in the order of the
 * file; links have their place in the file. Nodes of one site are connected with each other through the vertex of the
 * site, so a node without links is reached through those that have some. Immutable, built once for an inventory.
 */
export class Topology {
  readonly inventory: Inventory;
  readonly nodeCount: number;
  readonly vertexCount: number;
  readonly adjacency: Adjacency;
  /** Vertices at the ends of each link; -1 for an end that nobody knows. */
  readonly from: Int32Array;
  readonly to: Int32Array;
  /** Fewest steps to a core node with everything working; -1 for a vertex that has no path at all. */
  readonly depth: Int32Array;
  readonly core: readonly number[];
  /** Devices at each site, by the vertex of the site less `nodeCount`. */
  readonly deviceCounts: Int32Array;
  readonly #nodes: Map<string, Map<string, number>> = new Map();
  readonly #sites = new Map<string, number>();
  readonly #siteOfNode: Int32Array;
  readonly #feeder: Int32Array;
  readonly #fed = new Map<number, number[]>();

  constructor(inventory: Inventory) {
    const { nodes, sites } = inventory;
    this.inventory = inventory;
    this.nodeCount = nodes.length;
    this.vertexCount = nodes.length + sites.length;
    for (const [index, { code }] of sites.entries()) {
      this.#sites.set(code, nodes.length + index);
      this.#nodes.set(code, new Map());
    }
    for (const [index, { site, code }] of nodes.entries()) this.#nodes.get(site)?.set(code, index);
    this.#siteOfNode = Int32Array.from(nodes, ({ site }) => this.siteVertex(site));
    this.#feeder = Int32Array.from(nodes, ({ site, poweredBy }) =>
      poweredBy === null ? -1 : this.nodeVertex(site, poweredBy),
    );
    for (const [node, feeder] of this.#feeder.entries()) {
      if (feeder >= 0) this.#fed.set(feeder, [...(this.#fed.get(feeder) ?? []), node]);
    }
    const ends = linkEnds(inventory, this.#nodes);
    this.from = ends.from;
    this.to = ends.to;
    this.adjacency = adjacencyOf(this.vertexCount, this.#edges());
    this.core = inventory.data.core
      .map(({ site, node }) => this.nodeVertex(site, node))
      .filter((vertex) => vertex >= 0);
    this.depth = depths(this.adjacency, this.core);
    this.deviceCounts = Int32Array.from(sites, ({ code }) => inventory.devicesOf(code).length);
  }

  /** The vertex of a node; -1 when there is no such node. */
  nodeVertex(site: string, node: string): number {
    return this.#nodes.get(site)?.get(node) ?? -1;
  }

  /** The vertex of a site; -1 when there is no such site. */
  siteVertex(site: string): number {
    return this.#sites.get(site) ?? -1;
  }

  /** The vertex of the site that a vertex belongs to. */
  siteOf(vertex: number): number {
    return vertex < this.nodeCount ? (this.#siteOfNode[vertex] ?? -1) : vertex;
  }

  /** All nodes of a site, given by its vertex. */
  nodesOf(siteVertex: number): readonly number[] {
    const site = this.inventory.sites[siteVertex - this.nodeCount];
    return site === undefined ? none : [...(this.#nodes.get(site.code)?.values() ?? none)];
  }

  /** Numbers of the links that end at a node. */
  linksAt(node: number): readonly number[] {
    const { start, link } = this.adjacency;
    const links: number[] = [];
    for (let at = start[node] ?? 0; at < (start[node + 1] ?? 0); at += 1) {
      const index = link[at] ?? -1;
      if (index >= 0) links.push(index);
    }
    return links;
  }

  /** The nodes that a node is powered by, nearest first, itself left out. */
  feedersOf(node: number): readonly number[] {
    if ((this.#feeder[node] ?? -1) < 0) return none;
    const feeders: number[] = [];
    let feeder = this.#feeder[node] ?? -1;
    while (feeder >= 0 && feeder !== node && !feeders.includes(feeder)) {
      feeders.push(feeder);
      feeder = this.#feeder[feeder] ?? -1;
    }
    return feeders;
  }

  /** True when the node powers another one. */
  feeds(node: number): boolean {
    return this.#fed.has(node);
  }

  /** The node and everything that it powers, directly or through others. */
  fedBy(node: number): readonly number[] {
    if (!this.#fed.has(node)) return [node];
    const fed = new Set([node]);
    for (const feeder of fed) {
      for (const each of this.#fed.get(feeder) ?? none) fed.add(each);
    }
    return [...fed];
  }

  #edges(): readonly Edge[] {
    const house = [...this.#siteOfNode].flatMap((site, node): Edge[] => (site < 0 ? [] : [[node, site, -1]]));
    const links = [...this.from].flatMap((one, index): Edge[] => {
      const other = this.to[index] ?? -1;
      return one < 0 || other < 0 ? [] : [[one, other, index]];
    });
    return [...house, ...links];
  }
}
