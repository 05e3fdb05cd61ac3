import type { InventoryData } from "./model.ts";
import { entriesOf } from "./record-entry.ts";
import { type ListName, listNames } from "./source.ts";

/** A field of an entry that changes; null where it is not set. */
export interface FieldChange {
  readonly field: string;
  readonly before: unknown;
  readonly after: unknown;
}

/** A list of which only the first items may be told. */
export interface Bounded<Item> {
  readonly total: number;
  readonly items: readonly Item[];
}

/** An entry that comes or goes, in the words of a file. */
export interface WholeEntry {
  readonly key: string;
  readonly fields: Readonly<Record<string, unknown>>;
}

/** What changes of one list. */
export interface ListChanges {
  readonly kind: ListName;
  readonly added: Bounded<WholeEntry>;
  readonly changed: Bounded<{ readonly key: string; readonly fields: readonly FieldChange[] }>;
  readonly removed: Bounded<WholeEntry>;
}

type Entry = Readonly<Record<string, unknown>>;

const keyFields: Readonly<Record<ListName, readonly string[]>> = {
  operators: ["code"],
  communes: ["code", "validFrom"],
  sites: ["code"],
  nodes: ["site", "code"],
  links: ["code"],
  core: ["node"],
  devices: ["id"],
};

const keyed = (list: ListName, entries: readonly Entry[]): ReadonlyMap<string, Entry> => {
  const separator = list === "nodes" ? "/" : " ";
  return new Map(
    entries.map((entry) => [
      keyFields[list].map((field) => String(entry[field] ?? "")).join(separator),
      entry,
    ]),
  );
};

const fieldChanges = (before: Entry, after: Entry): readonly FieldChange[] =>
  [...new Set([...Object.keys(before), ...Object.keys(after)])]
    .map((field) => ({ field, before: before[field] ?? null, after: after[field] ?? null }))
    .filter((change) => JSON.stringify(change.before) !== JSON.stringify(change.after));

const bounded = <Item>(items: readonly Item[], itemsMax: number): Bounded<Item> => ({
  total: items.length,
  items: items.slice(0, itemsMax),
});

const missing = (of: ReadonlyMap<string, Entry>, from: ReadonlyMap<string, Entry>): WholeEntry[] =>
  [...of].flatMap(([key, fields]) => (from.has(key) ? [] : { key, fields }));

/** What changes from one inventory to another, list by list, each told up to `itemsMax` items. */
export const changesBetween = (
  before: InventoryData,
  after: InventoryData,
  itemsMax: number,
): readonly ListChanges[] => {
  const [old, young] = [entriesOf(before), entriesOf(after)];
  return listNames.map((kind) => {
    const was = keyed(kind, old[kind]);
    const is = keyed(kind, young[kind]);
    const changed = [...is].flatMap(([key, entry]) => {
      const earlier = was.get(key);
      const fields = earlier === undefined ? [] : fieldChanges(earlier, entry);
      return fields.length === 0 ? [] : [{ key, fields }];
    });
    return {
      kind,
      added: bounded(missing(is, was), itemsMax),
      changed: bounded(changed, itemsMax),
      removed: bounded(missing(was, is), itemsMax),
    };
  });
};
