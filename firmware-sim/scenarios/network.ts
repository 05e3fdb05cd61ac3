import { Reachability } from "../../inventory/reachability.ts";
import type { Topology } from "../../inventory/topology.ts";

/** What took the path away: a node without power, or a link that carries nothing. */
export interface Failure {
  readonly kind: "node" | "link";
  readonly place: number;
}

const keyOf = ({ kind, place }: Failure): string => `${kind}/${place}`;

/** Which nodes and links of the world work, and who reaches the core by them. */
export class Network {
  readonly topology: Topology;
  readonly #reachability: Reachability;
  /** In the order in which they failed. */
  readonly #failures = new Map<string, Failure>();
  readonly #cuts: Int32Array;
  /** A bit for each end whose radio hears nothing. */
  readonly #faded: Uint8Array;

  constructor(topology: Topology) {
    this.topology = topology;
    this.#reachability = new Reachability(topology);
    this.#cuts = new Int32Array(topology.from.length);
    this.#faded = new Uint8Array(topology.from.length);
  }

  /** True when a path of working nodes and links leads from the site to a core node. */
  reaches(site: string): boolean {
    return this.#reachability.reaches(this.topology.siteVertex(site));
  }

  /** Says whether a node works; true when that is new. */
  setNode(vertex: number, works: boolean): boolean {
    if (vertex < 0) return false;
    return this.#set({ kind: "node", place: vertex }, works);
  }

  /** A link is cut, or mended after one of its cuts. */
  cutLink(link: number, isCut: boolean): void {
    this.#cuts[link] = (this.#cuts[link] ?? 0) + (isCut ? 1 : -1);
    this.#settle(link);
  }

  /** What the radio at one end of a hop says of the air; true when that is new. */
  setFaded(link: number, node: number, isFaded: boolean): boolean {
    const end = this.topology.from[link] === node ? 1 : 2;
    const before = this.#faded[link] ?? 0;
    if (((before & end) !== 0) === isFaded) return false;
    this.#faded[link] = before ^ end;
    this.#settle(link);
    return true;
  }

  /** True when an end of the link sees nothing of the other one, for another reason than rain. */
  isDark(link: number): boolean {
    const ends = [this.topology.from[link] ?? -1, this.topology.to[link] ?? -1];
    return (
      (this.#cuts[link] ?? 0) > 0 || ends.some((place) => this.#failures.has(keyOf({ kind: "node", place })))
    );
  }

  /** The failure without which the site would reach the core, all nodes of one site being one; of several the latest. */
  rootOf(site: string): string | null {
    const failures = [...this.#failures.values()];
    const together = [...Map.groupBy(failures, (failure) => this.#placeOf(failure)).values()];
    const alone = together.findLast((group) => {
      for (const failure of group) this.#mend(failure);
      const reaches = this.reaches(site);
      for (const failure of group) this.#cut(failure);
      return reaches;
    });
    const root = alone?.[0] ?? failures.at(-1);
    return root === undefined ? null : this.#nameOf(root);
  }

  #settle(link: number): void {
    this.#set({ kind: "link", place: link }, (this.#cuts[link] ?? 0) === 0 && this.#faded[link] === 0);
  }

  #set(failure: Failure, works: boolean): boolean {
    const key = keyOf(failure);
    if (this.#failures.has(key) !== works) return false;
    if (works) {
      this.#failures.delete(key);
      this.#mend(failure);
    } else {
      this.#failures.set(key, failure);
      this.#cut(failure);
    }
    return true;
  }

  #mend({ kind, place }: Failure): void {
    if (kind === "node") this.#reachability.mendNode(place);
    else this.#reachability.mendLink(place);
  }

  #cut({ kind, place }: Failure): void {
    if (kind === "node") this.#reachability.cutNode(place);
    else this.#reachability.cutLink(place);
  }

  #placeOf(failure: Failure): string {
    const node = failure.kind === "node" ? this.topology.inventory.nodes[failure.place] : undefined;
    return node?.site ?? keyOf(failure);
  }

  #nameOf({ kind, place }: Failure): string {
    const { nodes, links } = this.topology.inventory;
    if (kind === "link") return links[place]?.code ?? "";
    const node = nodes[place];
    return node === undefined ? "" : `${node.site}/${node.code}`;
  }
}
