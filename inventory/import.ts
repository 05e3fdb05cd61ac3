import { checkConsistency } from "./consistency-check.ts";
import type { ErrorList, InventoryError } from "./import-errors.ts";
import { buildInventory, type Inventory } from "./inventory.ts";
import { checkRecords } from "./record-check.ts";
import { nodeOf, recordSchemas } from "./record-schema.ts";
import { checkReferences } from "./reference-check.ts";
import type { InventorySource } from "./source.ts";

/** An inventory, or everything that is wrong with it. */
export type InventoryResult =
  | { readonly ok: true; readonly inventory: Inventory }
  | { readonly ok: false; readonly errors: readonly InventoryError[] };

/**
 * Turns what was read into an inventory, or into all errors at once, those found while reading included.
 * References are followed only when every file could be read: else each of them would be an error.
 */
export const importSource = (source: InventorySource, errors: ErrorList): InventoryResult => {
  const whole = !errors.has("bad-syntax") && !errors.has("unreadable-file");
  const data = {
    operators: checkRecords(source.operators, recordSchemas.operators, errors),
    communes: checkRecords(source.communes, recordSchemas.communes, errors),
    sites: checkRecords(source.sites, recordSchemas.sites, errors),
    nodes: checkRecords(source.nodes, recordSchemas.nodes, errors).map(nodeOf),
    links: checkRecords(source.links, recordSchemas.links, errors),
    core: checkRecords(source.core, recordSchemas.core, errors).map((entry) => entry.node),
    devices: checkRecords(source.devices, recordSchemas.devices, errors),
  };
  checkConsistency(source, errors);
  if (whole) checkReferences(source, errors);
  return errors.empty
    ? { ok: true, inventory: buildInventory(data) }
    : { ok: false, errors: errors.sorted() };
};
