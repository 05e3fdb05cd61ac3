import type { Inventory } from "../../../inventory/inventory.ts";
import type { Link, SiteNode } from "../../../inventory/model.ts";
import type { NodeCode, SiteCode } from "../../../telemetry/identifiers.ts";
import { controller } from "./province.ts";

/** One thing that breaks or is mended. */
export type Change = { readonly atMs: number } & (
  | { readonly kind: "mains"; readonly site: SiteCode; readonly lost: boolean; readonly batteryMs: number }
  | { readonly kind: "dark"; readonly site: SiteCode; readonly isDark: boolean }
  | { readonly kind: "cut"; readonly link: string; readonly isCut: boolean }
  | { readonly kind: "dead"; readonly site: SiteCode; readonly node: NodeCode; readonly isDead: boolean }
  | {
      readonly kind: "value";
      readonly site: SiteCode;
      readonly node: NodeCode;
      readonly metric: string;
      /** Null: as usual. */
      readonly value: number | null;
    }
);

/** One reading of a node. */
export interface Measured {
  readonly node: NodeCode;
  readonly metric: string;
  readonly value: number;
}

const autonomyUsualMinutes = 600;
/** Of the charge, when the plant disconnects the load. */
const disconnectCharge = 0.1;

const usual: Readonly<Record<string, number>> = { "door.open": 0, "room.humidity": 60 };

/** What really is, as opposed to what is heard of it. */
export class World {
  readonly #inventory: Inventory;
  readonly #neighbours: ReadonlyMap<string, readonly Link[]>;
  readonly #mainsLost = new Map<SiteCode, { readonly sinceMs: number; readonly batteryMs: number }>();
  readonly #dark = new Set<SiteCode>();
  readonly #cut = new Set<string>();
  readonly #dead = new Set<string>();
  readonly #values = new Map<string, number>();
  #reached: ReadonlySet<string> | null = null;

  constructor(inventory: Inventory) {
    this.#inventory = inventory;
    this.#neighbours = new Map(
      inventory.nodes.map(({ site, code }) => [`${site}/${code}`, inventory.linksOf(site, code)]),
    );
  }

  apply(change: Change): void {
    this.#reached = null;
    switch (change.kind) {
      case "mains":
        if (change.lost) {
          this.#mainsLost.set(change.site, { sinceMs: change.atMs, batteryMs: change.batteryMs });
        } else this.#mainsLost.delete(change.site);
        return;
      case "dark":
        return this.#toggle(this.#dark, change.site, change.isDark);
      case "cut":
        return this.#toggle(this.#cut, change.link, change.isCut);
      case "dead":
        return this.#toggle(this.#dead, `${change.site}/${change.node}`, change.isDead);
      case "value":
        if (change.value === null) this.#values.delete(`${change.site}/${change.node}/${change.metric}`);
        else this.#values.set(`${change.site}/${change.node}/${change.metric}`, change.value);
    }
  }

  #toggle<Item>(set: Set<Item>, item: Item, isIn: boolean): void {
    if (isIn) set.add(item);
    else set.delete(item);
  }

  /** The site controller works: it measures and keeps, whether or not it is heard. */
  measures(site: SiteCode): boolean {
    return this.#lives(site, controller);
  }

  /** The site controller works and has a path to the core. */
  isHeard(site: SiteCode): boolean {
    return this.measures(site) && this.#reachable().has(site);
  }

  /** What the site controller measures. */
  sample(site: SiteCode, nowMs: number): readonly Measured[] {
    return this.#inventory.nodesOf(site).flatMap((node) => this.#valuesOf(node, nowMs));
  }

  #lives(site: SiteCode, node: NodeCode): boolean {
    return !this.#dark.has(site) && !this.#dead.has(`${site}/${node}`);
  }

  #works(link: Link): boolean {
    const { from, to, code } = link;
    return !this.#cut.has(code) && this.#lives(from.site, from.node) && this.#lives(to.site, to.node);
  }

  /** Sites with a path to a core node: within a site all that lives is connected. */
  #reachable(): ReadonlySet<string> {
    if (this.#reached !== null) return this.#reached;
    const reached = new Set<SiteCode>();
    const queue = this.#inventory.data.core
      .filter(({ site, node }) => this.#lives(site, node))
      .map(({ site }) => site);
    for (const site of queue) {
      if (reached.has(site)) continue;
      reached.add(site);
      for (const link of this.#inventory.linksOfSite(site)) {
        if (this.#works(link)) queue.push(link.from.site === site ? link.to.site : link.from.site);
      }
    }
    this.#reached = reached;
    return reached;
  }

  #valuesOf({ site, code, kind }: SiteNode, nowMs: number): readonly Measured[] {
    const known = (metric: string): Measured => ({
      node: code,
      metric,
      value: this.#values.get(`${site}/${code}/${metric}`) ?? usual[metric] ?? 1,
    });
    if (kind === "power") return this.#powerOf(site, code, nowMs);
    if (kind === "controller") return [known("door.open"), known("room.humidity")];
    if (kind === "bts") return [{ ...known("bts.up"), ...(this.#lives(site, code) ? {} : { value: 0 }) }];
    const links = this.#neighbours.get(`${site}/${code}`) ?? [];
    const isUp = links.every((link) => this.#works(link)) && known("link.up").value === 1;
    return [{ node: code, metric: "link.up", value: isUp ? 1 : 0 }];
  }

  #powerOf(site: SiteCode, node: NodeCode, nowMs: number): readonly Measured[] {
    const loss = this.#mainsLost.get(site);
    const blink = this.#values.get(`${site}/${node}/mains.present`) === 0;
    const used = loss === undefined ? 0 : Math.min(1, (nowMs - loss.sinceMs) / loss.batteryMs);
    const minutes = loss === undefined ? autonomyUsualMinutes : ((1 - used) * loss.batteryMs) / 60_000;
    const isLost = loss !== undefined || blink;
    const values: Readonly<Record<string, number>> = {
      "mains.present": isLost ? 0 : 1,
      "mains.voltage": isLost ? 0 : 226,
      "dc.bus.voltage": loss === undefined ? 54 : 50.7 - 6 * used,
      "battery.soc": 100 * (1 - (1 - disconnectCharge) * used),
      "battery.autonomy": minutes,
    };
    return Object.entries(values).map(([metric, value]) => ({ node, metric, value }));
  }
}
