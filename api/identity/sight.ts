import type { Inventory } from "../../inventory/inventory.ts";
import type { Link, Site } from "../../inventory/model.ts";
import { nodeVisible, type Scope, siteVisible } from "../../inventory/visibility.ts";
import { parseTopic } from "../../telemetry/topic.ts";
import { notFound } from "../errors.ts";
import { isWholeScope } from "./scope.ts";

/** What one scope sees of one inventory; cheap to make, holds for a request or a flush. */
export class Sight {
  readonly #scope: Scope;
  readonly #inventory: Inventory;
  /** Sees everything, also sites that the inventory does not know. */
  readonly isWhole: boolean;

  constructor(scope: Scope, inventory: Inventory) {
    this.#scope = scope;
    this.#inventory = inventory;
    this.isWhole = isWholeScope(scope);
  }

  site(code: string): boolean {
    if (this.isWhole) return true;
    const site = this.#inventory.site(code);
    return site !== null && siteVisible(this.#scope, site);
  }

  /** A node that the inventory does not know is taken for the site owner's. */
  node(siteCode: string, nodeCode: string): boolean {
    if (this.isWhole) return true;
    const site = this.#inventory.site(siteCode);
    if (site === null || !siteVisible(this.#scope, site)) return false;
    const node = this.#inventory.node(siteCode, nodeCode);
    if (node) return nodeVisible(this.#scope, site, node);
    return this.#scope.operators === "all" || this.#scope.operators.includes(site.owner);
  }

  /**
   * What a site's device sent under a topic, as quarantine keeps it. Where the topic names no node of that site,
   * nobody knows whose equipment it tells of: only who sees every operator's sees it.
   */
  sent(siteCode: string, topicText: string): boolean {
    if (!this.site(siteCode)) return false;
    if (this.#scope.operators === "all") return true;
    const topic = parseTopic(topicText);
    return topic !== null && topic.site === siteCode && this.node(siteCode, topic.node);
  }

  /** Whether the site belongs to an operator in scope: a tenant sees the site, but its controller is the owner's. */
  owns(siteCode: string): boolean {
    if (this.isWhole) return true;
    const site = this.#inventory.site(siteCode);
    return site !== null && siteVisible(this.#scope, site) && this.operator(site.owner);
  }

  /** A link tells of both of its ends, so both must be visible. */
  link({ from, to }: Link): boolean {
    return this.node(from.site, from.node) && this.node(to.site, to.node);
  }

  operator(code: string): boolean {
    const { operators } = this.#scope;
    return operators === "all" || operators.some((own) => own === code);
  }

  commune(code: string): boolean {
    const { communes } = this.#scope;
    return communes === "all" || communes.some((own) => own === code);
  }

  /** Codes of all visible sites of the inventory; null when nothing limits them. */
  siteCodes(): readonly string[] | null {
    if (this.isWhole) return null;
    return this.#inventory.sites.filter((site) => siteVisible(this.#scope, site)).map(({ code }) => code);
  }
}

/** The site when it exists and the scope lets it through; throws `not-found` otherwise. */
export const siteInSight = (inventory: Inventory, code: string, scope: Scope): Site => {
  const site = inventory.site(code);
  if (!site || !siteVisible(scope, site)) throw notFound(`Site ${code}`);
  return site;
};
