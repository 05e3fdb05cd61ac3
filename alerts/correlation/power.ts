import type { Topology } from "../../inventory/topology.ts";
import type { Bilingual } from "../alarm.ts";
import { canFollow } from "./begin.ts";
import { bySite, type Cause, type Fact } from "./fact.ts";
import { lostFeedTrustMs } from "./limits.ts";

const none: readonly Fact[] = [];

const placeOf = ({ alarm }: Fact): string => `${alarm.site}/${alarm.node}`;

const feedLostWords = (feed: Fact): Bilingual => ({
  en: `the feed of ${placeOf(feed)} is lost`,
  vi: `${placeOf(feed)} mất nguồn cấp`,
});

const feederDownWords = (feeder: Fact): Bilingual => ({
  en: `${placeOf(feeder)}, which powers it, is down`,
  vi: `${placeOf(feeder)} cấp điện cho nó đã ngừng hoạt động`,
});

const sameNodeWords = (twin: Fact): Bilingual => ({
  en: `${placeOf(twin)} is down`,
  vi: `${placeOf(twin)} đã ngừng hoạt động`,
});

/** X.733 and M.3100: generator failure. */
const generatorFailure = 111;

const isGenerator = ({ alarm }: Fact): boolean => alarm.probableCause?.number === generatorFailure;

/** A generator that fails while the mains are there takes nothing away; its rule makes it critical when they are not. */
const isLost = (feed: Fact): boolean => !isGenerator(feed) || feed.alarm.severity === "critical";

const mainsFirst = (one: Fact, other: Fact): number =>
  Number(isGenerator(one)) - Number(isGenerator(other)) || one.rank - other.rank;

/** Who feeds whom, and which of the active alarms say that a feed or a feeder failed. */
export class PowerView {
  readonly #topology: Topology;
  readonly #feedLost: ReadonlyMap<string, readonly Fact[]>;
  readonly #feedWeak: ReadonlyMap<string, readonly Fact[]>;
  /** The first alarm of each node that says that it is down. */
  readonly #down = new Map<number, Fact>();
  /** A site's lost feed explains all of it in the same words. */
  readonly #words = new Map<Fact, Bilingual>();

  constructor(topology: Topology, facts: readonly Fact[]) {
    this.#topology = topology;
    this.#feedLost = bySite(facts.filter(isLost).toSorted(mainsFirst), "feed-lost");
    this.#feedWeak = bySite(facts, "feed-weak");
    for (const fact of facts) {
      if (fact.alarm.meaning !== "node-down" || fact.node < 0 || this.#down.has(fact.node)) continue;
      this.#down.set(fact.node, fact);
    }
  }

  /** The alarms of a site that say that a feed of it is getting weak. */
  feedWeakAt(site: string): readonly Fact[] {
    return this.#feedWeak.get(site) ?? none;
  }

  /** True when the fact may follow from the lost feed by their times. */
  isInTime(fact: Fact, feed: Fact): boolean {
    return canFollow(fact, feed) && fact.earliestMs <= feed.latestMs + lostFeedTrustMs;
  }

  /** The alarms of a site that say that a feed of it is lost, those of the mains first. */
  lostFeedsAt(site: string): readonly Fact[] {
    return this.#feedLost.get(site) ?? none;
  }

  /** The lost feed behind a fact at the same site; null when no feed that serves it is lost, or not in time. */
  lostFeedOf(fact: Fact): Fact | null {
    const feeds = this.#feedLost.get(fact.alarm.site) ?? none;
    return feeds.find((feed) => this.#feeds(feed, fact) && this.isInTime(fact, feed)) ?? null;
  }

  /** The node-down alarm of the node or of the nearest one that powers it; null when there is none in time. */
  deadNode(node: number, symptom: Fact): Fact | null {
    if (this.#down.size === 0) return null;
    for (const feeder of [node, ...this.#topology.feedersOf(node)]) {
      const down = this.#down.get(feeder);
      if (down !== undefined && down !== symptom && canFollow(symptom, down)) return down;
    }
    return null;
  }

  /** Battery low or worse makes a dark site of a lost feed likely; without it the battery should still hold. */
  darkness(feed: Fact): Cause {
    const weak = this.feedWeakAt(feed.alarm.site).some((each) => canFollow(each, feed));
    return this.#lossOf(feed, weak ? 0.9 : 0.7);
  }

  #lossOf(feed: Fact, confidence: number): Cause {
    const reason = this.#words.get(feed) ?? feedLostWords(feed);
    this.#words.set(feed, reason);
    return { fact: feed, confidence, reason };
  }

  /** Explains what power explains: weak feeds, nodes that are down, feeds behind a feed that failed. */
  explain(facts: readonly Fact[]): void {
    for (const fact of facts) {
      const { meaning } = fact.alarm;
      if (meaning === "feed-weak" || meaning === "node-down" || meaning === "feed-lost") {
        fact.cause = this.#causeOf(fact);
      }
    }
  }

  #causeOf(fact: Fact): Cause | null {
    const { meaning } = fact.alarm;
    const first = this.#down.get(fact.node);
    if (meaning === "node-down" && first !== undefined && first !== fact && canFollow(fact, first)) {
      return { fact: first, confidence: 0.95, reason: sameNodeWords(first) };
    }
    for (const feeder of this.#topology.feedersOf(fact.node)) {
      const down = this.#down.get(feeder);
      if (down !== undefined && canFollow(fact, down)) {
        return { fact: down, confidence: 0.95, reason: feederDownWords(down) };
      }
    }
    const feed = this.lostFeedOf(fact);
    if (feed === null) return null;
    return meaning === "node-down" ? this.darkness(feed) : this.#lossOf(feed, 0.95);
  }

  /**
   * A feed serves its own node and all that it powers. One that powers nothing is only where the loss is measured and
   * speaks of the whole site; so does every feed for a node of which nobody says what powers it.
   */
  #feeds(feed: Fact, fact: Fact): boolean {
    if (feed === fact) return false;
    if (fact.alarm.meaning === "feed-lost") {
      return feed.node >= 0 && this.#topology.feedersOf(fact.node).includes(feed.node);
    }
    return this.serves(feed, fact.node);
  }

  /** True when the lost feed is one that a node lives on; a node of -1 stands for the whole site. */
  serves(feed: Fact, node: number): boolean {
    if (feed.node < 0 || node < 0 || feed.node === node || !this.#topology.feeds(feed.node)) return true;
    const feeders = this.#topology.feedersOf(node);
    return feeders.includes(feed.node) || (feeders.length === 0 && !this.#topology.feeds(node));
  }
}
