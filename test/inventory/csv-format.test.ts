import { describe, expect, test } from "vitest";
import { csvColumns, exportCsv, parseInventoryCsv } from "../../inventory/csv-format.ts";
import { parseInventoryYaml } from "../../inventory/yaml-format.ts";
import { errorsOf, inventoryOf, sampleYaml } from "./sample.ts";

const good = {
  "operators.csv": "code,name\nVTL,Viettel\n",
  "communes.csv": "code,name,province,validFrom\n025195,Bù Đốp,75,2025-07-01\n",
  "sites.csv": "code,name,commune,owner,travelMinutes\nS1,Trạm,025195,VTL,5\n",
  "nodes.csv": "site,code,kind\nS1,pwr,power\n",
};

const found = (files: Parameters<typeof parseInventoryCsv>[0]) =>
  errorsOf(parseInventoryCsv({ ...good, ...files })).map(
    ({ file, row, field, code, value }) => `${file}:${row} ${field} ${code} ${value}`,
  );

test("the codes of a CSV stay text, leading zeros and all", () => {
  const inventory = inventoryOf(parseInventoryCsv(good));
  expect(inventory.site("S1")?.commune).toBe("025195");
  expect(inventory.communeVersions("025195")[0]?.province).toBe("75");
});

test("comma and semicolon, with and without byte order mark and CRLF, read the same", () => {
  const header = [
    "code",
    "name",
    "commune",
    "latitude",
    "longitude",
    "owner",
    "tenants",
    "travelMinutes",
    "hamlets",
  ];
  const row = ["S1", "Bù Đốp", "025195", "11.99", "106.81", "VTL", "VTL", "45.5", "Ấp 3:820|Sóc \\| Nhỏ:10"];
  const english = `${header.join(",")}\n${row.join(",")}\n`;
  const decimals = row.map((cell) => (/^[\d.]+$/.test(cell) ? cell.replace(".", ",") : cell));
  const vietnamese = `\uFEFF${header.join(";")}\r\n${decimals.join(";")}\r\n`;
  const [one, two] = [english, vietnamese].map((text) =>
    inventoryOf(parseInventoryCsv({ ...good, "sites.csv": text })).site("S1"),
  );
  expect(one).toEqual(two);
  expect(one).toMatchObject({
    name: "Bù Đốp",
    latitude: 11.99,
    travelMinutes: 45.5,
    hamlets: [
      { name: "Ấp 3", population: 820 },
      { name: "Sóc | Nhỏ", population: 10 },
    ],
  });
});

test("a name with decomposed diacritics is the same as a composed one", () => {
  const operators = `code,name\nVTL,${"Bù Đốp".normalize("NFD")}\n`;
  expect(inventoryOf(parseInventoryCsv({ ...good, "operators.csv": operators })).operator("VTL")?.name).toBe(
    "Bù Đốp".normalize("NFC"),
  );
});

test("YAML and CSV of one inventory are equal", () => {
  const inventory = inventoryOf(parseInventoryYaml(sampleYaml, "inventory.yaml"));
  const files = exportCsv(inventory);
  expect(inventoryOf(parseInventoryCsv(files)).data).toEqual(inventory.data);
  expect(files["sites.csv"].startsWith(`\uFEFF${csvColumns("sites").join(",")}\r\n`)).toBe(true);
});

test("a name that a spreadsheet would run is guarded with an apostrophe", () => {
  const operators = "code,name\nVTL,'=HYPERLINK(1)\nVNP,'plain\n";
  const inventory = inventoryOf(parseInventoryCsv({ ...good, "operators.csv": operators }));
  expect(inventory.operators.map((operator) => operator.name)).toEqual(["=HYPERLINK(1)", "'plain"]);
  expect(exportCsv(inventory)["operators.csv"]).toContain("VTL,'=HYPERLINK(1)");
});

describe("errors name file, row, column and value", () => {
  test.each<[string, Parameters<typeof parseInventoryCsv>[0], readonly string[]]>([
    [
      "text for a number",
      { "sites.csv": "code,name,commune,owner,travelMinutes\nS1,T,025195,VTL,soon\n" },
      ['sites.csv:2 travelMinutes wrong-type "soon"'],
    ],
    [
      "a decimal comma between commas",
      { "sites.csv": 'code,name,commune,owner,travelMinutes\nS1,T,025195,VTL,"1,5"\n' },
      ['sites.csv:2 travelMinutes wrong-type "1,5"'],
    ],
    [
      "an empty cell that is needed",
      { "operators.csv": "code,name\nVTL,\n" },
      ["operators.csv:2 name missing-field null"],
    ],
    [
      "a row after an empty line",
      { "operators.csv": "code,name\nVTL,V\n\nVNP,\n" },
      ["operators.csv:4 name missing-field null"],
    ],
    [
      "a column that is missing, once for all rows",
      { "nodes.csv": "site,code\nS1,a\nS1,b\n" },
      ["nodes.csv:1 kind missing-field null"],
    ],
    [
      "a column that nobody knows, once for all rows",
      { "nodes.csv": "site,code,kind,colour\nS1,a,power,red\nS1,b,power,blue\n" },
      ["nodes.csv:1 colour unknown-field null"],
    ],
    [
      "a column that is there twice",
      { "operators.csv": "code,name,name\nVTL,A,B\n" },
      ["operators.csv:1 name duplicate null"],
    ],
    [
      "more cells than columns",
      { "operators.csv": "code,name\nVTL,A,B\n" },
      ['operators.csv:2 operators bad-syntax "B"'],
    ],
    [
      "a quotation mark that never ends",
      { "operators.csv": 'code,name\nVTL,"A\n' },
      ["operators.csv:2  bad-syntax null"],
    ],
    [
      "a hamlet without number",
      { "sites.csv": "code,name,commune,owner,travelMinutes,hamlets\nS1,T,025195,VTL,5,Ấp 3\n" },
      ["sites.csv:2 hamlets[0].population missing-field null"],
    ],
    [
      "a hamlet with a word for a number",
      { "sites.csv": "code,name,commune,owner,travelMinutes,hamlets\nS1,T,025195,VTL,5,Ấp 3:many\n" },
      ['sites.csv:2 hamlets[0].population wrong-type "many"'],
    ],
    [
      "a duplicate",
      { "operators.csv": "code,name\nVTL,A\nVTL,B\n" },
      ['operators.csv:3 code duplicate "VTL"'],
    ],
    [
      "a reference into another file",
      { "core.csv": "node\nS1/pwr\nS1/agg\n" },
      ['core.csv:3 node unknown-reference "S1/agg"'],
    ],
    [
      "several files at once",
      { "operators.csv": "code,name\nVTL,\n", "devices.csv": "id,site\nd1,S9\n" },
      ['devices.csv:2 site unknown-reference "S9"', "operators.csv:2 name missing-field null"],
    ],
  ])("%s", (_name, files, expected) => {
    expect(found(files)).toEqual(expected);
  });
});
