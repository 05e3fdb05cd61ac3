import { describe, expect, test } from "vitest";
import { formatInventoryErrors, inventoryErrorCodes } from "../../inventory/import-errors.ts";
import { parseInventoryYaml } from "../../inventory/yaml-format.ts";
import { errorsOf, inventoryOf, sampleYaml } from "./sample.ts";

const base = {
  operators: "{ code: VTL, name: Viettel }",
  communes: '{ code: "1", name: Xã, province: "75", validFrom: 2025-07-01 }',
  sites: '{ code: S1, name: Trạm, commune: "1", owner: VTL, travelMinutes: 5 }',
  nodes: "{ site: S1, code: pwr, kind: power }",
};

/** A good small inventory with one list given anew; the entries of that list stand in row 2 and below. */
const withList = (list: string, ...entries: readonly string[]): string => {
  const rest = Object.entries(base).filter(([name]) => name !== list);
  const lines = [[list, entries] as const, ...rest.map(([name, entry]) => [name, [entry]] as const)];
  return lines.map(([name, all]) => `${name}:\n${all.map((entry) => `  - ${entry}\n`).join("")}`).join("");
};

const found = (text: string) =>
  errorsOf(parseInventoryYaml(text, "inventory.yaml")).map(
    ({ code, row, field, value }) => `${row} ${field} ${code} ${value}`,
  );

test("the shape of the architecture page loads", () => {
  const inventory = inventoryOf(parseInventoryYaml(sampleYaml, "inventory.yaml"));
  expect(inventory.sites).toHaveLength(2);
  expect(inventory.links).toHaveLength(1);
});

test.each(["", "# nothing yet\n", "operators:\nsites: []\n"])("an empty inventory is one: %j", (text) => {
  expect(inventoryOf(parseInventoryYaml(text, "inventory.yaml")).sites).toEqual([]);
});

const site = (fields: string) => withList("sites", `{ code: S1, name: Trạm, commune: "1", ${fields} }`);
const node = (fields: string) => withList("nodes", `{ site: S1, code: n1, ${fields} }`);
const commune = (fields: string) =>
  withList("communes", `{ code: "1", name: Xã, province: "75", ${fields} }`);

describe("one wrong field is one error with row, field and value", () => {
  test.each<[string, string, string]>([
    [
      "a latitude beyond the pole",
      site("owner: VTL, travelMinutes: 5, latitude: 91, longitude: 1"),
      "2 latitude bad-value 91",
    ],
    [
      "a longitude that is text",
      site('owner: VTL, travelMinutes: 5, latitude: 1, longitude: "106,8"'),
      '2 longitude wrong-type "106,8"',
    ],
    ["a latitude alone", site("owner: VTL, travelMinutes: 5, latitude: 1"), "2 longitude missing-field null"],
    ["not a number", site("owner: VTL, travelMinutes: .nan"), "2 travelMinutes wrong-type null"],
    ["infinity", site("owner: VTL, travelMinutes: .inf"), "2 travelMinutes wrong-type null"],
    ["a field that is missing", site("owner: VTL"), "2 travelMinutes missing-field null"],
    [
      "a field that nobody knows",
      site("owner: VTL, travelMinutes: 5, colour: red"),
      '2 colour unknown-field "red"',
    ],
    [
      "a prototype key",
      site("owner: VTL, travelMinutes: 5, __proto__: { code: x }"),
      '2 __proto__ unknown-field {"code":"x"}',
    ],
    [
      "a class that nobody knows",
      site("owner: VTL, travelMinutes: 5, class: big"),
      '2 class bad-value "big"',
    ],
    ["an unknown owner", site("owner: XYZ, travelMinutes: 5"), '2 owner unknown-reference "XYZ"'],
    [
      "an unknown tenant",
      site("owner: VTL, tenants: [VTL, XYZ], travelMinutes: 5"),
      '2 tenants[1] unknown-reference "XYZ"',
    ],
    [
      "a tenant named twice",
      site("owner: VTL, tenants: [VTL, VTL], travelMinutes: 5"),
      '2 tenants[1] duplicate "VTL"',
    ],
    [
      "half a person",
      site("owner: VTL, travelMinutes: 5, hamlets: [{ name: A, population: 1.5 }]"),
      "2 hamlets[0].population bad-value 1.5",
    ],
    [
      "a hamlet without a name",
      site("owner: VTL, travelMinutes: 5, hamlets: [{ population: 1 }]"),
      "2 hamlets[0].name missing-field null",
    ],
    [
      "a hamlet named twice",
      site("owner: VTL, travelMinutes: 5, hamlets: [{ name: A, population: 1 }, { name: A, population: 2 }]"),
      '2 hamlets[1].name duplicate "A"',
    ],
    [
      "a line break in a name",
      site('owner: VTL, travelMinutes: 5, sharingCode: "a\\nb"'),
      '2 sharingCode bad-value "a\\nb"',
    ],
    [
      "a name that is too long",
      withList("operators", `{ code: VTL, name: ${"x".repeat(201)} }`),
      `2 name bad-value "${"x".repeat(79)}…`,
    ],
    ["an empty name", withList("operators", '{ code: VTL, name: " " }'), '2 name bad-value " "'],
    ["a code with a slash", withList("devices", "{ id: a/b, site: S1 }"), '2 id bad-value "a/b"'],
    [
      "a device of an unknown site",
      withList("devices", "{ id: a, site: S9 }"),
      '2 site unknown-reference "S9"',
    ],
    [
      "a node of an unknown site",
      withList("nodes", "{ site: S9, code: n1, kind: power }"),
      '2 site unknown-reference "S9"',
    ],
    [
      "an operator that is not at the site",
      node("kind: bts, operator: VNP").replace("operators:", "operators:\n  - { code: VNP, name: N }"),
      '2 operator operator-not-at-site "VNP"',
    ],
    [
      "a feeder that does not exist",
      node("kind: bts, poweredBy: pwr9"),
      '2 poweredBy unknown-reference "pwr9"',
    ],
    ["a node that feeds itself", node("kind: bts, poweredBy: n1"), '2 poweredBy cycle "n1"'],
    [
      "a planned figure out of range",
      node("kind: microwave, plannedRslDbm: 400"),
      "2 plannedRslDbm bad-value 400",
    ],
    ["a day that does not exist", commune("validFrom: 2025-02-30"), '2 validFrom bad-value "2025-02-30"'],
    [
      "a day in the order of the country",
      commune('validFrom: "01/07/2025"'),
      '2 validFrom bad-value "01/07/2025"',
    ],
    [
      "an end before the beginning",
      commune("validFrom: 2025-07-01, validTo: 2025-07-01"),
      '2 validTo bad-value "2025-07-01"',
    ],
    [
      "an unknown successor",
      commune('validFrom: 2025-07-01, successor: "9"'),
      '2 successor unknown-reference "9"',
    ],
    [
      "a link to a node that does not exist",
      withList("links", "{ code: l1, from: S1/pwr, to: S1/x, kind: fibre }"),
      '2 to unknown-reference "S1/x"',
    ],
    [
      "a link to itself",
      withList("links", "{ code: l1, from: S1/pwr, to: S1/pwr, kind: fibre }"),
      '2 to bad-value "S1/pwr"',
    ],
    [
      "an end that is no path",
      withList("links", "{ code: l1, from: S1/pwr, to: pwr, kind: fibre }"),
      '2 to bad-value "pwr"',
    ],
    ["a core node that does not exist", withList("core", "S1/x"), '2 node unknown-reference "S1/x"'],
    ["an entry that is no group", withList("devices", "just text"), "2 devices wrong-type null"],
  ])("%s", (_name, text, expected) => {
    const errors = found(text);
    expect(errors.filter((error) => error.startsWith(expected))).toHaveLength(1);
    expect(errors).toHaveLength(1);
  });
});

test("a code without quotes is told to take quotes", () => {
  const text = withList("communes", "{ code: 1, name: Xã, province: 75, validFrom: 2025-07-01 }");
  const errors = errorsOf(parseInventoryYaml(text, "inventory.yaml"));
  expect(errors.map((error) => error.fix)).toContain('put it in quotes: "75"');
});

test("everything wrong is told at once, in the order of the rows", () => {
  const text = `operators: [{ code: VTL, name: Viettel }, { code: VTL, name: Again }]
communes:
  - { code: "1", name: A, province: "75", validFrom: 2025-07-01 }
  - { code: "1", name: B, province: "75", validFrom: 2025-08-01 }
sites:
  - { code: S1, name: S, commune: "2", owner: VTL, travelMinutes: x }
nodes:
  - { site: S1, code: a, kind: power, poweredBy: b }
  - { site: S1, code: b, kind: power, poweredBy: a }
  - { site: S1, code: b, kind: nothing }
towers: []
`;
  expect(found(text)).toEqual([
    '1 code duplicate "VTL"',
    '4 validFrom overlap "2025-08-01"',
    '6 travelMinutes wrong-type "x"',
    '6 commune unknown-reference "2"',
    '8 poweredBy cycle "b"',
    '10 kind bad-value "nothing"',
    '10 code duplicate "b"',
    "11 towers unknown-field null",
  ]);
});

test("a versioned commune may keep its code when the days don't overlap", () => {
  const text = withList(
    "communes",
    '{ code: "1", name: New, province: "75", validFrom: 2025-07-01 }',
    '{ code: "1", name: Old, province: "70", validFrom: 1997-01-01, validTo: 2025-07-01, successor: "1" }',
  );
  expect(inventoryOf(parseInventoryYaml(text, "i.yaml")).communeVersions("1")).toHaveLength(2);
});

describe("a file that is no inventory", () => {
  test.each<[string, string, string]>([
    ["broken YAML", "sites: [\n  { code: S1", "bad-syntax"],
    ["a key twice", "sites: []\nsites: []\n", "bad-syntax"],
    ["a key that is no text", "{ a: 1 }: x\n", "bad-syntax"],
    ["two documents", "sites: []\n---\nsites: []\n", "bad-syntax"],
    ["an alias without an anchor", "sites: [*nowhere]\n", "bad-syntax"],
    ["text", "hello", "wrong-type"],
    ["a list", "- 1\n", "wrong-type"],
    ["a list that is none", "sites: { code: S1 }\n", "wrong-type"],
  ])("%s", (_name, text, code) => {
    expect(errorsOf(parseInventoryYaml(text, "i.yaml")).map((error) => error.code)).toContain(code);
  });

  test("aliases that grow without bound are refused, not expanded", () => {
    const levels = Array.from({ length: 12 }, (_, level) => {
      const items =
        level === 0
          ? "x"
          : Array(10)
              .fill(`*a${level - 1}`)
              .join(", ");
      return `a${level}: &a${level} [${items}]`;
    });
    expect(errorsOf(parseInventoryYaml(levels.join("\n"), "bomb.yaml")).map((error) => error.code)).toContain(
      "bad-syntax",
    );
  });
});

describe("limits", () => {
  const nodes = (count: number) =>
    Array.from({ length: count }, (_, index) => `{ site: S1, code: n${index}, kind: other }`);

  test("256 nodes at a site are taken, 257 are one error", () => {
    inventoryOf(parseInventoryYaml(withList("nodes", ...nodes(256)), "i.yaml"));
    expect(found(withList("nodes", ...nodes(257)))).toEqual(["258 nodes limit null"]);
  });

  test("64 operators are taken, 65 are one error", () => {
    const operators = Array.from({ length: 65 }, (_, index) => `{ code: O${index}, name: N }`);
    const text = (count: number) =>
      `operators:\n${operators
        .slice(0, count)
        .map((o) => `  - ${o}\n`)
        .join("")}`;
    inventoryOf(parseInventoryYaml(text(64), "i.yaml"));
    expect(found(text(65))).toEqual(["66 operators limit null"]);
  });

  test("the list of errors ends at its limit and says how many more there are", () => {
    const text = `core: [${Array.from({ length: 10_100 }, (_, index) => index).join(",")}]`;
    const errors = errorsOf(parseInventoryYaml(text, "i.yaml"));
    expect(errors).toHaveLength(10_001);
    expect(errors.at(-1)?.message).toBe("101 more errors are not listed");
  });
});

test("the errors as text name place, field, value and fix", () => {
  const errors = errorsOf(parseInventoryYaml(site("owner: XYZ, travelMinutes: 5"), "inventory.yaml"));
  expect(formatInventoryErrors(errors)).toBe(
    'inventory.yaml:2: owner: there is no operator "XYZ" (found "XYZ")\n' +
      "    fix: add the operator, or name one that is in the inventory",
  );
});

test("the catalogue of errors has no code twice", () => {
  expect(new Set(inventoryErrorCodes).size).toBe(inventoryErrorCodes.length);
});
