import fc from "fast-check";
import { communeCode, linkCode, operatorCode } from "../../inventory/codes.ts";
import {
  type Hamlet,
  type InventoryData,
  linkKinds,
  nodeKinds,
  siteClasses,
  technologies,
} from "../../inventory/model.ts";
import { deviceId, nodeCode, siteCode } from "../../telemetry/identifiers.ts";

const code = fc.stringMatching(/^[A-Za-z0-9][A-Za-z0-9._-]{0,11}$/);

const awkward = [
  "=1+1",
  "+84",
  "-x",
  "@a",
  "'=x",
  "'",
  "''+",
  'a"b',
  "a,b;c|d:e\\",
  "yes",
  "1.5",
  "null",
  "# no",
  "Ấp 3",
];

const name = fc
  .oneof(fc.constantFrom(...awkward), fc.string({ unit: "grapheme", minLength: 1, maxLength: 20 }))
  .map((text) =>
    text
      .replace(/\p{Cc}/gu, "")
      .trim()
      .normalize("NFC"),
  )
  .filter((text) => text.length > 0 && text.isWellFormed());

const optional = <Value>(value: fc.Arbitrary<Value>) => fc.option(value, { nil: null });

const day = fc
  .date({ min: new Date("1945-09-02"), max: new Date("2100-01-01"), noInvalidDate: true })
  .map((date) => date.toISOString().slice(0, 10));

const coordinates = (limit: number) =>
  fc.double({ min: -limit, max: limit, noNaN: true }).map((value) => value + 0);

const position = fc.oneof(
  fc.constant({ latitude: null, longitude: null }),
  fc.record({ latitude: coordinates(90), longitude: coordinates(180) }),
);

const hamlets: fc.Arbitrary<readonly Hamlet[]> = fc.uniqueArray(
  fc.record({ name, population: fc.nat(1_000_000) }),
  { selector: (hamlet) => hamlet.name, maxLength: 3 },
);

const operators = fc.uniqueArray(fc.record({ code: code.map(operatorCode), name }), {
  selector: (operator) => operator.code,
  minLength: 1,
  maxLength: 4,
});

const communes = fc.uniqueArray(code.map(communeCode), { minLength: 1, maxLength: 4 }).chain((codes) =>
  fc.tuple(
    ...codes.map((own) =>
      fc.record({
        code: fc.constant(own),
        name,
        province: code,
        validFrom: day,
        validTo: optional(fc.constantFrom("2100-01-02", "2200-12-31")),
        successor: optional(fc.constantFrom(...codes)),
      }),
    ),
  ),
);

type Operators = InventoryData["operators"];
type Communes = InventoryData["communes"];

const sites = (operators: Operators, communes: Communes): fc.Arbitrary<InventoryData["sites"]> => {
  const operator = fc.constantFrom(...operators.map((each) => each.code));
  const site = fc
    .record({
      code: code.map(siteCode),
      name,
      commune: fc.constantFrom(...communes.map((each) => each.code)),
      class: fc.constantFrom(...siteClasses),
      owner: operator,
      tenants: fc.uniqueArray(operator, { maxLength: 3 }),
      travelMinutes: fc.integer({ min: 0, max: 2_880 }),
      hamlets,
      sharingCode: optional(name),
    })
    .chain((fields) => position.map((place) => ({ ...fields, ...place })));
  return fc.uniqueArray(site, { selector: (each) => each.code, minLength: 1, maxLength: 4 });
};

const planned = fc
  .record(
    { plantCurrentAmperes: fc.nat(500), plannedRslDbm: fc.integer({ min: -90, max: -20 }) },
    { requiredKeys: [] },
  )
  .map((figures) => ({ ...figures }));

const nodesOf = (site: InventoryData["sites"][number]): fc.Arbitrary<InventoryData["nodes"]> => {
  const present = [site.owner, ...site.tenants];
  const node = fc.record({
    site: fc.constant(site.code),
    code: code.map(nodeCode),
    kind: fc.constantFrom(...nodeKinds),
    operator: optional(fc.constantFrom(...present)),
    technology: optional(fc.constantFrom(...technologies)),
    poweredBy: fc.constant(null),
    planned,
  });
  return fc
    .uniqueArray(node, { selector: (each) => each.code, minLength: 1, maxLength: 3 })
    .map((nodes) => nodes.map((each, index) => ({ ...each, poweredBy: nodes[index - 1]?.code ?? null })));
};

const rest = (nodes: InventoryData["nodes"]) => {
  const path = fc.constantFrom(...nodes.map((node) => ({ site: node.site, node: node.code })));
  const key = (end: { readonly site: string; readonly node: string }) => `${end.site}/${end.node}`;
  const link = fc
    .record({ code: code.map(linkCode), from: path, to: path, kind: fc.constantFrom(...linkKinds) })
    .filter(({ from, to }) => key(from) !== key(to));
  return fc.record({
    links:
      nodes.length < 2
        ? fc.constant([])
        : fc.uniqueArray(link, { selector: (each) => each.code, maxLength: 3 }),
    core: fc.uniqueArray(path, { selector: key, maxLength: 2 }),
    devices: fc.uniqueArray(
      fc.record({ id: code.map(deviceId), site: fc.constantFrom(...nodes.map((node) => node.site)) }),
      { selector: (device) => device.id, maxLength: 3 },
    ),
  });
};

/** Any inventory that the import accepts, with names that tempt parsers and spreadsheets. */
export const inventoryData: fc.Arbitrary<InventoryData> = fc
  .record({ operators, communes })
  .chain((base) => sites(base.operators, base.communes).map((all) => ({ ...base, sites: all })))
  .chain((base) => fc.tuple(...base.sites.map(nodesOf)).map((nodes) => ({ ...base, nodes: nodes.flat() })))
  .chain((base) => rest(base.nodes).map((more) => ({ ...base, ...more })));
