import { formatNodePath } from "./codes.ts";
import type { InventoryData, Link, SiteNode } from "./model.ts";

/** An entry as a file has it: what is not set is left out. */
type Entry = Readonly<Record<string, unknown>>;

const isSet = (value: unknown): boolean =>
  value !== null && value !== undefined && !(Array.isArray(value) && value.length === 0);

const withoutUnset = (fields: object): Entry =>
  Object.fromEntries(Object.entries(fields).filter(([, value]) => isSet(value)));

const nodeEntry = ({ planned, ...fields }: SiteNode): Entry => withoutUnset({ ...fields, ...planned });

const linkEntry = ({ code, from, to, kind }: Link): Entry => ({
  code,
  from: formatNodePath(from),
  to: formatNodePath(to),
  kind,
});

/** The inventory as entries of a file, in the shape in which the import takes them. */
export const entriesOf = (data: InventoryData) => ({
  operators: data.operators.map(withoutUnset),
  communes: data.communes.map(withoutUnset),
  sites: data.sites.map(withoutUnset),
  nodes: data.nodes.map(nodeEntry),
  links: data.links.map(linkEntry),
  core: data.core.map((path) => ({ node: formatNodePath(path) })),
  devices: data.devices.map(withoutUnset),
});
