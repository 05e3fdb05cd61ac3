import type { Topology } from "../../inventory/topology.ts";
import { bySite, depthAt, type Fact } from "./fact.ts";
import { type Failure, failureOf } from "./failure.ts";
import { failureTrustMs } from "./limits.ts";
import type { PowerView } from "./power.ts";
import { placeWords, sameSiteWords } from "./words.ts";

/** A silent site: the alarm that speaks for it, and whether all its devices are silent. */
export interface SilentSite {
  readonly fact: Fact;
  readonly vertex: number;
  readonly isDark: boolean;
}

/** Silent sites, in the order of their distance from the core; further alarms of one site follow its first. */
export const silentSites = (topology: Topology, facts: readonly Fact[]): readonly SilentSite[] => {
  const sites: SilentSite[] = [];
  for (const [code, silent] of bySite(facts, "unreachable")) {
    const vertex = topology.siteVertex(code);
    const devices = topology.deviceCounts[vertex - topology.nodeCount] ?? 0;
    const isDark = vertex >= 0 && silent.length >= devices;
    const leads: Fact[] = [];
    for (const fact of silent) {
      const lead = leads.find((each) => fact.earliestMs <= each.latestMs + failureTrustMs);
      if (lead === undefined) {
        leads.push(fact);
        sites.push({ fact, vertex, isDark });
      } else {
        fact.cause = { fact: lead, confidence: 0.9, reason: sameSiteWords(lead) };
      }
    }
  }
  return sites.sort(
    (one, other) =>
      depthAt(topology, one.vertex) - depthAt(topology, other.vertex) || one.fact.rank - other.fact.rank,
  );
};

/** The failure of a silent site: what lived on the lost feed, or all of it when no feed is known to be lost. */
export const darkFailure = (
  topology: Topology,
  power: PowerView,
  dark: { readonly fact: Fact; readonly feed: Fact | null; readonly vertex: number },
): Failure => {
  const { fact, feed, vertex } = dark;
  const nodes = topology.nodesOf(vertex);
  return failureOf({
    fact,
    nodes: feed === null ? nodes : nodes.filter((node) => power.serves(feed, node)),
    link: -1,
    describe: () => placeWords(fact, feed === null ? "silent" : "power"),
    confidence: feed === null ? 0.6 : 0.95,
  });
};
