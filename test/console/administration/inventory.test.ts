import { expect, it } from "vitest";
import {
  fieldText,
  fileRequest,
  listNamed,
  listOfFile,
} from "../../../console/administration/inventory-file.ts";

it.each([
  ["province.yaml", null],
  ["PROVINCE.YML", null],
  ["nodes.csv", "nodes"],
  ["Links-2026.CSV", "links"],
  ["whatever.csv", "sites"],
])("the file %j is the list %j", (name, list) => expect(listOfFile(name)).toBe(list));

it("a CSV names its list, YAML is the whole", () => {
  expect(fileRequest({ name: "a.csv", text: "code\n", list: "sites" })).toEqual({
    query: { kind: "sites" },
    options: { body: "code\n", type: "text/csv" },
  });
  expect(fileRequest({ name: "a.yaml", text: "{}", list: null })).toEqual({
    query: { kind: null },
    options: { body: "{}", type: "text/yaml" },
  });
});

it("lists are the known ones, values show on one line", () => {
  expect([listNamed("core"), listNamed("users")]).toEqual(["core", null]);
  expect([fieldText(null), fieldText("Bù Đốp"), fieldText(45), fieldText(["VTL"])]).toEqual([
    ...["–", "Bù Đốp", "45", '["VTL"]'],
  ]);
});
