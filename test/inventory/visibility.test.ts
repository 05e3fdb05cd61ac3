import { expect, test } from "vitest";
import { communeCode, operatorCode } from "../../inventory/codes.ts";
import { nodeVisible, type Scope, siteVisible, wholeScope } from "../../inventory/visibility.ts";
import { parseInventoryYaml } from "../../inventory/yaml-format.ts";
import { inventoryOf } from "./sample.ts";

const inventory = inventoryOf(
  parseInventoryYaml(
    `operators: [{ code: VTL, name: A }, { code: VNP, name: B }, { code: MBF, name: C }]
communes: [{ code: "1", name: X, province: "75", validFrom: 2025-07-01 }]
sites: [{ code: S1, name: S, commune: "1", owner: VTL, tenants: [VNP], travelMinutes: 5 }]
nodes:
  - { site: S1, code: pwr, kind: power }
  - { site: S1, code: vtl, kind: bts, operator: VTL }
  - { site: S1, code: vnp, kind: bts, operator: VNP }`,
    "inventory.yaml",
  ),
);

const scope = (operators: "all" | readonly string[], communes: "all" | readonly string[]): Scope => ({
  operators: operators === "all" ? "all" : operators.map(operatorCode),
  communes: communes === "all" ? "all" : communes.map(communeCode),
});

test.each<[string, Scope, readonly string[]]>([
  ["no limits", wholeScope, ["site", "pwr", "vtl", "vnp"]],
  ["the owner", scope(["VTL"], "all"), ["site", "pwr", "vtl"]],
  ["a tenant", scope(["VNP"], "all"), ["site", "pwr", "vnp"]],
  ["owner and tenant", scope(["VNP", "VTL"], "all"), ["site", "pwr", "vtl", "vnp"]],
  ["an operator that is not at the site", scope(["MBF"], "all"), []],
  ["no operators", scope([], "all"), []],
  ["the commune", scope("all", ["1"]), ["site", "pwr", "vtl", "vnp"]],
  ["another commune", scope("all", ["2"]), []],
  ["no communes", scope("all", []), []],
  ["the owner in another commune", scope(["VTL"], ["2"]), []],
  ["a tenant in the commune", scope(["VNP"], ["1"]), ["site", "pwr", "vnp"]],
])("with %s in scope exactly the right things are visible", (_name, given, expected) => {
  const seen = inventory.sites.flatMap((site) => [
    ...(siteVisible(given, site) ? ["site"] : []),
    ...inventory
      .nodesOf(site.code)
      .filter((node) => nodeVisible(given, site, node))
      .map((node) => node.code),
  ]);
  expect(seen).toEqual(expected);
});
