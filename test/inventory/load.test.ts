import { mkdtempSync, rmSync, writeFileSync } from "node:fs";
import { tmpdir } from "node:os";
import { join } from "node:path";
import { afterEach, beforeEach, describe, expect, test } from "vitest";
import { exportCsv } from "../../inventory/csv-format.ts";
import { exampleProvincePath, loadInventory } from "../../inventory/load.ts";
import { errorsOf, inventoryOf, sampleYaml } from "./sample.ts";

let folder = "";
beforeEach(() => {
  folder = mkdtempSync(join(tmpdir(), "tramcanh-inventory-"));
});
afterEach(() => rmSync(folder, { recursive: true, force: true }));

const put = (name: string, content: string | Uint8Array): string => {
  const path = join(folder, name);
  writeFileSync(path, content);
  return path;
};

const codesOf = (path: string) => errorsOf(loadInventory(path)).map((error) => error.code);

test("a YAML file and a folder of CSV load as the same inventory", () => {
  const yaml = inventoryOf(loadInventory(put("inventory.yaml", sampleYaml)));
  for (const [name, text] of Object.entries(exportCsv(yaml))) put(name, text);
  expect(inventoryOf(loadInventory(folder)).data).toEqual(yaml.data);
});

describe("what can't be read is said, not thrown", () => {
  test("a file that is not there", () => {
    expect(codesOf(join(folder, "nowhere.yaml"))).toEqual(["unreadable-file"]);
    expect(codesOf(join(exampleProvincePath, "below-a-file"))).toEqual(["unreadable-file"]);
  });

  test("a file that is not UTF-8", () => {
    const path = put("inventory.yaml", Buffer.from("operators: [{ code: VTL, name: Vi\xeatnam }]", "latin1"));
    expect(errorsOf(loadInventory(path))[0]).toMatchObject({ code: "unreadable-file", file: path });
  });

  test("a folder without CSV, and one with a CSV of another name", () => {
    expect(codesOf(folder)).toEqual(["unreadable-file"]);
    put("site.csv", "code\n");
    expect(errorsOf(loadInventory(folder))).toMatchObject([{ code: "unreadable-file", file: "site.csv" }]);
  });

  test("one CSV alone", () => {
    expect(codesOf(put("sites.csv", "code\n"))).toEqual(["unreadable-file"]);
  });
});

describe("the example province", () => {
  const province = inventoryOf(loadInventory(exampleProvincePath));
  const operators = province.operators.map((operator) => operator.code);

  test("has 40 sites, 4 hubs, 3 operators and shared sites, each where it should be", () => {
    expect(province.sites).toHaveLength(40);
    expect(province.sites.filter((site) => site.class === "hub")).toHaveLength(4);
    expect(operators).toEqual(["VTL", "VNP", "MBF"]);
    expect(province.sites.filter((site) => site.tenants.length > 1).length).toBeGreaterThanOrEqual(10);
    for (const { code, latitude, longitude } of province.sites) {
      expect(code).toMatch(/^BPH00\d\d$/);
      expect(latitude).toBeGreaterThan(11.4);
      expect(latitude).toBeLessThan(12.2);
      expect(longitude).toBeGreaterThan(106.4);
      expect(longitude).toBeLessThan(107.3);
    }
  });

  test("has at every site a controller, power and a base station of each tenant", () => {
    for (const site of province.sites) {
      const nodes = province.nodesOf(site.code);
      expect(nodes).toContainEqual(expect.objectContaining({ code: "ctl", kind: "controller" }));
      expect(nodes).toContainEqual(expect.objectContaining({ code: "pwr", kind: "power" }));
      const stations = nodes.filter((node) => node.kind === "bts");
      expect(new Set(stations.map((node) => node.operator))).toEqual(new Set(site.tenants));
    }
  });

  const neighbours = (site: string, without: string | null = null) =>
    province
      .linksOfSite(site)
      .filter((link) => link.code !== without)
      .map((link) => (link.from.site === site ? link.to.site : link.from.site));

  /** Hops from the core, by site, with one link cut. */
  const distances = (without: string | null) => {
    const found = new Map<string, number>(province.data.core.map((node) => [node.site, 0]));
    for (const [site, distance] of found) {
      for (const next of neighbours(site, without)) if (!found.has(next)) found.set(next, distance + 1);
    }
    return found;
  };

  test("every site reaches the core, and still does after any one cut of the ring", () => {
    const ring = province.links.filter((link) => link.kind === "fibre");
    expect(ring).toHaveLength(8);
    for (const link of ring) expect(distances(link.code).size).toBe(40);
  });

  test("behind the ring, microwave chains go four hops deep", () => {
    const ring = province.sites.filter((site) => province.node(site.code, "agg1") !== null);
    const depth = new Map<string, number>(ring.map((site) => [site.code, 0]));
    for (const [site, hops] of depth) {
      for (const next of neighbours(site)) if (!depth.has(next)) depth.set(next, hops + 1);
    }
    expect(Math.max(...depth.values())).toBe(4);
  });
});
