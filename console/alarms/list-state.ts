import { computed, signal } from "@preact/signals";
import { board } from "../live/board.ts";
import { address } from "../router/place.ts";
import { asksForPlaces, filterOf } from "./alarm-filter.ts";
import { alarmTicks, newestAlarmChanges } from "./alarm-ticks.ts";
import { places, siteFactsOf } from "./places.ts";
import { SiftedList } from "./sifted-list.ts";

/** The filter that the address says. */
export const filter = computed(() => filterOf(address.value.query));

/** The list as it was at the last look, and what it was made for. */
interface Looked {
  readonly list: SiftedList;
  readonly tick: number;
  readonly made: readonly unknown[];
}

let looked: Looked | null = null;

/** The list to go on with, and the alarms to look at anew: those that changed, or all in another list. */
const listNow = (tick: number, made: readonly unknown[]) => {
  const last = looked;
  const isSame = last !== null && made.every((each, place) => each === last.made[place]);
  if (isSame && tick === last.tick) return { list: last.list, ids: [] };
  if (isSame && tick === last.tick + 1) {
    return { list: last.list, ids: newestAlarmChanges().map(({ id }) => id) };
  }
  const alarmOf = (id: string) => board.alarms.get(id);
  const list = new SiftedList({ filter: filter.peek(), alarmOf, factsOf: siteFactsOf });
  return { list, ids: board.alarms.keys() };
};

/** What the filter leaves, folded and in order. */
export const sifted = computed(() => {
  const tick = alarmTicks.value;
  // Sites change each second, and only what asks for their places rests on them.
  const sites = asksForPlaces(filter.value) ? board.siteChanges.peek() : 0;
  const made = [filter.value, places.value, sites];
  const { list, ids } = listNow(tick, made);
  looked = { list, tick, made };
  return list.look(new Set(ids));
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
