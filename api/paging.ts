import { z } from "zod";
import { decodeCursor, encodeCursor } from "./cursor.ts";

/** A page of things that lie in memory, in the order of a key. */
export interface KeyedPage<Item> {
  readonly list: string;
  /** In the order of their keys. */
  readonly items: readonly Item[];
  readonly keyOf: (item: Item) => string;
  readonly limit: number;
  readonly cursor?: string | undefined;
}

/** Cuts a page out of a list; a thing that came or went since does not shift the others. */
export const pageByKey = <Item>({ list, items, keyOf, limit, cursor }: KeyedPage<Item>) => {
  const after = decodeCursor(list, cursor, z.tuple([z.string()]))?.[0] ?? null;
  const rest = after === null ? items : items.filter((item) => keyOf(item) > after);
  const page = rest.slice(0, limit);
  const last = page.at(-1);
  const next = rest.length > limit && last !== undefined ? encodeCursor(list, [keyOf(last)]) : null;
  return { items: page, next };
};

const byKey =
  <Item>(keyOf: (item: Item) => string) =>
  (a: Item, b: Item): number =>
    keyOf(a) < keyOf(b) ? -1 : 1;

/** The things in the order of their keys. */
export const orderedBy = <Item>(items: readonly Item[], keyOf: (item: Item) => string): Item[] =>
  [...items].sort(byKey(keyOf));
