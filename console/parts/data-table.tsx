import type { ComponentChildren } from "preact";
import { TableRegion } from "./table-region.tsx";
import "./data-table.css";

/** One column of a table. */
export interface Column<Item> {
  readonly title: string;
  readonly cell: (item: Item) => ComponentChildren;
  readonly isNumber?: boolean;
  /** Left out on a phone: the page of the thing tells it. */
  readonly isMinor?: boolean;
}

interface Properties<Item> {
  readonly label: string;
  readonly columns: readonly Column<Item>[];
  readonly items: readonly Item[];
  readonly keyOf: (item: Item) => string;
  /** Class of all rows: how they look when they are not of the ordinary kind. */
  readonly rowClass?: string;
}

/** Items as a table that scrolls sideways on its own where the screen is narrow; on a phone its rows are cards. */
export const DataTable = <Item,>({ label, columns, items, keyOf, rowClass }: Properties<Item>) => (
  <TableRegion label={label}>
    <table class="data-table">
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
        {items.map((item) => (
          <tr key={keyOf(item)} class={rowClass}>
            {columns.map(({ title, cell, isNumber, isMinor }) => (
              <td
                key={title}
                class={`${isNumber ? "number" : ""}${isMinor ? " is-minor" : ""}`}
                data-title={title}
              >
                {cell(item)}
              </td>
            ))}
          </tr>
        ))}
      </tbody>
    </table>
  </TableRegion>
);
