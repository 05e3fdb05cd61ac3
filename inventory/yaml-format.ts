import {
  type Document,
  isMap,
  isNode,
  isScalar,
  LineCounter,
  readYaml,
  stringify,
} from "../telemetry/yaml-text.ts";
import { type InventoryResult, importSource } from "./import.ts";
import { ErrorList, shownValue } from "./import-errors.ts";
import type { Inventory } from "./inventory.ts";
import { entriesOf } from "./record-entry.ts";
import {
  type FieldPath,
  type InventorySource,
  isFields,
  type ListName,
  listNames,
  type SourceRecord,
  valueAt,
} from "./source.ts";

interface YamlFile {
  readonly file: string;
  readonly document: Document;
  readonly lines: LineCounter;
  /** Where what is found wrong goes. */
  readonly errors: ErrorList;
}

const isListName = (text: string): text is ListName => listNames.some((name) => name === text);

/** What the file has at the path: the key where there is one, else the value. */
const nodeAt = (document: Document, path: FieldPath): unknown => {
  const key = path.at(-1);
  const parent = path.length === 0 ? null : document.getIn(path.slice(0, -1), true);
  const pair = isMap(parent) && parent.items.find((item) => isScalar(item.key) && item.key.value === key);
  return pair ? pair.key : document.getIn(path, true);
};

/** Line of the deepest thing on the path that the file has. */
const rowOf = ({ document, lines }: YamlFile, path: FieldPath): number | null => {
  for (let depth = path.length; depth > 0; depth -= 1) {
    const node = nodeAt(document, path.slice(0, depth));
    if (isNode(node) && node.range) return lines.linePos(node.range[0]).line;
  }
  return null;
};

const recordsOf = (yaml: YamlFile, list: ListName, entries: readonly unknown[]): readonly SourceRecord[] =>
  entries.map((entry, index) => ({
    list,
    fields: list === "core" ? { node: entry } : entry,
    placeOf: (path) => ({
      file: yaml.file,
      row: rowOf(yaml, list === "core" ? [list, index] : [list, index, ...path]),
    }),
  }));

const listOf = (yaml: YamlFile, list: ListName, entries: unknown): readonly SourceRecord[] => {
  if (entries === undefined || entries === null) return [];
  if (Array.isArray(entries)) return recordsOf(yaml, list, entries);
  yaml.errors.add({
    code: "wrong-type",
    file: yaml.file,
    row: rowOf(yaml, [list]),
    field: list,
    value: shownValue(entries),
    message: "must be a list",
    fix: `write "${list}:" and below it one entry a line, each beginning with "- "`,
  });
  return [];
};

const checkRoot = (yaml: YamlFile, root: unknown): Readonly<Record<string, unknown>> => {
  const lists = `the lists are ${listNames.join(", ")}`;
  if (root === null) return {};
  if (!isFields(root)) {
    const message = "the file must be a group of lists";
    const value = shownValue(root);
    yaml.errors.add({ code: "wrong-type", file: yaml.file, row: 1, field: "", value, message, fix: lists });
    return {};
  }
  for (const key of Object.keys(root)) {
    if (isListName(key)) continue;
    const message = "is not a list of an inventory";
    const place = { file: yaml.file, row: rowOf(yaml, [key]), field: key };
    yaml.errors.add({ code: "unknown-field", ...place, value: null, message, fix: `leave it out; ${lists}` });
  }
  return root;
};

const plainValue = (yaml: YamlFile): unknown => {
  // Lists within lists as keys would be written out as text, again for each key around them: that takes for ever.
  // So many aliases that each takes longer than the one before.
  if (yaml.document.errors.some(({ code }) => code === "NON_STRING_KEY" || code === "BAD_ALIAS")) return null;
  try {
    return yaml.document.toJS();
  } catch (cause) {
    // Thrown for aliases that would grow without bound.
    const message = cause instanceof Error ? cause.message : String(cause);
    const fix = "write the values out instead of using aliases";
    yaml.errors.add({ code: "bad-syntax", file: yaml.file, row: null, field: "", value: null, message, fix });
    return null;
  }
};

/** Reads an inventory from YAML; `fileName` is what errors call it. Never throws. */
export const parseInventoryYaml = (text: string, fileName: string): InventoryResult => {
  const errors = new ErrorList();
  const lines = new LineCounter();
  const document = readYaml(text, { lines, prettyErrors: false, logLevel: "error" });
  const yaml: YamlFile = { file: fileName, document, lines, errors };
  for (const { message, pos } of [...document.errors, ...document.warnings]) {
    const fix = "correct the YAML at this line; a name with : # or a leading * & ! needs quotes";
    const row = lines.linePos(pos[0]).line;
    errors.add({ code: "bad-syntax", file: fileName, row, field: "", value: null, message, fix });
  }
  const root = checkRoot(yaml, plainValue(yaml));
  const list = (name: ListName) => listOf(yaml, name, valueAt(root, [name]));
  const source: InventorySource = {
    operators: list("operators"),
    communes: list("communes"),
    sites: list("sites"),
    nodes: list("nodes"),
    links: list("links"),
    core: list("core"),
    devices: list("devices"),
  };
  return importSource(source, errors);
};

const yamlOf = (list: ListName, entries: readonly unknown[]): string => {
  if (entries.length === 0) return `${list}: []\n`;
  const lines = entries.map((entry) => {
    const text = stringify(entry, { collectionStyle: "flow", lineWidth: 0, flowCollectionPadding: true });
    return `  - ${text.trimEnd()}\n`;
  });
  return `${list}:\n${lines.join("")}`;
};

/** Writes an inventory as YAML, an entry a line; reading it again gives an equal inventory. */
export const exportYaml = (inventory: Inventory): string => {
  const entries = entriesOf(inventory.data);
  const core = entries.core.map((entry) => entry.node);
  return listNames.map((list) => yamlOf(list, list === "core" ? core : entries[list])).join("");
};
