import type { Topology } from "../../inventory/topology.ts";
import { canFollow, mayCoincide } from "./begin.ts";
import { bySite, type Cause, type Fact } from "./fact.ts";
import type { Hearing } from "./hearing.ts";
import { correlationWindowMs } from "./limits.ts";
import type { PowerView } from "./power.ts";
import { deadEndWords, farEndWords, linkWords, placeWords } from "./words.ts";

/** A link of which alarms say that it is down, and nothing else explains that. */
export interface CutLink {
  readonly link: number;
  readonly fact: Fact;
}

/** An alarm of a node with several links that says not which of them is down, and nothing else tells. */
export interface UnclearLink {
  readonly fact: Fact;
  readonly links: readonly number[];
}

/** A site that went dark by a lost feed without a word of its own: a neighbour saw its link go. */
export interface PresumedDark {
  readonly fact: Fact;
  readonly feed: Fact;
}

/** The lost feed of a site that is dark by it, and whether its battery was low. */
interface Doomed {
  readonly feed: Fact;
  readonly isWeak: boolean;
}

/** A link was down for that long when its alarm is raised: the on-delay of the default rule, less what reports take. */
const linkDelayMs = 25_000;

/** What tells of which links the alarms speak. */
export interface LinkAlarmsInput {
  readonly topology: Topology;
  readonly power: PowerView;
  readonly hearing: Hearing;
}

/** Finds out of which links the link-down alarms speak, and explains those that follow from a dead end. */
export class LinkAlarms {
  readonly #topology: Topology;
  readonly #power: PowerView;
  readonly #hearing: Hearing;
  readonly #facts: readonly Fact[];
  readonly #byNode = new Map<number, Fact[]>();
  readonly #silent: ReadonlyMap<string, readonly Fact[]>;
  readonly cut: CutLink[] = [];
  readonly dark: PresumedDark[] = [];
  readonly unclear: UnclearLink[] = [];

  constructor({ topology, power, hearing }: LinkAlarmsInput, facts: readonly Fact[]) {
    this.#topology = topology;
    this.#power = power;
    this.#hearing = hearing;
    this.#facts = facts.filter(({ alarm, node }) => alarm.meaning === "link-down" && node >= 0);
    for (const fact of this.#facts) {
      this.#byNode.set(fact.node, [...(this.#byNode.get(fact.node) ?? []), fact]);
    }
    this.#silent = bySite(facts, "unreachable");
  }

  /** True when a link-down alarm at the node may speak of the link, and of the same failure of it as the fact. */
  reports(node: number, link: number, fact: Fact): boolean {
    return this.#reportsOf(node, link).some(
      (each) => each !== fact && mayCoincide(each, fact) && !this.#isAnswered(each, fact),
    );
  }

  #reportsOf(node: number, link: number): readonly Fact[] {
    return (this.#byNode.get(node) ?? []).filter((fact) => {
      const named = this.#named(fact);
      return named.length === 0 || named.includes(link);
    });
  }

  /** Groups the alarms by link; each link becomes a cut, or its alarms are explained. */
  explain(): void {
    const groups = new Map<number, Fact[]>();
    for (const fact of this.#facts) {
      const links = this.#linksOf(fact);
      if (links.length === 0) this.unclear.push({ fact, links: this.#topology.linksAt(fact.node) });
      for (const link of links) {
        const group = groups.get(link);
        if (group === undefined) groups.set(link, [fact]);
        else group.push(fact);
      }
    }
    for (const [link, group] of groups) {
      const [first, ...others] = group;
      if (first === undefined) continue;
      if (others.length > 0) {
        const reason = farEndWords(linkWords(this.#topology, link));
        for (const other of others) other.cause ??= { fact: first, confidence: 0.95, reason };
      }
      this.#place(link, first);
    }
  }

  #place(link: number, fact: Fact): void {
    const ends = [this.#topology.from[link] ?? -1, this.#topology.to[link] ?? -1];
    for (const end of ends) {
      const cause = this.#deadEnd(link, end, fact);
      if (cause === null) continue;
      fact.cause ??= cause;
      return;
    }
    this.cut.push({ link, fact });
  }

  /** What explains the link by the state of one of its ends. */
  #deadEnd(link: number, end: number, fact: Fact): Cause | null {
    const words = () => linkWords(this.#topology, link);
    const dead = this.#power.deadNode(end, fact);
    if (dead !== null) {
      return { fact: dead, confidence: 0.9, reason: deadEndWords(words(), placeWords(dead, "node")) };
    }
    const site = this.#topology.inventory.nodes[end]?.site ?? "";
    const silent = (this.#silent.get(site) ?? []).find((each) => {
      const feed = this.#power.lostFeedOf(each);
      return feed !== null && this.#power.serves(feed, end) && canFollow(fact, feed) && canFollow(fact, each);
    });
    if (silent !== undefined) {
      return { fact: silent, confidence: 0.9, reason: deadEndWords(words(), placeWords(silent, "power")) };
    }
    return this.#presumed(link, end, fact);
  }

  /** Its silence is not proven yet. */
  #presumed(link: number, end: number, fact: Fact): Cause | null {
    const doomed = this.#doomed(link, end, fact);
    if (doomed === null) return null;
    const { feed, isWeak } = doomed;
    this.dark.push({ fact, feed });
    const reason = deadEndWords(linkWords(this.#topology, link), placeWords(feed, "power"));
    return { fact: feed, confidence: isWeak ? 0.8 : 0.6, reason };
  }

  /**
   * A site without mains to which a link is gone, while it says nothing of that, is dark: by a low battery, or since
   * it was not heard after the link went.
   */
  #doomed(link: number, end: number, fact: Fact): Doomed | null {
    const site = this.#topology.inventory.nodes[end]?.site;
    if (site === undefined || fact.alarm.site === site || this.reports(end, link, fact)) return null;
    const heardAtMs = this.#hearing.heardAtMs(site);
    if (heardAtMs !== null && heardAtMs > fact.latestMs - linkDelayMs) return null;
    const weak = this.#power.feedWeakAt(site).flatMap((each) => this.#power.lostFeedOf(each) ?? []);
    const feeds = heardAtMs === null ? weak : [...weak, ...this.#power.lostFeedsAt(site)];
    const feed = feeds.find((each) => this.#power.serves(each, end) && this.#power.isInTime(fact, each));
    return feed === undefined ? null : { feed, isWeak: weak.includes(feed) };
  }

  /**
   * The links of which an alarm speaks: the one that it names, the only one, the one whose other end says so at the
   * same time, or those whose other end is in trouble.
   */
  #linksOf(fact: Fact): readonly number[] {
    const links = this.#topology.linksAt(fact.node);
    if (links.length < 2) return links;
    const named = this.#named(fact);
    if (named.length > 0) return named;
    const agreed = links.filter((link) => this.reports(this.farEnd(link, fact.node), link, fact));
    if (agreed.length > 0) return agreed;
    const troubled = links.filter((link) => this.#inTrouble(link, fact));
    if (troubled.length > 0) return troubled;
    const left = links.filter((link) => this.#isLeft(link, fact));
    return left.length === 1 ? left : [];
  }

  /** The vertex at the other end of a link. */
  farEnd(link: number, node: number): number {
    const from = this.#topology.from[link] ?? -1;
    return from === node ? (this.#topology.to[link] ?? -1) : from;
  }

  /** An alarm to which another neighbour answered sooner than the fact came tells of the link to that one. */
  #isAnswered(fact: Fact, later: Fact): boolean {
    const apartMs = Math.abs(later.latestMs - fact.latestMs);
    return this.#topology
      .linksAt(fact.node)
      .some((link) =>
        this.#reportsOf(this.farEnd(link, fact.node), link).some(
          (each) =>
            each !== fact &&
            each !== later &&
            mayCoincide(each, fact) &&
            Math.abs(each.latestMs - fact.latestMs) + correlationWindowMs < apartMs,
        ),
      );
  }

  #named({ alarm, node }: Fact): readonly number[] {
    const { labels, qualifier } = alarm;
    if (qualifier === "" && labels["link"] === undefined) return [];
    return this.#topology.linksAt(node).filter((link) => {
      const code = this.#topology.inventory.links[link]?.code;
      return code !== undefined && (code === labels["link"] || code === qualifier);
    });
  }

  #inTrouble(link: number, fact: Fact): boolean {
    const far = this.farEnd(link, fact.node);
    if (this.#power.deadNode(far, fact) !== null) return true;
    const site = this.#topology.inventory.nodes[far]?.site ?? "";
    if ((this.#silent.get(site) ?? []).some((silent) => mayCoincide(silent, fact))) return true;
    return this.#doomed(link, far, fact) !== null;
  }

  /** Another link to the same site went at the same time, and the site says nothing of either. */
  #isLeft(link: number, fact: Fact): boolean {
    const topology = this.#topology;
    const far = this.farEnd(link, fact.node);
    const nodes = topology.nodesOf(topology.siteOf(far));
    if (nodes.some((node) => topology.core.includes(node) || this.#speaks(node, fact))) return false;
    return nodes.some((node) =>
      topology
        .linksAt(node)
        .some((other) => other !== link && this.reports(this.farEnd(other, node), other, fact)),
    );
  }

  /** The node tells of a link at the time of the fact. */
  #speaks(node: number, fact: Fact): boolean {
    return (this.#byNode.get(node) ?? []).some(
      (each) => mayCoincide(each, fact) && !this.#isAnswered(each, fact),
    );
  }
}
