import type { Inventory } from "../../inventory/inventory.ts";
import { Reachability } from "../../inventory/reachability.ts";
import { Topology } from "../../inventory/topology.ts";
import type { Forecast } from "./forecast.ts";

/** What goes dark with a site: itself, and what has no other way to a core node. */
export interface Behind {
  /** Further sites. */
  readonly sites: number;
  /** Hamlets of the site and of those. */
  readonly hamlets: number;
  /** Their inhabitants. */
  readonly population: number;
}

/** Counts what goes dark with sites of one inventory; every site for itself, as if all others worked. */
export const behindIn = (inventory: Inventory): ((site: string) => Behind) => {
  const topology = new Topology(inventory);
  const reach = new Reachability(topology);
  return (code) => {
    const own = topology.nodesOf(topology.siteVertex(code));
    const lost = new Set([code]);
    for (const vertex of own.flatMap((node) => reach.cutNode(node))) {
      const site = inventory.sites[topology.siteOf(vertex) - topology.nodeCount];
      if (site !== undefined) lost.add(site.code);
    }
    reach.reset();
    const hamlets = [...lost].flatMap((each) => inventory.site(each)?.hamlets ?? []);
    return {
      sites: lost.size - 1,
      hamlets: hamlets.length,
      population: hamlets.reduce((sum, { population }) => sum + population, 0),
    };
  };
};

/** When help must leave for a site on battery. */
export interface Departure {
  /** Minutes from now until it is too late to leave, by the careful forecast (p10); negative: it is. Null: unknown. */
  readonly slackMinutes: number | null;
  /** By so much it goes before a site with as much slack and nothing behind it. */
  readonly headStartMinutes: number;
  /** The order of the list, least first. */
  readonly orderMinutes: number;
}

/** A site of which nobody knows how long it lasts stands where alarms become critical: half an hour of slack. */
const unknownSlackMinutes = 30;
const headStartMinutesMax = 60;
const headStartMinutesADoubling = 10;

/** How urgent it is to leave for a site, `travelMinutes` away. */
export const departureOf = (
  forecast: Forecast,
  {
    travelMinutes,
    behind,
    nowMs,
  }: { readonly travelMinutes: number; readonly behind: Behind; readonly nowMs: number },
): Departure => {
  const passed = (nowMs - forecast.atMs) / 60_000;
  const slackMinutes = forecast.kind === "unknown" ? null : forecast.p10 - passed - travelMinutes;
  const doublings = Math.log2(1 + behind.sites + behind.hamlets);
  const headStartMinutes = Math.min(headStartMinutesMax, headStartMinutesADoubling * doublings);
  return {
    slackMinutes,
    headStartMinutes,
    orderMinutes: (slackMinutes ?? unknownSlackMinutes) - headStartMinutes,
  };
};
