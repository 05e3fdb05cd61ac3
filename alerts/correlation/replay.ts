import type { Topology } from "../../inventory/topology.ts";
import type { AlarmId, SiteCode } from "../../telemetry/identifiers.ts";
import { begunBy, canFollow, mayCoincide } from "./begin.ts";
import { type Cause, depthAt, type Fact } from "./fact.ts";
import { type Failure, failureOf, noPathBy } from "./failure.ts";
import type { Hearing } from "./hearing.ts";
import { correlationWindowMs, failureTrustMs, hearingAskMs } from "./limits.ts";
import type { LinkAlarms, UnclearLink } from "./link-alarms.ts";
import type { NetworkState } from "./network-state.ts";
import type { PowerView } from "./power.ts";
import { darkFailure, type SilentSite } from "./sites.ts";
import { cutOf, UnclearLinks } from "./unclear-links.ts";
import { linkWords, meetingWords, placeWords, silentWithWords } from "./words.ts";

/** What is replayed: failures that alarms name, and sites that are silent. */
export interface ReplayInput {
  readonly topology: Topology;
  readonly power: PowerView;
  readonly links: LinkAlarms;
  readonly hearing: Hearing;
  readonly facts: readonly Fact[];
  readonly silent: readonly SilentSite[];
  readonly nowMs: number;
}

/** The failures of one epoch: named ones, then silent sites. */
interface Epoch {
  readonly named: (Failure | UnclearLink)[];
  readonly silent: SilentSite[];
}

/** Detection may take this long: failures closer together than that can't be told apart by time alone. */
const epochGapMsMin = 182_000;

/** The sites on the way of a silence that nothing explains yet, and when what silenced it had begun at the latest. */
export interface Way {
  readonly fact: Fact;
  readonly begunMs: number;
  readonly sites: readonly SiteCode[];
}

/** Lets the failures happen again in the order in which they may have happened, and sees who loses the path by which. */
export class Replay {
  readonly #input: ReplayInput;
  readonly #state: NetworkState;
  /** For silences that began before what took their path: the network without the failures that alarms name. */
  readonly #earlier: NetworkState;
  readonly #silentBySite = new Map<number, Fact>();
  readonly #unclear: UnclearLinks;
  readonly failures: Failure[] = [];
  /** Of silent sites that nothing explains, by alarm. */
  readonly ways = new Map<AlarmId, Way>();
  /** When a failure that most sites behind it contradict stops being trusted, ms since 1970 UTC. */
  nextDueMs = Number.POSITIVE_INFINITY;

  constructor(input: ReplayInput, state: NetworkState, earlier: NetworkState) {
    this.#input = input;
    this.#state = state;
    this.#earlier = earlier;
    for (const { vertex, fact } of input.silent) this.#silentBySite.set(vertex, fact);
    this.#unclear = new UnclearLinks({ ...input, silentBySite: this.#silentBySite, state });
  }

  run(): void {
    for (const { named, silent } of this.#epochs()) {
      for (const each of named) {
        const failure = "links" in each ? this.#unclear.clarify(each) : each;
        if (failure !== null) this.#name(failure);
      }
      const refused = this.#hearAll(silent, this.#state);
      this.#hearAll(refused, this.#earlier);
    }
    this.#explainRest();
    this.#state.reset();
    this.#earlier.reset();
  }

  /** Named failures by when they may have begun, silences by when they were certain; quiet times part the epochs. */
  #epochs(): readonly Epoch[] {
    const { silent } = this.#input;
    const named = [...this.#namedFailures(), ...this.#input.links.unclear];
    const entries = [
      ...named.map((failure) => ({ atMs: failure.fact.earliestMs, failure, site: null })),
      ...silent.map((site) => ({ atMs: site.fact.latestMs, failure: null, site })),
    ].sort((one, other) => one.atMs - other.atMs);
    const epochs: Epoch[] = [];
    const detectionMs = silent.map(({ fact }) => fact.latestMs - fact.earliestMs);
    const gapMs = Math.max(epochGapMsMin, ...detectionMs) + correlationWindowMs;
    let lastMs = Number.NEGATIVE_INFINITY;
    for (const { atMs, failure, site } of entries) {
      if (atMs > lastMs + gapMs) epochs.push({ named: [], silent: [] });
      const epoch = epochs.at(-1);
      if (failure !== null) epoch?.named.push(failure);
      if (site !== null) epoch?.silent.push(site);
      lastMs = atMs;
    }
    for (const epoch of epochs) {
      epoch.named.sort((one, other) => one.fact.rank - other.fact.rank);
      epoch.silent.sort(
        (one, other) => this.#depth(one) - this.#depth(other) || one.fact.rank - other.fact.rank,
      );
    }
    return epochs;
  }

  #depth({ vertex }: SilentSite): number {
    return depthAt(this.#input.topology, vertex);
  }

  #namedFailures(): readonly Failure[] {
    const { topology, power, links, facts } = this.#input;
    const down = facts.filter(({ alarm, node }) => alarm.meaning === "node-down" && node >= 0);
    return [
      ...down.map((fact) =>
        failureOf({
          fact,
          nodes: topology.fedBy(fact.node),
          link: -1,
          describe: () => placeWords(fact, "node"),
          confidence: 0.95,
        }),
      ),
      ...links.cut.map(({ link, fact }) => cutOf(topology, link, fact)),
      ...links.dark.map(({ fact, feed }) => {
        const vertex = topology.siteVertex(feed.alarm.site);
        return { ...darkFailure(topology, power, { fact: feed, feed, vertex }), fact };
      }),
    ];
  }

  /** A failure that an alarm names: it follows from an earlier one, or it takes its own out of service. */
  #name(failure: Failure): void {
    const { fact, link } = failure;
    const before = this.#lostBefore(failure);
    if (before !== undefined) {
      fact.cause ??= noPath(before, link >= 0 ? 0.6 : before.confidence);
      return;
    }
    this.#state.cut(failure);
    this.failures.push(failure);
    if (link >= 0) this.#meet(failure);
    this.#doubt(failure);
  }

  /** The failure that took the path of all elements before. */
  #lostBefore({ nodes, link }: Failure): Failure | undefined {
    const { from, to } = this.#input.topology;
    const elements = link >= 0 ? [from[link] ?? -1, to[link] ?? -1] : nodes.slice(0, 1);
    const lost = elements.map((vertex) => this.#state.lostBy(vertex));
    return lost.includes(undefined) ? undefined : lost[0];
  }

  /**
   * The silent sites of an epoch, each after those that stand on its way to the core: the nearest to the core is the
   * first to explain what is behind it. Answers those that lost their path only by something that began later.
   */
  #hearAll(sites: readonly SilentSite[], state: NetworkState): readonly SilentSite[] {
    const waiting = new Set(sites);
    const dark = new Map(sites.flatMap((site) => (site.isDark ? [[site.vertex, site] as const] : [])));
    const refused: SilentSite[] = [];
    const nextOnTheWay = ({ fact }: SilentSite): SilentSite | undefined => {
      for (const vertex of state.wayFrom(fact.vertex)) {
        const other = dark.get(this.#input.topology.siteOf(vertex));
        if (other !== undefined && waiting.has(other) && canFollow(fact, other.fact)) return other;
      }
      return undefined;
    };
    const hear = (site: SilentSite): void => {
      waiting.delete(site);
      for (let before = nextOnTheWay(site); before !== undefined; before = nextOnTheWay(site)) hear(before);
      if (!this.#hear(site, state)) refused.push(site);
    };
    for (const site of sites) if (waiting.has(site)) hear(site);
    return refused;
  }

  /** A silent site; false when what took its path began only later. */
  #hear(site: SilentSite, state: NetworkState): boolean {
    const { fact, vertex, isDark } = site;
    if (fact.cause !== null) return true;
    const failure = fact.vertex < 0 ? undefined : state.lostBy(fact.vertex);
    if (failure !== undefined) {
      if (!canFollow(fact, failure.fact)) return false;
      fact.cause = noPath(failure, failure.confidence);
      return true;
    }
    const { topology, power } = this.#input;
    const feed = power.lostFeedOf(fact);
    fact.cause = feed === null ? this.#unheardLink(site) : power.darkness(feed);
    if (fact.cause === null && vertex >= 0) this.ways.set(fact.alarm.id, this.#wayOf(site, state));
    if (!isDark) return true;
    const dark = darkFailure(topology, power, { fact, feed, vertex });
    state.cut(dark);
    this.failures.push(dark);
    if (state === this.#state) this.#doubt(dark, true);
    return true;
  }

  #wayOf({ fact, vertex }: SilentSite, state: NetworkState): Way {
    const sites = this.#sitesOnTheWay(vertex, state);
    return { fact, begunMs: begunBy(fact, this.#input.hearing), sites: [...sites] };
  }

  /** Codes of the sites between this one and the core, the core's own among them, this one not. */
  #sitesOnTheWay(vertex: number, state: NetworkState): ReadonlySet<SiteCode> {
    const { topology } = this.#input;
    const sites = new Set<SiteCode>();
    for (const each of state.wayFrom(vertex)) {
      const at = topology.siteOf(each);
      const site = at === vertex ? undefined : topology.inventory.sites[at - topology.nodeCount];
      if (site !== undefined) sites.add(site.code);
    }
    return sites;
  }

  /** The other end of a link says that it went, at the time of the silence, and the site itself does not: one failure. */
  #unheardLink({ fact, vertex, isDark }: SilentSite): Cause | null {
    if (!isDark) return null;
    const { topology, links } = this.#input;
    for (const { link, fact: seen } of links.cut) {
      const end = [topology.from[link] ?? -1, topology.to[link] ?? -1].find(
        (each) => topology.siteOf(each) === vertex,
      );
      if (end === undefined || seen.vertex === end || links.reports(end, link, seen)) continue;
      if (!mayCoincide(fact, seen) || seen.cause !== null) continue;
      return {
        fact: seen,
        confidence: 0.7,
        reason: silentWithWords(fact, linkWords(topology, link)),
      };
    }
    return null;
  }

  /** Links that end at one site and went together, unseen by the site itself: the site failed, not each of them. */
  #meet(failure: Failure): void {
    const { topology, links } = this.#input;
    const meeting = new Map<number, Failure[]>();
    for (const each of [...failure.others, failure]) {
      if (each.link < 0 || !mayCoincide(each.fact, failure.fact)) continue;
      const ends = [topology.from[each.link] ?? -1, topology.to[each.link] ?? -1];
      const end = ends.find((vertex) => this.#state.lostBy(vertex) === failure);
      if (end === undefined || links.reports(end, each.link, failure.fact)) continue;
      const site = topology.siteOf(end);
      meeting.set(site, [...(meeting.get(site) ?? []), each]);
    }
    for (const [site, together] of meeting) this.#join(site, together);
  }

  #join(site: number, together: readonly Failure[]): void {
    const [first, ...others] = together.toSorted((one, other) => one.fact.rank - other.fact.rank);
    if (first === undefined || others.length === 0) return;
    const words = together.map(({ describe }) => describe());
    const reason = meetingWords(this.#input.topology, site, words);
    for (const { fact } of others) fact.cause ??= { fact: first.fact, confidence: 0.7, reason };
  }

  /**
   * A failure that lasts while most watched sites behind it are heard took their path on paper only: then it explains
   * what fell silent with it, and later failures are judged without it. So it is at once with a silent site behind
   * which most were heard since.
   */
  #doubt(failure: Failure, isSilence = false): void {
    const { nowMs } = this.#input;
    const { fact, lost } = failure;
    const behind = this.#watchedBehind(failure);
    const near = behind.flatMap((vertex) => this.#fellSilentWith(vertex, fact) ?? []);
    if (near.length * 2 >= behind.length) return;
    const begunMs = begunBy(fact, this.#input.hearing) + correlationWindowMs;
    const isRefuted = isSilence && this.#heardSince(behind, begunMs) * 2 > behind.length;
    const untilMs = fact.latestMs + failureTrustMs;
    const isTrusted = !isRefuted && nowMs <= untilMs;
    const isOpen = isSilence && nowMs <= untilMs && this.#input.hearing.heardAtMs(fact.alarm.site) !== null;
    if (isTrusted || isOpen)
      this.nextDueMs = Math.min(this.nextDueMs, isOpen ? nowMs + hearingAskMs : untilMs + 1);
    if (isTrusted) return;
    this.#state.mendNewest();
    failure.lost = lost.filter((vertex) => failure.nodes.includes(vertex));
    for (const silent of near) {
      if (!isRefuted || !this.#isHeardBetween(silent, fact, begunMs)) silent.cause ??= noPath(failure, 0.5);
    }
  }

  /** Sites with devices that lost their path by the failure; not the one that it is at. */
  #watchedBehind({ fact, lost }: Failure): readonly number[] {
    const { topology } = this.#input;
    const own = topology.siteVertex(fact.alarm.site);
    return lost.filter(
      (vertex) =>
        vertex >= topology.nodeCount &&
        vertex !== own &&
        (topology.deviceCounts[vertex - topology.nodeCount] ?? 0) > 0,
    );
  }

  #fellSilentWith(vertex: number, fact: Fact): Fact | null {
    const silent = this.#silentBySite.get(vertex);
    if (silent === undefined || !canFollow(silent, fact)) return null;
    return silent.earliestMs <= fact.latestMs + failureTrustMs ? silent : null;
  }

  #heardSince(sites: readonly number[], sinceMs: number): number {
    const { topology, hearing } = this.#input;
    return sites.filter((vertex) => {
      const site = topology.inventory.sites[vertex - topology.nodeCount];
      return site !== undefined && (hearing.heardAtMs(site.code) ?? 0) > sinceMs;
    }).length;
  }

  /** Somebody on the silent site's way to what should have silenced it was heard since. */
  #isHeardBetween(silent: Fact, fact: Fact, sinceMs: number): boolean {
    const { topology, hearing } = this.#input;
    for (const site of this.#sitesOnTheWay(topology.siteVertex(silent.alarm.site), this.#state)) {
      if (site === fact.alarm.site) return false;
      if ((hearing.heardAtMs(site) ?? 0) > sinceMs) return true;
    }
    return false;
  }

  /** Alarms about nodes and links that nobody knows, or about a link that can't be told: by the place that they name. */
  #explainRest(): void {
    const failed = new Set(this.failures.map(({ fact }) => fact));
    for (const fact of this.#input.facts) {
      const { meaning } = fact.alarm;
      if (fact.cause !== null || fact.vertex < 0 || failed.has(fact)) continue;
      if (meaning !== "link-down" && meaning !== "node-down") continue;
      const failure = this.#state.lostBy(fact.vertex);
      if (failure === undefined || !canFollow(fact, failure.fact)) continue;
      fact.cause = noPath(failure, Math.min(0.6, failure.confidence));
    }
  }
}

const noPath = (failure: Failure, confidence: number): Cause => ({
  fact: failure.fact,
  confidence,
  reason: noPathBy(failure),
});
