import { computed, signal } from "@preact/signals";
import { board } from "../live/board.ts";
import { address } from "../router/place.ts";
import { filterOf } from "./alarm-filter.ts";
import { alarmTicks } from "./alarm-ticks.ts";
import { familiesOf, familyKeyOf } from "./families.ts";
import { places, siteFactsOf } from "./places.ts";
import { siftAlarms } from "./sift.ts";

/** The filter that the address says. */
export const filter = computed(() => filterOf(address.value.query));

/** What the filter leaves, folded and in order. */
export const sifted = computed(() => {
  // Read for their renewal: alarms and sites change in place.
  const isKnown = alarmTicks.value >= 0 && places.value.communes.length >= 0;
  const { seen, filteredOut, hidden } = siftAlarms(board.alarms, filter.value, siteFactsOf);
  const { grouping, show } = filter.value;
  const families = familiesOf(seen, familyKeyOf(grouping, show.includes("suppressed")));
  return { families: isKnown ? families : [], filteredOut, hidden };
});

/** Rows that somebody unfolded, by the id of their alarm. */
export const unfolded = signal<ReadonlySet<string>>(new Set());

/** Alarms that somebody chose to do something to. */
export const selected = signal<ReadonlySet<string>>(new Set());

/** The row that keys speak of, by the id of its alarm. */
export const currentId = signal<string | null>(null);

/** Whether somebody points at the rows. */
export const isPointedAt = signal(false);

/** Whether the keyboard is within the rows. */
export const isFocused = signal(false);

/** Counts how often somebody asked for what waits. */
export const releases = signal(0);

/** A set with an item in it, or out of it when it was in. */
export const toggled = (set: ReadonlySet<string>, id: string): ReadonlySet<string> => {
  const next = new Set(set);
  if (!next.delete(id)) next.add(id);
  return next;
};
