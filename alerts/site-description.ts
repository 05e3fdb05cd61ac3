import type { Inventory } from "../inventory/inventory.ts";
import type { SiteDescription } from "./routes.ts";

/** What the inventory says of a site, for texts and routes; undefined when it does not know the site. */
export const describeFrom = (inventory: Inventory, code: string): SiteDescription | undefined => {
  const site = inventory.site(code);
  if (site === null) return undefined;
  const operators = [site.owner, ...site.tenants];
  return {
    name: site.name,
    operators,
    commune: site.commune,
    class: site.class,
    operatorsOf: (nodeCode) => {
      const node = inventory.node(code, nodeCode);
      if (node === null) return [site.owner];
      return node.operator === null ? operators : [node.operator];
    },
  };
};
