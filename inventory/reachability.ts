import type { Topology } from "./topology.ts";

/**
 * Which vertices of a topology have a path of working nodes and links to a core node. A cut costs what hung on the
 * element, a mend costs what comes back; the rest of the network is not looked at. Each vertex that is connected
 * remembers the neighbour through which it is: cutting an element orphans those whose way led over it, and each
 * orphan looks for another neighbour, so a ring survives one cut.
 */
export class Reachability {
  readonly #topology: Topology;
  readonly #next: Int32Array;
  /** The same with everything working. */
  readonly #whole: Int32Array;
  readonly #isCore: Uint8Array;
  readonly #nodeCuts: Uint16Array;
  readonly #linkCuts: Uint16Array;

  constructor(topology: Topology) {
    this.#topology = topology;
    this.#next = new Int32Array(topology.vertexCount).fill(-1);
    this.#isCore = new Uint8Array(topology.vertexCount);
    this.#nodeCuts = new Uint16Array(topology.vertexCount);
    this.#linkCuts = new Uint16Array(topology.from.length);
    for (const vertex of topology.core) {
      this.#isCore[vertex] = 1;
      this.#next[vertex] = vertex;
    }
    this.#grow([...topology.core]);
    this.#whole = this.#next.slice();
  }

  /** Puts everything back into service; ways are again those of the beginning, whatever was cut and mended since. */
  reset(): void {
    this.#next.set(this.#whole);
    this.#nodeCuts.fill(0);
    this.#linkCuts.fill(0);
  }

  /** True when a path of working elements leads from the vertex to a core node. */
  reaches(vertex: number): boolean {
    return (this.#next[vertex] ?? -1) >= 0;
  }

  /** The next vertex on the way to a core node, itself for a core node, -1 for one without a path. */
  nextOf(vertex: number): number {
    return this.#next[vertex] ?? -1;
  }

  /** Takes a node out of service, once more when it is already; answers the vertices that lost their path by it. */
  cutNode(node: number): readonly number[] {
    const cuts = this.#nodeCuts[node] ?? 0;
    this.#nodeCuts[node] = cuts + 1;
    return cuts > 0 || !this.reaches(node) ? [] : this.#orphan(node);
  }

  /** Takes a link out of service, once more when it is already; answers the vertices that lost their path by it. */
  cutLink(link: number): readonly number[] {
    const cuts = this.#linkCuts[link] ?? 0;
    this.#linkCuts[link] = cuts + 1;
    if (cuts > 0) return [];
    const from = this.#topology.from[link] ?? -1;
    const to = this.#topology.to[link] ?? -1;
    if (from < 0 || to < 0) return [];
    if (this.#next[from] === to) return this.#orphan(from);
    return this.#next[to] === from ? this.#orphan(to) : [];
  }

  /** Takes back one cut of a node; answers the vertices that have a path again. */
  mendNode(node: number): readonly number[] {
    const cuts = this.#nodeCuts[node] ?? 0;
    if (cuts > 0) this.#nodeCuts[node] = cuts - 1;
    return cuts === 1 ? this.#regain([node]) : [];
  }

  /** Takes back one cut of a link; answers the vertices that have a path again. */
  mendLink(link: number): readonly number[] {
    const cuts = this.#linkCuts[link] ?? 0;
    if (cuts > 0) this.#linkCuts[link] = cuts - 1;
    const ends = [this.#topology.from[link] ?? -1, this.#topology.to[link] ?? -1];
    return cuts === 1 && !ends.includes(-1) ? this.#regain(ends) : [];
  }

  #regain(vertices: readonly number[]): readonly number[] {
    return vertices.flatMap((vertex) => (this.#attach(vertex) ? this.#grow([vertex]) : []));
  }

  /** Takes the path from everything whose way leads over the vertex, then looks for other ways. */
  #orphan(vertex: number): readonly number[] {
    const { start, neighbour } = this.#topology.adjacency;
    const orphans = [vertex];
    this.#next[vertex] = -1;
    for (const orphan of orphans) {
      for (let at = start[orphan] ?? 0; at < (start[orphan + 1] ?? 0); at += 1) {
        const child = neighbour[at] ?? -1;
        if (this.#next[child] !== orphan) continue;
        this.#next[child] = -1;
        orphans.push(child);
      }
    }
    for (const orphan of orphans) if (this.#attach(orphan)) this.#grow([orphan]);
    return orphans.filter((orphan) => !this.reaches(orphan));
  }

  /** Gives a vertex without a path the way over a neighbour that has one; true when it did. */
  #attach(vertex: number): boolean {
    if (this.reaches(vertex) || (this.#nodeCuts[vertex] ?? 0) > 0) return false;
    if (this.#isCore[vertex] === 1) {
      this.#next[vertex] = vertex;
      return true;
    }
    const { start, neighbour, link } = this.#topology.adjacency;
    for (let at = start[vertex] ?? 0; at < (start[vertex + 1] ?? 0); at += 1) {
      const next = neighbour[at] ?? -1;
      if (!this.reaches(next) || this.#isCut(link[at] ?? -1)) continue;
      this.#next[vertex] = next;
      return true;
    }
    return false;
  }

  /** Spreads from vertices that have a path; answers them and all that gained one. */
  #grow(queue: number[]): readonly number[] {
    const { start, neighbour, link } = this.#topology.adjacency;
    for (const vertex of queue) {
      for (let at = start[vertex] ?? 0; at < (start[vertex + 1] ?? 0); at += 1) {
        const next = neighbour[at] ?? -1;
        if (this.reaches(next) || (this.#nodeCuts[next] ?? 0) > 0 || this.#isCut(link[at] ?? -1)) continue;
        this.#next[next] = vertex;
        queue.push(next);
      }
    }
    return queue;
  }

  #isCut(link: number): boolean {
    return link >= 0 && (this.#linkCuts[link] ?? 0) > 0;
  }
}
