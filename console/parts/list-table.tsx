import type { ComponentChildren } from "preact";
import type { PagedList } from "../request/use-pages.ts";
import { MoreButton } from "./more-button.tsx";
import { TableRegion } from "./table-region.tsx";

/** One column of a table. */
export interface Column<Item> {
  readonly title: string;
  readonly cell: (item: Item) => ComponentChildren;
  readonly isNumber?: boolean;
}

interface Properties<Item> {
  readonly label: string;
  readonly columns: readonly Column<Item>[];
  readonly list: PagedList<Item>;
  readonly keyOf: (item: Item) => string;
  /** Said when the list is empty. */
  readonly empty?: string;
}

/** A list of the platform as a table with its foot: more, still loading, nothing, or what went wrong. */
export const ListTable = <Item,>({ label, columns, list, keyOf, empty }: Properties<Item>) => (
  <>
    {list.items.length > 0 && (
      <TableRegion label={label}>
        <table>
          <thead>
            <tr>
              {columns.map(({ title, isNumber }) => (
                <th key={title} scope="col" class={isNumber ? "number" : ""}>
                  {title}
                </th>
              ))}
            </tr>
          </thead>
          <tbody>
            {list.items.map((item) => (
              <tr key={keyOf(item)}>
                {columns.map(({ title, cell, isNumber }) => (
                  <td key={title} class={isNumber ? "number" : ""}>
                    {cell(item)}
                  </td>
                ))}
              </tr>
            ))}
          </tbody>
        </table>
      </TableRegion>
    )}
    <MoreButton list={list} {...(empty !== undefined && { empty })} />
  </>
);
