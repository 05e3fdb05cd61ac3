import type { ErrorList } from "./import-errors.ts";
import { inventoryLimits } from "./limits.ts";
import { type InventorySource, type ListName, report, type SourceRecord, textAt, valueAt } from "./source.ts";

/** The fields that together tell two entries of a list apart; communes have versions and their own check. */
const identities: readonly (readonly [ListName, readonly string[]])[] = [
  ["operators", ["code"]],
  ["sites", ["code"]],
  ["nodes", ["site", "code"]],
  ["links", ["code"]],
  ["core", ["node"]],
  ["devices", ["id"]],
];

const rowWords = (record: SourceRecord): string => {
  const { file, row } = record.placeOf([]);
  return row === null ? `in ${file}` : `in row ${row} of ${file}`;
};

const checkDuplicates = (source: InventorySource, errors: ErrorList): void => {
  for (const [list, fields] of identities) {
    const first = new Map<string, SourceRecord>();
    for (const record of source[list]) {
      const parts = fields.flatMap((field) => textAt(record, field) ?? []);
      if (parts.length < fields.length) continue;
      const key = parts.join("/");
      const earlier = first.get(key);
      if (earlier === undefined) {
        first.set(key, record);
        continue;
      }
      const message = `"${key}" is in the list already, ${rowWords(earlier)}`;
      const fix = "leave one of the two out, or give this one a code of its own";
      report(errors, record, { code: "duplicate", path: fields.slice(-1), message, fix });
    }
  }
};

const checkRepeated = (errors: ErrorList, site: SourceRecord, [list, ...field]: readonly string[]): void => {
  if (list === undefined) return;
  const values = valueAt(site.fields, [list]);
  if (!Array.isArray(values)) return;
  const seen = new Set<string>();
  for (const index of values.keys()) {
    const path = [list, index, ...field];
    const text = textAt(site, ...path);
    if (text !== null && seen.has(text)) {
      const message = `"${text}" is named twice`;
      report(errors, site, { code: "duplicate", path, message, fix: "name it once" });
    }
    if (text !== null) seen.add(text);
  }
};

const checkPosition = (errors: ErrorList, site: SourceRecord): void => {
  for (const [field, other] of [
    ["latitude", "longitude"],
    ["longitude", "latitude"],
  ] as const) {
    const given = (name: string) => (valueAt(site.fields, [name]) ?? null) !== null;
    if (given(field) || !given(other)) continue;
    const message = `is missing although the ${other} is given`;
    const fix = "give both, or neither when the position is not known";
    report(errors, site, { code: "missing-field", path: [field], message, fix });
  }
};

const groupByText = (
  records: readonly SourceRecord[],
  field: string,
): ReadonlyMap<string, SourceRecord[]> => {
  const groups = new Map<string, SourceRecord[]>();
  for (const record of records) {
    const key = textAt(record, field);
    if (key === null) continue;
    const group = groups.get(key);
    if (group) group.push(record);
    else groups.set(key, [record]);
  }
  return groups;
};

const farFuture = "9999-12-31";

const checkVersions = (errors: ErrorList, versions: readonly SourceRecord[]): void => {
  const from = (version: SourceRecord) => textAt(version, "validFrom") ?? "";
  const to = (version: SourceRecord) => textAt(version, "validTo") ?? farFuture;
  const ordered = [...versions].sort((a, b) => (from(a) < from(b) ? -1 : 1));
  for (const [index, version] of ordered.entries()) {
    if (to(version) <= from(version)) {
      const message = "validTo must come after validFrom";
      const fix = "give the first day on which the commune is no longer in force";
      report(errors, version, { code: "bad-value", path: ["validTo"], message, fix });
    }
    const before = ordered[index - 1];
    if (before === undefined || to(before) <= from(version)) continue;
    const message = `overlaps with the version ${rowWords(before)}`;
    const fix = "end the older version with a validTo not after this validFrom";
    report(errors, version, { code: "overlap", path: ["validFrom"], message, fix });
  }
};

const checkPowerCycles = (errors: ErrorList, nodes: readonly SourceRecord[]): void => {
  const byCode = new Map(nodes.toReversed().map((node) => [textAt(node, "code") ?? "", node]));
  const settled = new Set<SourceRecord>();
  for (const start of nodes) {
    const path: SourceRecord[] = [];
    let node: SourceRecord | undefined = start;
    while (node !== undefined && !settled.has(node) && !path.includes(node)) {
      path.push(node);
      node = byCode.get(textAt(node, "poweredBy") ?? "");
    }
    if (node !== undefined && !settled.has(node)) {
      const members = path.slice(path.indexOf(node)).map((member) => textAt(member, "code"));
      const message = `power goes round in a circle: ${[...members, members[0]].join(" ← ")}`;
      const fix = "leave poweredBy out at the node that feeds the others";
      report(errors, node, { code: "cycle", path: ["poweredBy"], message, fix });
    }
    for (const member of path) settled.add(member);
  }
};

const checkCount = (
  errors: ErrorList,
  records: readonly SourceRecord[],
  limit: { readonly max: number; readonly what: string },
): void => {
  const first = records[limit.max];
  if (first === undefined) return;
  const message = `there are ${records.length} ${limit.what}; ${limit.max} is the limit`;
  report(errors, first, {
    code: "limit",
    path: [],
    message,
    fix: "split the inventory, or correct the file",
  });
};

const checkLimits = (source: InventorySource, errors: ErrorList): void => {
  const { operatorsMax, communesMax, sitesMax, linksMax, coreNodesMax } = inventoryLimits;
  checkCount(errors, source.operators, { max: operatorsMax, what: "operators" });
  checkCount(errors, source.communes, { max: communesMax, what: "commune versions" });
  checkCount(errors, source.sites, { max: sitesMax, what: "sites" });
  checkCount(errors, source.links, { max: linksMax, what: "links" });
  checkCount(errors, source.core, { max: coreNodesMax, what: "core nodes" });
};

/** Reports what is wrong between entries: duplicates, overlapping versions, cycles of power, too many. */
export const checkConsistency = (source: InventorySource, errors: ErrorList): void => {
  checkDuplicates(source, errors);
  checkLimits(source, errors);
  for (const site of source.sites) {
    checkRepeated(errors, site, ["tenants"]);
    checkRepeated(errors, site, ["hamlets", "name"]);
    checkPosition(errors, site);
  }
  for (const versions of groupByText(source.communes, "code").values()) checkVersions(errors, versions);
  const { nodesPerSiteMax, devicesPerSiteMax } = inventoryLimits;
  for (const [site, nodes] of groupByText(source.nodes, "site")) {
    checkCount(errors, nodes, { max: nodesPerSiteMax, what: `nodes at site ${site}` });
    if (nodes.length <= nodesPerSiteMax) checkPowerCycles(errors, nodes);
  }
  for (const [site, devices] of groupByText(source.devices, "site")) {
    checkCount(errors, devices, { max: devicesPerSiteMax, what: `devices at site ${site}` });
  }
};
