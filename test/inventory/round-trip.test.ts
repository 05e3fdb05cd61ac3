import { parse } from "csv-parse/sync";
import fc from "fast-check";
import { expect, test } from "vitest";
import { type CsvFileName, exportCsv, parseInventoryCsv } from "../../inventory/csv-format.ts";
import { buildInventory, emptyInventory } from "../../inventory/inventory.ts";
import { exportYaml, parseInventoryYaml } from "../../inventory/yaml-format.ts";
import { inventoryData } from "./arbitrary-inventory.ts";
import { inventoryOf } from "./sample.ts";

test("law: what is exported as YAML is imported as the same inventory", () => {
  fc.assert(
    fc.property(inventoryData, (data) => {
      const text = exportYaml(buildInventory(data));
      expect(inventoryOf(parseInventoryYaml(text, "inventory.yaml")).data).toEqual(data);
    }),
  );
});

test("law: what is exported as CSV is imported as the same inventory", () => {
  fc.assert(
    fc.property(inventoryData, (data) => {
      expect(inventoryOf(parseInventoryCsv(exportCsv(buildInventory(data)))).data).toEqual(data);
    }),
  );
});

test("law: no cell of an exported CSV is a formula to a spreadsheet", () => {
  fc.assert(
    fc.property(inventoryData, (data) => {
      const texts = Object.values(exportCsv(buildInventory(data)));
      const cells = texts.flatMap((text) => parse(text, { bom: true })).flat();
      expect(cells.filter((cell) => /^[=+\-@]/.test(cell) && Number.isNaN(Number(cell)))).toEqual([]);
    }),
  );
});

test("an empty inventory makes the trip too", () => {
  expect(inventoryOf(parseInventoryYaml(exportYaml(emptyInventory), "i.yaml")).data).toEqual(
    emptyInventory.data,
  );
  expect(inventoryOf(parseInventoryCsv(exportCsv(emptyInventory))).data).toEqual(emptyInventory.data);
});

test("law: no text makes the import throw", () => {
  const file = fc.constantFrom<CsvFileName>("sites.csv", "nodes.csv", "core.csv", "operators.csv");
  const soup = fc.string({ unit: fc.constantFrom(...'code,name;site\n\r"|:\\-[]{}&*!#\t\u0000Ấ1') });
  fc.assert(
    fc.property(file, soup, (name, text) => {
      parseInventoryCsv({ [name]: text });
      parseInventoryYaml(text, "i.yaml");
    }),
    { numRuns: 500 },
  );
});
