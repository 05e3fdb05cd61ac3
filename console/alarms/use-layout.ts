import { useRef } from "preact/hooks";
import { board } from "../live/board.ts";
import { askedAct } from "./asked-act.ts";
import { type Layout, layRows } from "./layout.ts";
import type { ListRow } from "./list-row.ts";
import { filter, isFocused, isPointedAt, releases, sifted, unfolded } from "./list-state.ts";

/** The rows as they stand on the screen, which hold still while somebody is at them. */
export const useLayout = (): Layout => {
  const shown = useRef<readonly ListRow[] | null>(null);
  const asked = useRef<unknown>(null);
  // Whoever changes the filter or asks for what waits wants to see another list.
  const wish = `${releases.value} ${JSON.stringify(filter.value)}`;
  const isNew = asked.current !== wish;
  asked.current = wish;
  const layout = layRows(isNew ? null : shown.current, {
    families: sifted.value.families,
    unfolded: unfolded.value,
    isHeld: isPointedAt.value || isFocused.value || askedAct.value !== null,
    alarmOf: (id) => board.alarms.get(id),
  });
  shown.current = layout.rows;
  return layout;
};
