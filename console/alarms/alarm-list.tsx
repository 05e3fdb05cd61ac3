import { useRef } from "preact/hooks";
import { wordsOf } from "../words/words.ts";
import { AlarmRow } from "./alarm-row.tsx";
import type { ListRow } from "./list-row.ts";
import { currentId, filter, isFocused, isPointedAt, releases } from "./list-state.ts";
import { useRowPixels } from "./row-pixels.ts";
import { useRowFocus } from "./use-row-focus.ts";
import { useVirtualRows } from "./virtual-rows.ts";
import "./alarm-list.css";

const say = wordsOf({
  vi: {
    list: "Cảnh báo đang có",
    select: "Chọn",
    severity: "Mức",
    age: "Đã",
    site: "Trạm",
    text: "Nội dung",
    cause: "Nguyên nhân, ảnh hưởng",
    down: "Còn điện",
    acknowledged: "Xác nhận",
    note: "Ghi chú",
    ticket: "Phiếu",
  },
  en: {
    list: "Active alarms",
    select: "Select",
    severity: "Severity",
    age: "Age",
    site: "Site",
    text: "Text",
    cause: "Cause, impact",
    down: "Time to down",
    acknowledged: "Acknowledged",
    note: "Note",
    ticket: "Ticket",
  },
});

const columns = [
  "select",
  "severity",
  "age",
  "site",
  "text",
  "cause",
  "down",
  "acknowledged",
  "note",
  "ticket",
] as const;

/** Columns of figures, which end at one line. */
const numbers = new Set<string>(["age", "down"]);

const Head = () => (
  <thead>
    <tr class="alarm-head" aria-rowindex={1}>
      {columns.map((column) => (
        <th key={column} scope="col" class={`cell-${column}${numbers.has(column) ? " number" : ""}`}>
          <span class={column === "select" ? "visually-hidden" : ""}>{say(column)}</span>
        </th>
      ))}
    </tr>
  </thead>
);

interface Properties {
  readonly rows: readonly ListRow[];
  /** Height of what sticks to the top of the window above the list, pixels. */
  readonly toolsPixels: number;
}

/** All rows of the list; only those near the window are drawn, and none moves while somebody is at them. */
export const AlarmList = ({ rows, toolsPixels }: Properties) => {
  const body = useRef<HTMLTableSectionElement>(null);
  const rowPixels = useRowPixels();
  const current = currentId.value;
  const at = current === null ? -1 : rows.findIndex(({ alarm }) => alarm.id === current);
  const { items, heightPixels, reveal } = useVirtualRows({
    count: rows.length,
    rowPixels,
    list: body,
    coveredPixels: toolsPixels + rowPixels,
    focusedIndex: at,
  });
  const onFocusOut = useRowFocus(body, at, reveal);
  return (
    <table
      // biome-ignore lint/a11y/noNoninteractiveElementToInteractiveRole: rows unfold and are selected (ARIA treegrid)
      role="treegrid"
      class="alarm-list"
      style={{ "--alarm-tools-height": `${toolsPixels}px` }}
      aria-label={say("list")}
      aria-rowcount={rows.length + 1}
      aria-multiselectable="true"
    >
      <Head />
      <tbody
        ref={body}
        class="alarm-rows"
        style={{ height: `${heightPixels}px` }}
        onPointerEnter={() => (isPointedAt.value = true)}
        onPointerLeave={() => (isPointedAt.value = false)}
        onFocusIn={() => (isFocused.value = true)}
        onFocusOut={onFocusOut}
        onKeyDown={({ key }) => {
          if (key === "Escape") releases.value += 1;
        }}
      >
        {items.flatMap(({ index, start }) => {
          const row = rows[index];
          if (row === undefined) return [];
          return (
            <AlarmRow
              key={row.alarm.id}
              {...row}
              index={index}
              topPixels={start}
              groupedByType={filter.value.grouping === "type"}
            />
          );
        })}
      </tbody>
    </table>
  );
};
