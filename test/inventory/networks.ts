import fc from "fast-check";
import { communeCode, linkCode, operatorCode } from "../../inventory/codes.ts";
import { buildInventory, type Inventory } from "../../inventory/inventory.ts";
import type { Link, Site, SiteNode } from "../../inventory/model.ts";
import { deviceId, nodeCode, siteCode } from "../../telemetry/identifiers.ts";

/** Two sites that a link joins, by their numbers. */
export type Hop = readonly [one: number, other: number];

/** The code of the site with this number. */
const siteName = (number: number): string => `S${String(number).padStart(4, "0")}`;

const owner = operatorCode("VTL");

const siteOf = (number: number): Site => ({
  code: siteCode(siteName(number)),
  name: siteName(number),
  commune: communeCode("25195"),
  latitude: null,
  longitude: null,
  class: "normal",
  owner,
  tenants: [owner],
  travelMinutes: 30,
  hamlets: [{ name: "Ấp 1", population: 100 + number }],
  sharingCode: null,
});

const nodeOf = (number: number, code: string, kind: SiteNode["kind"]): SiteNode => ({
  site: siteCode(siteName(number)),
  code: nodeCode(code),
  kind,
  operator: kind === "bts" ? owner : null,
  technology: null,
  poweredBy: kind === "power" ? null : nodeCode("pwr"),
  planned: {},
});

/** Whether each link ends at a radio of its own, or all links of a site at one router. */
export type Ends = "radios" | "router";

/**
 * A network of sites that all have a power plant, a controller with a device, a router and a base station; the router
 * of site 0 is the core.
 */
export const networkOf = (sites: number, hops: readonly Hop[], ends: Ends): Inventory => {
  const radio = (index: number) => (ends === "radios" ? `mw${index}` : "rtr");
  const links = hops.map(([one, other], index): Link => {
    const end = (number: number) => ({ site: siteCode(siteName(number)), node: nodeCode(radio(index)) });
    return { code: linkCode(`hop-${index}`), from: end(one), to: end(other), kind: "microwave" };
  });
  const radios =
    ends === "router" ? [] : hops.flatMap((hop, index) => hop.map((site) => [site, index] as const));
  const numbers = Array.from({ length: sites }, (_nothing, number) => number);
  return buildInventory({
    operators: [{ code: owner, name: "Viettel" }],
    communes: [],
    sites: numbers.map(siteOf),
    nodes: [
      ...numbers.flatMap((number) => [
        nodeOf(number, "pwr", "power"),
        nodeOf(number, "ctl", "controller"),
        nodeOf(number, "rtr", "router"),
        nodeOf(number, "bts", "bts"),
      ]),
      ...radios.map(([site, index]) => nodeOf(site, `mw${index}`, "microwave")),
    ],
    links,
    core: [{ site: siteCode(siteName(0)), node: nodeCode("rtr") }],
    devices: numbers.map((number) => ({
      id: deviceId(`${siteName(number)}-ctl`),
      site: siteCode(siteName(number)),
    })),
  });
};

const chain = (sites: number): Hop[] =>
  Array.from({ length: sites - 1 }, (_nothing, index): Hop => [index + 1, index]);

const tree = (sites: number, picks: readonly number[]): Hop[] =>
  Array.from({ length: sites - 1 }, (_nothing, index): Hop => [index + 1, (picks[index] ?? 0) % (index + 1)]);

/** Trees, microwave chains, rings with trees behind, and meshes of up to sixteen sites. */
export const networks: fc.Arbitrary<Inventory> = fc
  .record({
    shape: fc.constantFrom("chain", "tree", "ring", "mesh"),
    sites: fc.integer({ min: 2, max: 16 }),
    picks: fc.array(fc.nat(1_000), { minLength: 16, maxLength: 16 }),
    ends: fc.constantFrom<Ends>("radios", "router"),
  })
  .map(({ shape, sites, picks, ends }) => {
    if (shape === "chain") return networkOf(sites, chain(sites), ends);
    const hops = tree(sites, picks);
    if (shape === "tree" || sites < 4) return networkOf(sites, hops, ends);
    if (shape === "mesh") {
      const more = picks
        .slice(0, 6)
        .map((pick, index): Hop => [pick % sites, (picks[index + 6] ?? 0) % sites]);
      const taken = new Set<string>();
      const own = [...hops, ...more].filter(([one, other]) => {
        const key = one < other ? `${one}-${other}` : `${other}-${one}`;
        if (one === other || taken.has(key)) return false;
        taken.add(key);
        return true;
      });
      return networkOf(sites, own, ends);
    }
    const round = Math.max(3, Math.floor(sites / 2));
    const ring = [...chain(round), [0, round - 1] satisfies Hop];
    const behind = hops.slice(round - 1);
    return networkOf(sites, [...ring, ...behind], ends);
  });

/** What is out of service: links by code, nodes as "SITE/node". */
export interface Broken {
  readonly links: ReadonlySet<string>;
  readonly nodes: ReadonlySet<string>;
}

/** The sites and nodes that reach the core, found the slow and certain way. */
export const reachableIn = (inventory: Inventory, broken: Broken): ReadonlySet<string> => {
  const works = (node: string) => !broken.nodes.has(node);
  const found = new Set(inventory.data.core.map(({ site, node }) => `${site}/${node}`).filter(works));
  for (let before = -1; before < found.size; ) {
    before = found.size;
    for (const { site, code } of inventory.nodes) {
      const node = `${site}/${code}`;
      if (found.has(node)) found.add(site);
      if (found.has(site) && works(node)) found.add(node);
    }
    for (const { code, from, to } of inventory.links) {
      const [one, other] = [`${from.site}/${from.node}`, `${to.site}/${to.node}`];
      if (broken.links.has(code) || !works(one) || !works(other)) continue;
      if (found.has(one) || found.has(other)) found.add(one).add(other);
    }
  }
  return found;
};
