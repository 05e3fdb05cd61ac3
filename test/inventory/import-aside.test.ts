import { readFileSync } from "node:fs";
import { expect, test } from "vitest";
import { parseInventoryYamlAside } from "../../inventory/import-aside.ts";
import { exampleProvincePath } from "../../inventory/load.ts";
import { parseInventoryYaml } from "../../inventory/yaml-format.ts";
import { errorsOf, inventoryOf } from "./sample.ts";

const province = readFileSync(exampleProvincePath, "utf8");

test("the answer from the side is the same inventory, and its index works", async () => {
  const inventory = inventoryOf(await parseInventoryYamlAside(province, "province.yaml"));
  expect(inventory.data).toEqual(inventoryOf(parseInventoryYaml(province, "province.yaml")).data);
  expect(inventory.nodesOf("BPH0001").length).toBeGreaterThan(2);
});

test("the errors from the side are the same too", async () => {
  const text = province.replaceAll("kind: power", "kind: steam").replaceAll("VTL", "NOBODY");
  expect(errorsOf(await parseInventoryYamlAside(text, "province.yaml"))).toEqual(
    errorsOf(parseInventoryYaml(text, "province.yaml")),
  );
});

test("the event loop goes round while the side is parsing", async () => {
  const answer = parseInventoryYamlAside(province, "province.yaml");
  let turns = 0;
  let parsing = true;
  const turn = () => {
    turns += 1;
    if (parsing) setImmediate(turn);
  };
  turn();
  await answer;
  parsing = false;
  expect(turns).toBeGreaterThan(10);
});
