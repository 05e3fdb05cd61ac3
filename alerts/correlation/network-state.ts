import { Reachability } from "../../inventory/reachability.ts";
import type { Topology } from "../../inventory/topology.ts";
import type { Failure } from "./failure.ts";

/** The network with some failures in it: what has no path, and by which failure it lost it. */
export class NetworkState {
  readonly #topology: Topology;
  readonly #reachability: Reachability;
  readonly #lostBy: (Failure | undefined)[];
  readonly #cutBy = new Map<number, Failure>();
  readonly #linkCutBy = new Map<number, Failure>();
  readonly #standing: Failure[] = [];

  constructor(topology: Topology) {
    this.#topology = topology;
    this.#reachability = new Reachability(topology);
    this.#lostBy = new Array<Failure | undefined>(topology.vertexCount).fill(undefined);
  }

  /** The failure by which a vertex lost its path; undefined while it has one, or when it never had. */
  lostBy(vertex: number): Failure | undefined {
    return this.#lostBy[vertex];
  }

  /** The vertices on the way from a vertex to the core, itself first; none when it has no path. */
  *wayFrom(vertex: number): Iterable<number> {
    let at = vertex;
    while (this.#reachability.reaches(at)) {
      yield at;
      const next = this.#reachability.nextOf(at);
      if (next === at) return;
      at = next;
    }
  }

  /** Takes the failure's elements out of service, and notes what lost its path by that and who took part in it. */
  cut(failure: Failure): void {
    const { nodes, link } = failure;
    const lost = nodes.flatMap((node) => this.#reachability.cutNode(node));
    if (link >= 0) lost.push(...this.#reachability.cutLink(link));
    this.#standing.push(failure);
    for (const node of nodes) if (!this.#cutBy.has(node)) this.#cutBy.set(node, failure);
    if (link >= 0) this.#linkCutBy.set(link, failure);
    for (const vertex of lost) this.#lostBy[vertex] = failure;
    failure.lost = lost;
    failure.others = this.#partners(failure);
  }

  /** What would lose its path if the failure were one too; nothing where its link or one of its nodes has failed already. */
  wouldLose(failure: Failure): readonly number[] {
    const { nodes, link } = failure;
    if (this.#linkCutBy.has(link) || nodes.some((node) => this.#cutBy.has(node))) return [];
    this.cut(failure);
    const { lost } = failure;
    this.mendNewest();
    return lost;
  }

  /** Puts the newest failure back into service, as if it had not been. */
  mendNewest(): void {
    const failure = this.#standing.pop();
    if (failure === undefined) return;
    const { nodes, link, lost } = failure;
    if (link >= 0) {
      this.#reachability.mendLink(link);
      this.#linkCutBy.delete(link);
    }
    for (const node of nodes) {
      this.#reachability.mendNode(node);
      if (this.#cutBy.get(node) === failure) this.#cutBy.delete(node);
    }
    for (const vertex of lost) this.#lostBy[vertex] = undefined;
  }

  /** Puts everything back into service; nothing of what failed is left, so that the next answer owes it nothing. */
  reset(): void {
    for (const { lost } of this.#standing) for (const vertex of lost) this.#lostBy[vertex] = undefined;
    this.#standing.length = 0;
    this.#cutBy.clear();
    this.#linkCutBy.clear();
    this.#reachability.reset();
  }

  /** Failures besides this one behind which the lost vertices would still see a path. */
  #partners(failure: Failure): readonly Failure[] {
    const { start, neighbour, link } = this.#topology.adjacency;
    const partners = new Set<Failure>();
    for (const vertex of failure.lost) {
      for (let at = start[vertex] ?? 0; at < (start[vertex + 1] ?? 0); at += 1) {
        const next = neighbour[at] ?? -1;
        const byLink = this.#linkCutBy.get(link[at] ?? -1);
        if (byLink !== undefined && this.#reachability.reaches(next)) partners.add(byLink);
        const byNode = this.#cutBy.get(next);
        if (byNode !== undefined && byNode !== failure && this.#hasWay(next)) partners.add(byNode);
      }
    }
    partners.delete(failure);
    return [...partners].sort((one, other) => one.fact.rank - other.fact.rank);
  }

  #hasWay(cutNode: number): boolean {
    const { start, neighbour } = this.#topology.adjacency;
    const neighbours = neighbour.subarray(start[cutNode] ?? 0, start[cutNode + 1] ?? 0);
    return neighbours.some((next) => this.#reachability.reaches(next));
  }
}
