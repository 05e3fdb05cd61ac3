import type { PagedList } from "../request/use-pages.ts";
import { type Column, DataTable } from "./data-table.tsx";
import { MoreButton } from "./more-button.tsx";

interface Properties<Item> {
  readonly label: string;
  readonly columns: readonly Column<Item>[];
  readonly list: PagedList<Item>;
  readonly keyOf: (item: Item) => string;
  /** Said when the list is empty. */
  readonly empty?: string;
}

/** A list of the platform as a table with its foot: more, still loading, nothing, or what went wrong. */
export const ListTable = <Item,>({ list, empty, ...table }: Properties<Item>) => (
  <>
    {list.items.length > 0 && <DataTable {...table} items={list.items} />}
    <MoreButton list={list} {...(empty !== undefined && { empty })} />
  </>
);
