import { readFileSync } from "node:fs";
import { expect, test } from "vitest";
import { inventoryErrorCodes } from "../../inventory/import-errors.ts";
import { inventoryLimits } from "../../inventory/limits.ts";
import { recordSchemas } from "../../inventory/record-schema.ts";
import { listNames } from "../../inventory/source.ts";

const page = readFileSync(new URL("../../docs/formats/inventory.md", import.meta.url), "utf8");

/** The rows of the table below a heading, as cells. */
const tableOf = (heading: string): readonly (readonly string[])[] => {
  const [, section = ""] = page.split(new RegExp(`^#+ ${heading}$`, "m"));
  const [body = ""] = section.split(/^#/m);
  const rows = body.split("\n").filter((line) => line.startsWith("| `"));
  return rows.map((line) => line.split("|").map((cell) => cell.trim().replaceAll("`", "")));
};

test.each(listNames)("the page lists the fields of %s, and which of them are needed", (list) => {
  const documented = tableOf(list).map(([, field, needed]) => [field, needed === "yes"]);
  const fields = Object.entries(recordSchemas[list].shape);
  expect(documented).toEqual(fields.map(([field, schema]) => [field, !schema.safeParse(undefined).success]));
});

test("the page lists every limit with its number", () => {
  const documented = tableOf("Limits").map(([, limit, words = ""]) => [
    limit,
    Number(/^[\d,]+/.exec(words)?.[0].replaceAll(",", "")),
  ]);
  expect(Object.fromEntries(documented)).toEqual(inventoryLimits);
});

test("the page lists every error code", () => {
  expect(tableOf("Errors").map(([, code]) => code)).toEqual([...inventoryErrorCodes]);
});
