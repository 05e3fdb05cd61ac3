import type { Topology } from "../../inventory/topology.ts";
import { canFollow } from "./begin.ts";
import { bySite, type Cause, type Fact } from "./fact.ts";
import type { PowerView } from "./power.ts";
import { deadEndWords, farEndWords, linkWords, placeWords } from "./words.ts";

/** A link of which alarms say that it is down, and nothing else explains that. */
export interface CutLink {
  readonly link: number;
  readonly fact: Fact;
}

/** A site that went dark by a lost feed without a word of its own: a neighbour saw its link go. */
export interface PresumedDark {
  readonly fact: Fact;
  readonly feed: Fact;
}

/** Finds out of which links the link-down alarms speak, and explains those that follow from a dead end. */
export class LinkAlarms {
  readonly #topology: Topology;
  readonly #power: PowerView;
  readonly #facts: readonly Fact[];
  readonly #byNode = new Map<number, Fact[]>();
  readonly #silent: ReadonlyMap<string, readonly Fact[]>;
  readonly cut: CutLink[] = [];
  readonly dark: PresumedDark[] = [];

  constructor(topology: Topology, power: PowerView, facts: readonly Fact[]) {
    this.#topology = topology;
    this.#power = power;
    this.#facts = facts.filter(({ alarm, node }) => alarm.meaning === "link-down" && node >= 0);
    for (const fact of this.#facts) {
      this.#byNode.set(fact.node, [...(this.#byNode.get(fact.node) ?? []), fact]);
    }
    this.#silent = bySite(facts, "unreachable");
  }

  /** True when a link-down alarm at the node may speak of the link. */
  reports(node: number, link: number): boolean {
    return (this.#byNode.get(node) ?? []).some((fact) => {
      const named = this.#named(fact);
      return named.length === 0 || named.includes(link);
    });
  }

  /** Groups the alarms by link; each link becomes a cut, or its alarms are explained. */
  explain(): void {
    const groups = new Map<number, Fact[]>();
    for (const fact of this.#facts) {
      for (const link of this.#linksOf(fact)) {
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

  /** With its battery low and its hop gone, a site without mains is dark, although its silence is not proven yet. */
  #presumed(link: number, end: number, fact: Fact): Cause | null {
    const site = this.#topology.inventory.nodes[end]?.site ?? "";
    if (fact.alarm.site === site || this.reports(end, link)) return null;
    for (const weak of this.#power.feedWeakAt(site)) {
      const feed = this.#power.lostFeedOf(weak);
      if (feed === null || !this.#power.serves(feed, end) || !canFollow(fact, feed)) continue;
      this.dark.push({ fact, feed });
      const reason = deadEndWords(linkWords(this.#topology, link), placeWords(feed, "power"));
      return { fact: feed, confidence: 0.8, reason };
    }
    return null;
  }

  /** The links of which an alarm speaks: the one that it names, the only one, or those whose other end is in trouble. */
  #linksOf(fact: Fact): readonly number[] {
    const links = this.#topology.linksAt(fact.node);
    if (links.length < 2) return links;
    const named = this.#named(fact);
    return named.length > 0 ? named : links.filter((link) => this.#inTrouble(link, fact));
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
    const from = this.#topology.from[link] ?? -1;
    const far = from === fact.node ? (this.#topology.to[link] ?? -1) : from;
    if (this.reports(far, link) || this.#power.deadNode(far, fact) !== null) return true;
    const site = this.#topology.inventory.nodes[far]?.site ?? "";
    return (this.#silent.get(site) ?? []).some((silent) => canFollow(silent, fact));
  }
}
