import { expect, test } from "vitest";
import { emptyInventory } from "../../inventory/inventory.ts";
import { parseInventoryYaml } from "../../inventory/yaml-format.ts";
import { inventoryOf, sampleYaml } from "./sample.ts";

const inventory = inventoryOf(parseInventoryYaml(sampleYaml, "inventory.yaml"));

const codes = (items: readonly { readonly code: string }[]) => items.map((item) => item.code);

test("everything is found by its code", () => {
  expect(inventory.operator("VNP")?.name).toBe("VinaPhone");
  expect(inventory.site("BPH0123")).toEqual({
    code: "BPH0123",
    name: "Bù Đốp 1",
    commune: "25195",
    latitude: 11.99,
    longitude: 106.81,
    class: "hub",
    owner: "VTL",
    tenants: ["VTL", "VNP"],
    travelMinutes: 45,
    hamlets: [{ name: "Ấp 3", population: 820 }],
    sharingCode: null,
  });
  expect(inventory.node("BPH0123", "bts-4g")).toMatchObject({
    technology: "4G",
    poweredBy: "pwr",
    planned: {},
  });
  expect(inventory.link("hop-1")?.to).toEqual({ site: "BPH0001", node: "mw3" });
  expect(inventory.device("BPH0123-ctl")?.site).toBe("BPH0123");
});

test("what belongs together is found together, in the order of the file", () => {
  expect(codes(inventory.nodesOf("BPH0123"))).toEqual(["pwr", "mw1", "bts-4g"]);
  expect(codes(inventory.linksOf("BPH0001", "mw3"))).toEqual(["hop-1"]);
  expect(codes(inventory.linksOfSite("BPH0123"))).toEqual(["hop-1"]);
  expect(codes(inventory.sitesOfCommune("25195"))).toEqual(["BPH0001", "BPH0123"]);
  expect(inventory.devicesOf("BPH0123").map((device) => device.id)).toEqual(["BPH0123-ctl"]);
});

test("a shared site is found under its owner once and under each tenant", () => {
  expect(codes(inventory.sitesOfOperator("VTL"))).toEqual(["BPH0001", "BPH0123"]);
  expect(codes(inventory.sitesOfOperator("VNP"))).toEqual(["BPH0123"]);
});

test("core nodes are known, others are not", () => {
  expect(inventory.isCore("BPH0001", "agg1")).toBe(true);
  expect(inventory.isCore("BPH0001", "mw3")).toBe(false);
});

test.each(["nobody", "", "__proto__", "constructor"])("the unknown code %j gives nothing", (code) => {
  for (const each of [inventory, emptyInventory]) {
    expect(each.site(code)).toBeNull();
    expect(each.operator(code)).toBeNull();
    expect(each.communeVersions(code)).toEqual([]);
    expect(each.nodesOf(code)).toEqual([]);
    expect(each.sitesOfOperator(code)).toEqual([]);
  }
});

test("a commune answers with the version of the day", () => {
  const text = `communes:
  - { code: "1", name: Cũ, province: "70", validFrom: 1997-01-01, validTo: 2025-07-01, successor: "1" }
  - { code: "1", name: Mới, province: "75", validFrom: 2025-07-01 }`;
  const communes = inventoryOf(parseInventoryYaml(text, "communes.yaml"));
  const communeOn = (day: string) => communes.communeOn("1", day)?.name ?? null;
  expect(communeOn("1996-12-31")).toBeNull();
  expect(communeOn("2025-06-30")).toBe("Cũ");
  expect(communeOn("2025-07-01")).toBe("Mới");
});
