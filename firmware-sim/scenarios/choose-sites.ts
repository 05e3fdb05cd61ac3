import type { Inventory } from "../../inventory/inventory.ts";
import { Reachability } from "../../inventory/reachability.ts";
import type { Topology } from "../../inventory/topology.ts";
import type { SiteCode } from "../../telemetry/identifiers.ts";
import type { Random } from "../random.ts";
import type { Choice, Sites } from "./words.ts";

/** The sites, or what is wrong with the choice. */
export type ChosenSites = { readonly codes: readonly SiteCode[] } | { readonly wrong: string };

const plain = (text: string): string =>
  text.normalize("NFD").replace(/\p{M}/gu, "").replace(/[đĐ]/g, "d").toLowerCase();

/** The site and all that lose their way to the core without it. */
export const sitesBehind = (topology: Topology, code: string): readonly SiteCode[] => {
  const { inventory } = topology;
  const reachability = new Reachability(topology);
  for (const node of topology.nodesOf(topology.siteVertex(code))) reachability.cutNode(node);
  return inventory.sites
    .filter((site) => !reachability.reaches(topology.siteVertex(site.code)))
    .map((site) => site.code);
};

const candidates = ({ of }: Choice, topology: Topology): readonly SiteCode[] => {
  const { inventory } = topology;
  if (of.kind === "behind") return inventory.site(of.name) === null ? [] : sitesBehind(topology, of.name);
  const isMeant = (site: Inventory["sites"][number]): boolean => {
    if (of.kind === "all") return true;
    if (of.kind === "class") return site.class === of.name;
    const name = inventory.communes.find(({ code }) => code === site.commune)?.name ?? "";
    return site.commune === of.name || plain(name) === plain(of.name);
  };
  return inventory.sites.filter(isMeant).map(({ code }) => code);
};

/** So many of them, drawn without putting back, in the order of the inventory. */
const draw = (codes: readonly SiteCode[], count: number, random: Random): readonly SiteCode[] => {
  const left = [...codes];
  const drawn = new Set<SiteCode>();
  while (drawn.size < count) {
    const [code] = left.splice(Math.floor(random() * left.length), 1);
    if (code !== undefined) drawn.add(code);
  }
  return codes.filter((code) => drawn.has(code));
};

/** Finds the sites that an event means. */
export const chooseSites = (sites: Sites, topology: Topology, random: Random): ChosenSites => {
  if (!("of" in sites)) {
    const unknown = sites.filter((code) => topology.inventory.site(code) === null);
    if (unknown.length > 0) return { wrong: `the inventory has no site ${unknown.join(", ")}` };
    return { codes: topology.inventory.sites.map(({ code }) => code).filter((code) => sites.includes(code)) };
  }
  const found = candidates(sites, topology);
  if (found.length === 0) return { wrong: "no site of the inventory is meant by this" };
  if (sites.count === null) return { codes: found };
  if (sites.count > found.length) return { wrong: `there are only ${found.length} such sites` };
  return { codes: draw(found, sites.count, random) };
};
