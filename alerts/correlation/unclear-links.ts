import type { Topology } from "../../inventory/topology.ts";
import { mayCoincide } from "./begin.ts";
import type { Fact } from "./fact.ts";
import { type Failure, failureOf } from "./failure.ts";
import type { LinkAlarms, UnclearLink } from "./link-alarms.ts";
import type { NetworkState } from "./network-state.ts";
import { linkWords, togetherWords } from "./words.ts";

/** What tells which link is down. */
export interface UnclearInput {
  readonly topology: Topology;
  readonly links: LinkAlarms;
  /** The network as the failures before left it. */
  readonly state: NetworkState;
  /** The silence of a site, by its vertex. */
  readonly silentBySite: ReadonlyMap<number, Fact>;
}

interface Suspect {
  readonly failure: Failure;
  /** What it would take along. */
  readonly lost: readonly number[];
}

/** The failure of a link that an alarm tells of. */
export const cutOf = (topology: Topology, link: number, fact: Fact): Failure =>
  failureOf({ fact, nodes: [], link, describe: () => linkWords(topology, link), confidence: 0.95 });

/** Tells apart which of several links is down, where no alarm says so, by what would follow from each. */
export class UnclearLinks {
  readonly #input: UnclearInput;

  constructor(input: UnclearInput) {
    this.#input = input;
  }

  /**
   * The link whose other end can't say anything without it; where each could, the site at the end of one may have
   * failed, if others that live behind it are silent. Null when it can't be told: then it follows from an alarm that
   * came with it and may speak of the same site, if there is one.
   */
  clarify(unclear: UnclearLink): Failure | null {
    const mute = this.#mute(unclear);
    if (mute.length === 1) return mute[0]?.failure ?? null;
    const failure = this.#mostSilent(mute.length > 0 ? mute : this.#sites(unclear), unclear.fact);
    if (failure === null) this.#accompany(unclear);
    return failure;
  }

  #mute({ fact, links: candidates }: UnclearLink): readonly Suspect[] {
    const { topology, links, state } = this.#input;
    return candidates.flatMap((link) => {
      const failure = cutOf(topology, link, fact);
      const lost = state.wouldLose(failure);
      return lost.includes(links.farEnd(link, fact.node)) ? [{ failure, lost }] : [];
    });
  }

  #sites(unclear: UnclearLink): readonly Suspect[] {
    const { topology, state } = this.#input;
    return this.#farSites(unclear).map(([site, link]) => {
      const nodes = topology.nodesOf(site);
      const failure = failureOf({
        ...cutOf(topology, link, unclear.fact),
        nodes,
        link: -1,
        confidence: 0.6,
      });
      return { failure, lost: state.wouldLose(failure).filter((vertex) => vertex !== site) };
    });
  }

  /** Sites at the other ends, and the links there; a site with a core node would have taken everything along. */
  #farSites({ fact, links: candidates }: UnclearLink): readonly (readonly [site: number, link: number])[] {
    const { topology, links } = this.#input;
    return candidates
      .map((link) => [topology.siteOf(links.farEnd(link, fact.node)), link] as const)
      .filter(([site]) => !topology.nodesOf(site).some((node) => topology.core.includes(node)));
  }

  /** The one behind which most sites fell silent with the alarm; null when none did or it can't be told. */
  #mostSilent(suspects: readonly Suspect[], fact: Fact): Failure | null {
    const [first, second] = suspects
      .map(({ failure, lost }) => ({
        failure,
        count: lost.filter((at) => this.#fellSilent(at, fact)).length,
      }))
      .sort((one, other) => other.count - one.count);
    return first === undefined || first.count <= (second?.count ?? 0) ? null : first.failure;
  }

  #fellSilent(vertex: number, fact: Fact): boolean {
    const silent = this.#input.silentBySite.get(vertex);
    return silent !== undefined && mayCoincide(silent, fact);
  }

  #accompany(unclear: UnclearLink): void {
    const { fact } = unclear;
    const own = new Set(this.#farSites(unclear).map(([site]) => site));
    const first = this.#input.links.unclear
      .filter((each) => each.fact.rank < fact.rank && mayCoincide(each.fact, fact))
      .sort((one, other) => one.fact.rank - other.fact.rank)
      .find((each) => this.#farSites(each).some(([site]) => own.has(site)));
    if (first === undefined) return;
    fact.cause ??= { fact: first.fact, confidence: 0.6, reason: togetherWords(first.fact) };
  }
}
