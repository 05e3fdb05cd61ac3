import type { FastifyReply } from "fastify";
import { z } from "zod";
import type { ApiContext } from "../context.ts";
import { parseFields } from "./field-selection.ts";
import { type Condition, parseConditions, passes, type Resource } from "./resource-filter.ts";

const queryText = z.union([z.string(), z.array(z.string())]);

/** The query of a list: `fields`, `offset`, `limit`, and every attribute as a filter. */
export const collectionQuery = ({ limits }: Pick<ApiContext, "limits">) =>
  z
    .object({
      fields: z.string().max(2_000).optional().describe("first-level attributes, divided by commas"),
      offset: z.coerce.number().int().min(0).default(0),
      limit: z.coerce.number().int().min(1).max(limits.pageItemsMax).default(limits.pageItemsDefault),
    })
    .catchall(queryText);

/** `fields` of one resource. */
export const fieldsQuery = z.strictObject({ fields: z.string().max(2_000).optional() });

/** A list as asked. */
export interface Collection<Item> {
  readonly query: z.output<ReturnType<typeof collectionQuery>>;
  readonly attributes: ReadonlySet<string>;
  /** Throws for conditions that make no sense of such items. */
  readonly demand?: (conditions: readonly Condition[]) => void;
  /** All that the asker may see, in their order. */
  readonly items: readonly Item[];
  /** An item with the attributes named; null for all. */
  readonly shown: (item: Item, attributes: ReadonlySet<string> | null) => Resource;
}

type Query = Collection<unknown>["query"];

const conditionsOf = (query: Query, attributes: ReadonlySet<string>): readonly Condition[] => {
  const { fields: _fields, offset: _offset, limit: _limit, ...filters } = query;
  const pairs = Object.entries(filters).flatMap(([key, texts]) =>
    [texts].flat().map((text): readonly [string, string] => [key, text]),
  );
  return parseConditions(pairs, attributes);
};

/** What passes; only what the conditions ask of is worked out for each. */
const passing = <Item>(
  { items, shown }: Collection<Item>,
  conditions: readonly Condition[],
): readonly Item[] => {
  if (conditions.length === 0) return items;
  const asked = new Set(conditions.flatMap(({ path }) => path[0] ?? []));
  return items.filter((item) => passes(shown(item, asked), conditions));
};

/**
 * Sends a page of a list: 200 when it is the whole of what passes, 206 when it is a part, with `X-Total-Count` and
 * `X-Result-Count` (TMF630 §4.5).
 */
export const sendCollection = <Item>(reply: FastifyReply, collection: Collection<Item>): FastifyReply => {
  const { query, attributes, shown } = collection;
  const selected = parseFields(query.fields, attributes);
  const conditions = conditionsOf(query, attributes);
  collection.demand?.(conditions);
  const found = passing(collection, conditions);
  const page = found.slice(query.offset, query.offset + query.limit).map((item) => shown(item, selected));
  return reply
    .code(page.length < found.length ? 206 : 200)
    .header("x-total-count", String(found.length))
    .header("x-result-count", String(page.length))
    .send(page);
};
