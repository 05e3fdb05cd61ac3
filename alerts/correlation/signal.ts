import type { Topology } from "../../inventory/topology.ts";
import type { Alarm } from "../alarm.ts";
import { canFollow } from "./begin.ts";
import type { Fact } from "./fact.ts";
import { sameLinkWords } from "./words.ts";

/** X.733: degraded signal. */
const degradedSignal = 3;

/** True for an alarm that tells how bad the signal of a path is: low power, loss, long ways. */
export const tellsOfSignal = ({ meaning, probableCause }: Alarm): boolean =>
  meaning === "local" && probableCause?.number === degradedSignal;

/** A signal is bad where the link is down: what tells of it follows from the link-down alarm of the same node. */
export const explainSignals = (facts: readonly Fact[], topology: Topology): void => {
  const down = Map.groupBy(
    facts.filter(({ alarm, node }) => alarm.meaning === "link-down" && node >= 0),
    ({ node }) => node,
  );
  for (const fact of facts) {
    if (!tellsOfSignal(fact.alarm)) continue;
    const link = down.get(fact.node)?.find((each) => canFollow(fact, each));
    if (link === undefined) continue;
    const confidence = topology.linksAt(fact.node).length > 1 ? 0.7 : 0.9;
    fact.cause = { fact: link, confidence, reason: sameLinkWords(link) };
  }
};
