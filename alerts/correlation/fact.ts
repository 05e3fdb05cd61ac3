import type { Topology } from "../../inventory/topology.ts";
import type { Alarm, Bilingual, Meaning } from "../alarm.ts";
import { type Begin, beginOf, type DetectionMs } from "./begin.ts";
import { isIsolation } from "./isolated.ts";
import { correlationWindowMs } from "./limits.ts";
import { tellsOfSignal } from "./signal.ts";

/** What explains a fact, directly; the root is at the end of the chain. */
export interface Cause {
  readonly fact: Fact;
  /** 0 to 1, of this step alone. */
  readonly confidence: number;
  readonly reason: Bilingual;
}

/** An active alarm in the network, and what explains it as far as that is known. */
export interface Fact extends Begin {
  readonly alarm: Alarm;
  /** Vertex of its node; -1 when the inventory has no such node. */
  readonly node: number;
  /** Vertex of its node, else of its site; -1 when the inventory has neither. */
  readonly vertex: number;
  /** Steps from the vertex to the core. */
  readonly depth: number;
  /** Place in the one order in which causes are chosen; see `factsOf`. */
  rank: number;
  cause: Cause | null;
  /** The end of the chain of causes, once it was followed; see `rootOf`. */
  root: Fact | null;
  /** How sure all steps to the root together are, 0 to 1. */
  certainty: number;
}

const meaningOrder: Readonly<Record<Meaning, number>> = {
  "feed-lost": 0,
  "node-down": 1,
  "link-down": 2,
  unreachable: 3,
  "feed-weak": 4,
  local: 5,
};

const byText = (one: string, other: string): number => (one < other ? -1 : one > other ? 1 : 0);

/** The first three UTF-16 units of a text in one number: in a storm texts are compared a hundred thousand times. */
const textStart = (text: string): number =>
  ((text.charCodeAt(0) || 0) * 65_536 + (text.charCodeAt(1) || 0)) * 65_536 + (text.charCodeAt(2) || 0);

/** A fact on its way to its rank; what is compared most stands in numbers. */
interface Placed {
  readonly fact: Fact;
  readonly meaning: number;
  readonly idStart: number;
}

const inPlace = (one: Placed, other: Placed): number =>
  one.fact.rank - other.fact.rank ||
  one.fact.depth - other.fact.depth ||
  one.meaning - other.meaning ||
  one.idStart - other.idStart ||
  byText(one.fact.alarm.id, other.fact.alarm.id);

/** Steps from the core; what has no path comes last. */
export const depthAt = (topology: Topology, vertex: number): number => {
  const depth = topology.depth[vertex] ?? -1;
  return depth < 0 ? Number.MAX_SAFE_INTEGER : depth;
};

/** The facts in their order: by begin, and among those that began within one window by place, meaning and id. */
const ranked = (facts: Fact[]): readonly Fact[] => {
  facts.sort((one, other) => one.earliestMs - other.earliestMs);
  let windowStartMs = Number.NEGATIVE_INFINITY;
  let window = -1;
  for (const fact of facts) {
    if (fact.earliestMs > windowStartMs + correlationWindowMs) {
      windowStartMs = fact.earliestMs;
      window += 1;
    }
    fact.rank = window;
  }
  const placed = facts.map((fact) => ({
    fact,
    meaning: meaningOrder[fact.alarm.meaning],
    idStart: textStart(fact.alarm.id),
  }));
  placed.sort(inPlace);
  return placed.map(({ fact }, index) => {
    fact.rank = index;
    return fact;
  });
};

const tellsOfNetwork = (alarm: Alarm): boolean =>
  alarm.meaning !== "local" || tellsOfSignal(alarm) || isIsolation(alarm);

/**
 * The active alarms that tell something of the network, each at its place in it, in the order of their ranks: those
 * that began in an earlier correlation window first, within a window those nearest to the core, then by meaning and
 * id. The order in which alarms come in has no part in it.
 */
export const factsOf = (
  active: readonly Alarm[],
  topology: Topology,
  detectionMs: DetectionMs,
): readonly Fact[] => {
  const facts: Fact[] = [];
  for (const alarm of active) {
    if (alarm.isCleared || !tellsOfNetwork(alarm)) continue;
    const node = topology.nodeVertex(alarm.site, alarm.node);
    const vertex = node < 0 ? topology.siteVertex(alarm.site) : node;
    const { earliestMs, latestMs } = beginOf(alarm, detectionMs);
    const depth = depthAt(topology, vertex);
    facts.push({
      alarm,
      node,
      vertex,
      depth,
      earliestMs,
      latestMs,
      rank: 0,
      cause: null,
      root: null,
      certainty: 1,
    });
  }
  return ranked(facts);
};

/** Facts of one meaning by site code, each list in the order of ranks. */
export const bySite = (facts: readonly Fact[], meaning: Meaning): ReadonlyMap<string, readonly Fact[]> => {
  const groups = new Map<string, Fact[]>();
  for (const fact of facts) {
    if (fact.alarm.meaning !== meaning) continue;
    const group = groups.get(fact.alarm.site);
    if (group === undefined) groups.set(fact.alarm.site, [fact]);
    else group.push(fact);
  }
  return groups;
};
