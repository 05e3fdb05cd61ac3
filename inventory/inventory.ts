import { formatNodePath } from "./codes.ts";
import type {
  Commune,
  Day,
  InventoryData,
  InventoryDevice,
  Link,
  Operator,
  Site,
  SiteNode,
} from "./model.ts";

const none: readonly never[] = [];

const groupBy = <Item>(items: readonly Item[], keysOf: (item: Item) => Iterable<string>) => {
  const groups = new Map<string, Item[]>();
  for (const item of items) {
    for (const key of new Set(keysOf(item))) {
      const group = groups.get(key);
      if (group) group.push(item);
      else groups.set(key, [item]);
    }
  }
  return groups;
};

const indexBy = <Item>(items: readonly Item[], keyOf: (item: Item) => string): ReadonlyMap<string, Item> =>
  new Map(items.map((item) => [keyOf(item), item]));

/**
 * What exists, with every question answered from an index. Immutable: a changed inventory is a new one.
 * Codes that nobody knows give null or an empty list.
 */
export class Inventory {
  /** The lists that the inventory was built from, in the order of the file. */
  readonly data: InventoryData;
  readonly #operators: ReadonlyMap<string, Operator>;
  readonly #communes: ReadonlyMap<string, readonly Commune[]>;
  readonly #sites: ReadonlyMap<string, Site>;
  readonly #nodes: ReadonlyMap<string, SiteNode>;
  readonly #devices: ReadonlyMap<string, InventoryDevice>;
  readonly #links: ReadonlyMap<string, Link>;
  readonly #nodesBySite: ReadonlyMap<string, readonly SiteNode[]>;
  readonly #linksByNode: ReadonlyMap<string, readonly Link[]>;
  readonly #linksBySite: ReadonlyMap<string, readonly Link[]>;
  readonly #devicesBySite: ReadonlyMap<string, readonly InventoryDevice[]>;
  readonly #sitesByOperator: ReadonlyMap<string, readonly Site[]>;
  readonly #sitesByCommune: ReadonlyMap<string, readonly Site[]>;
  readonly #core: ReadonlySet<string>;

  constructor(data: InventoryData) {
    this.data = data;
    this.#operators = indexBy(data.operators, (operator) => operator.code);
    this.#communes = groupBy(data.communes, (commune) => [commune.code]);
    this.#sites = indexBy(data.sites, (site) => site.code);
    this.#nodes = indexBy(data.nodes, (node) => `${node.site}/${node.code}`);
    this.#devices = indexBy(data.devices, (device) => device.id);
    this.#links = indexBy(data.links, (link) => link.code);
    this.#nodesBySite = groupBy(data.nodes, (node) => [node.site]);
    this.#linksByNode = groupBy(data.links, ({ from, to }) => [formatNodePath(from), formatNodePath(to)]);
    this.#linksBySite = groupBy(data.links, ({ from, to }) => [from.site, to.site]);
    this.#devicesBySite = groupBy(data.devices, (device) => [device.site]);
    this.#sitesByOperator = groupBy(data.sites, (site) => [site.owner, ...site.tenants]);
    this.#sitesByCommune = groupBy(data.sites, (site) => [site.commune]);
    this.#core = new Set(data.core.map(formatNodePath));
  }

  get operators(): readonly Operator[] {
    return this.data.operators;
  }

  get communes(): readonly Commune[] {
    return this.data.communes;
  }

  get sites(): readonly Site[] {
    return this.data.sites;
  }

  get nodes(): readonly SiteNode[] {
    return this.data.nodes;
  }

  get links(): readonly Link[] {
    return this.data.links;
  }

  get devices(): readonly InventoryDevice[] {
    return this.data.devices;
  }

  operator(code: string): Operator | null {
    return this.#operators.get(code) ?? null;
  }

  /** All versions of a commune, in the order of the file. */
  communeVersions(code: string): readonly Commune[] {
    return this.#communes.get(code) ?? none;
  }

  /** The version of a commune in force on a day. */
  communeOn(code: string, day: Day): Commune | null {
    const inForce = (version: Commune) =>
      version.validFrom <= day && (version.validTo === null || day < version.validTo);
    return this.communeVersions(code).find(inForce) ?? null;
  }

  site(code: string): Site | null {
    return this.#sites.get(code) ?? null;
  }

  node(site: string, code: string): SiteNode | null {
    return this.#nodes.get(`${site}/${code}`) ?? null;
  }

  link(code: string): Link | null {
    return this.#links.get(code) ?? null;
  }

  device(id: string): InventoryDevice | null {
    return this.#devices.get(id) ?? null;
  }

  nodesOf(site: string): readonly SiteNode[] {
    return this.#nodesBySite.get(site) ?? none;
  }

  linksOf(site: string, node: string): readonly Link[] {
    return this.#linksByNode.get(`${site}/${node}`) ?? none;
  }

  linksOfSite(site: string): readonly Link[] {
    return this.#linksBySite.get(site) ?? none;
  }

  devicesOf(site: string): readonly InventoryDevice[] {
    return this.#devicesBySite.get(site) ?? none;
  }

  /** Sites that the operator owns or has equipment at. */
  sitesOfOperator(operator: string): readonly Site[] {
    return this.#sitesByOperator.get(operator) ?? none;
  }

  sitesOfCommune(commune: string): readonly Site[] {
    return this.#sitesByCommune.get(commune) ?? none;
  }

  /** True for a node where transmission paths end. */
  isCore(site: string, node: string): boolean {
    return this.#core.has(`${site}/${node}`);
  }
}

/** Builds the indexed inventory from lists that were checked before (see `loadInventory`). */
export const buildInventory = (data: InventoryData): Inventory => new Inventory(data);

/** An inventory in which nothing exists yet. */
export const emptyInventory: Inventory = buildInventory({
  operators: [],
  communes: [],
  sites: [],
  nodes: [],
  links: [],
  core: [],
  devices: [],
});
