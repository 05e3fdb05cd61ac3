import { isCode } from "../telemetry/identifiers.ts";
import { parseNodePath } from "./codes.ts";
import type { ErrorList } from "./import-errors.ts";
import {
  type FieldPath,
  type InventorySource,
  report,
  type SourceRecord,
  textAt,
  valueAt,
} from "./source.ts";

type KeyOf = (record: SourceRecord) => string | null;

const codeOf: KeyOf = (record) => textAt(record, "code");

const nodeKeyOf: KeyOf = (record) => {
  const site = textAt(record, "site");
  const code = textAt(record, "code");
  return site === null || code === null ? null : `${site}/${code}`;
};

const keysOf = (records: readonly SourceRecord[], keyOf: KeyOf): ReadonlySet<string> =>
  new Set(records.flatMap((record) => keyOf(record) ?? []));

/** False for what can't name anything: that is reported as a wrong value already. */
const canName = (what: string, text: string): boolean =>
  what === "node" ? parseNodePath(text) !== null : isCode(text);

/** Reports a field that names something which isn't in the list. */
const checkReference = (
  errors: ErrorList,
  record: SourceRecord,
  reference: { readonly path: FieldPath; readonly known: ReadonlySet<string>; readonly what: string },
): void => {
  const text = textAt(record, ...reference.path);
  if (text === null || !canName(reference.what, text) || reference.known.has(text)) return;
  report(errors, record, {
    code: "unknown-reference",
    path: reference.path,
    message: `there is no ${reference.what} "${text}"`,
    fix: `add the ${reference.what}, or name one that is in the inventory`,
  });
};

const tenantPaths = (site: SourceRecord): readonly FieldPath[] => {
  const tenants = valueAt(site.fields, ["tenants"]);
  return Array.isArray(tenants) ? tenants.map((_tenant, index) => ["tenants", index]) : [];
};

const checkSites = (source: InventorySource, errors: ErrorList): void => {
  const operators = keysOf(source.operators, codeOf);
  const communes = keysOf(source.communes, codeOf);
  for (const site of source.sites) {
    checkReference(errors, site, { path: ["commune"], known: communes, what: "commune" });
    for (const path of [["owner"], ...tenantPaths(site)]) {
      checkReference(errors, site, { path, known: operators, what: "operator" });
    }
  }
};

const checkOperatorAtSite = (
  errors: ErrorList,
  node: SourceRecord,
  sites: ReadonlyMap<string, SourceRecord>,
): void => {
  const operator = textAt(node, "operator");
  const site = sites.get(textAt(node, "site") ?? "");
  if (operator === null || site === undefined) return;
  const present = [["owner"], ...tenantPaths(site)].map((path) => textAt(site, ...path));
  if (present.includes(operator)) return;
  report(errors, node, {
    code: "operator-not-at-site",
    path: ["operator"],
    message: `operator "${operator}" is neither owner nor tenant of the site`,
    fix: "add it to the site's tenants, or name the operator that the node belongs to",
  });
};

const checkNodes = (source: InventorySource, errors: ErrorList): void => {
  const operators = keysOf(source.operators, codeOf);
  const sites = new Map(source.sites.map((site) => [codeOf(site) ?? "", site]));
  const siteCodes = keysOf(source.sites, codeOf);
  const known = keysOf(source.nodes, nodeKeyOf);
  for (const node of source.nodes) {
    checkReference(errors, node, { path: ["site"], known: siteCodes, what: "site" });
    checkReference(errors, node, { path: ["operator"], known: operators, what: "operator" });
    checkOperatorAtSite(errors, node, sites);
    const feeder = textAt(node, "poweredBy");
    if (feeder === null || !isCode(feeder) || known.has(`${textAt(node, "site")}/${feeder}`)) continue;
    report(errors, node, {
      code: "unknown-reference",
      path: ["poweredBy"],
      message: `site ${textAt(node, "site")} has no node "${feeder}"`,
      fix: "name a node of the same site",
    });
  }
};

const checkEnds = (source: InventorySource, errors: ErrorList): void => {
  const known = keysOf(source.nodes, nodeKeyOf);
  for (const link of source.links) {
    checkReference(errors, link, { path: ["from"], known, what: "node" });
    checkReference(errors, link, { path: ["to"], known, what: "node" });
    if (textAt(link, "from") === null || textAt(link, "from") !== textAt(link, "to")) continue;
    const message = "a link can't end at the node where it starts";
    report(errors, link, { code: "bad-value", path: ["to"], message, fix: "name the node at the other end" });
  }
  for (const core of source.core) checkReference(errors, core, { path: ["node"], known, what: "node" });
};

/** Reports every name that leads nowhere, and nodes of operators that aren't at the site. */
export const checkReferences = (source: InventorySource, errors: ErrorList): void => {
  checkSites(source, errors);
  checkNodes(source, errors);
  checkEnds(source, errors);
  const communes = keysOf(source.communes, codeOf);
  for (const commune of source.communes) {
    checkReference(errors, commune, { path: ["successor"], known: communes, what: "commune" });
  }
  const sites = keysOf(source.sites, codeOf);
  for (const device of source.devices) {
    checkReference(errors, device, { path: ["site"], known: sites, what: "site" });
  }
};
