import { expect } from "vitest";
import type { InventoryResult } from "../../inventory/import.ts";
import type { InventoryError } from "../../inventory/import-errors.ts";
import type { Inventory } from "../../inventory/inventory.ts";

/** The shape of the architecture page, whole enough to load. */
export const sampleYaml = `operators: [{ code: VTL, name: Viettel }, { code: VNP, name: VinaPhone }]
communes:  [{ code: "25195", name: Bù Đốp, province: "75", validFrom: 2025-07-01 }]
sites:
  - { code: BPH0001, name: Đồng Xoài, commune: "25195", owner: VTL, travelMinutes: 10 }
  - { code: BPH0123, name: Bù Đốp 1, commune: "25195", latitude: 11.99, longitude: 106.81, class: hub,
      owner: VTL, tenants: [VTL, VNP], travelMinutes: 45, hamlets: [{ name: Ấp 3, population: 820 }] }
nodes:
  - { site: BPH0001, code: agg1, kind: router }
  - { site: BPH0001, code: mw3, kind: microwave }
  - { site: BPH0123, code: pwr, kind: power }
  - { site: BPH0123, code: mw1, kind: microwave, operator: VTL, poweredBy: pwr }
  - { site: BPH0123, code: bts-4g, kind: bts, technology: 4G, operator: VTL, poweredBy: pwr }
links: [{ code: hop-1, from: BPH0123/mw1, to: BPH0001/mw3, kind: microwave }]
core:  [BPH0001/agg1]
devices:
  - { id: BPH0123-ctl, site: BPH0123 }
`;

/** The inventory of a result that must be good. */
export const inventoryOf = (result: InventoryResult): Inventory => {
  if (result.ok) return result.inventory;
  expect.fail(`the inventory has errors: ${JSON.stringify(result.errors, null, 2)}`);
};

/** The errors of a result that must be bad. */
export const errorsOf = (result: InventoryResult): readonly InventoryError[] => {
  if (!result.ok) return result.errors;
  expect.fail("the inventory was taken although it is wrong");
};
