import { between, pick, type Random } from "../../../firmware-sim/random.ts";
import { communeCode, linkCode, operatorCode } from "../../../inventory/codes.ts";
import { buildInventory, type Inventory } from "../../../inventory/inventory.ts";
import type { InventoryData, Link, Site, SiteNode } from "../../../inventory/model.ts";
import {
  deviceId,
  type NodeCode,
  nodeCode,
  type SiteCode,
  siteCode,
} from "../../../telemetry/identifiers.ts";

/** A random province, and who stands where in it. */
export interface Province {
  readonly inventory: Inventory;
  /** Site with the core node. */
  readonly core: SiteCode;
  /** Sites on the fibre ring, in its order, the core first. */
  readonly ring: readonly SiteCode[];
  /** The site towards the core and the hop there, of every site behind the ring. */
  readonly parents: ReadonlyMap<SiteCode, { readonly site: SiteCode; readonly hop: Link }>;
}

/** The node of each site that speaks for it. */
export const controller = nodeCode("ctl");

/** The node of each site that feeds the others. */
export const power = nodeCode("pwr");

/** The router of a site on the ring. */
export const router = nodeCode("agg1");

const operators = ["VTL", "VNP", "MBF"].map(operatorCode);
const commune = communeCode("25195");

/** How bushy the trees behind the ring are: chains have long arms, stars none. */
const shapes = { chain: 0.85, tree: 0.45, star: 0.1 } as const;

class Builder {
  readonly sites: Site[] = [];
  readonly nodes: SiteNode[] = [];
  readonly links: Link[] = [];
  readonly #radios = new Map<SiteCode, number>();
  readonly #random: Random;

  constructor(random: Random) {
    this.#random = random;
  }

  site(isHub: boolean): SiteCode {
    const code = siteCode(`S${String(this.sites.length).padStart(3, "0")}`);
    const owner = pick(this.#random, operators);
    const tenants = operators.filter((each) => each === owner || this.#random() < (isHub ? 0.7 : 0.25));
    this.sites.push({
      code,
      name: `Site ${code}`,
      commune,
      latitude: null,
      longitude: null,
      class: isHub ? "hub" : "normal",
      owner,
      tenants,
      travelMinutes: Math.round(between(this.#random, 10, 90)),
      hamlets: [{ name: `Hamlet of ${code}`, population: 500 }],
      sharingCode: null,
    });
    this.#node(code, "ctl", "controller");
    this.#node(code, "pwr", "power");
    for (const tenant of tenants) this.#node(code, `bts-${tenant.toLowerCase()}-4g`, "bts");
    return code;
  }

  router(site: SiteCode): void {
    this.#node(site, router, "router");
  }

  fibre(from: SiteCode, to: SiteCode): void {
    this.links.push({
      code: linkCode(`ring-${this.links.length}`),
      from: { site: from, node: router },
      to: { site: to, node: router },
      kind: "fibre",
    });
  }

  hop(from: SiteCode, to: SiteCode): Link {
    const link: Link = {
      code: linkCode(`hop-${this.links.length}`),
      from: { site: from, node: this.#radio(from) },
      to: { site: to, node: this.#radio(to) },
      kind: "microwave",
    };
    this.links.push(link);
    return link;
  }

  #radio(site: SiteCode): NodeCode {
    const number = (this.#radios.get(site) ?? 0) + 1;
    this.#radios.set(site, number);
    return this.#node(site, `mw${number}`, "microwave");
  }

  #node(site: SiteCode, code: string, kind: SiteNode["kind"]): NodeCode {
    const node = nodeCode(code);
    this.nodes.push({
      site,
      code: node,
      kind,
      operator: null,
      technology: kind === "bts" ? "4G" : null,
      poweredBy: node === power ? null : power,
      planned: {},
    });
    return node;
  }
}

const dataOf = (builder: Builder, core: SiteCode): InventoryData => ({
  operators: operators.map((code) => ({ code, name: code })),
  communes: [
    {
      code: commune,
      name: "Commune",
      province: "75",
      validFrom: "2025-07-01",
      validTo: null,
      successor: null,
    },
  ],
  sites: builder.sites,
  nodes: builder.nodes,
  links: builder.links,
  core: [{ site: core, node: router }],
  devices: builder.sites.map(({ code }) => ({ id: deviceId(`${code}-ctl`), site: code })),
});

/** Draws a province of 10 to 60 sites: a fibre ring through the core, microwave chains and trees behind its sites. */
export const drawProvince = (random: Random): Province => {
  const builder = new Builder(random);
  const sitesWanted = Math.round(between(random, 10, 60));
  const ringLength = Math.round(between(random, 4, Math.min(9, sitesWanted - 3)));
  const ring = Array.from({ length: ringLength }, () => builder.site(true));
  for (const site of ring) builder.router(site);
  for (const [place, site] of ring.entries()) builder.fibre(site, ring[(place + 1) % ringLength] ?? site);
  const [core = siteCode("none")] = ring;
  const depthShare = shapes[pick(random, ["chain", "tree", "star"] as const)];
  const parents = new Map<SiteCode, { readonly site: SiteCode; readonly hop: Link }>();
  while (builder.sites.length < sitesWanted) {
    const behind = [...parents.keys()];
    const deep = behind.length > 0 && random() < depthShare;
    const parent = deep ? pick(random, behind.slice(-6)) : pick(random, ring);
    const site = builder.site(false);
    parents.set(site, { site: parent, hop: builder.hop(site, parent) });
  }
  return { inventory: buildInventory(dataOf(builder, core)), core, ring, parents };
};
