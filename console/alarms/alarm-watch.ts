import { computed } from "@preact/signals";
import { type AlarmChange, board } from "../live/board.ts";
import { countUnacknowledged } from "./alarm-facts.ts";
import { alarmTicks, keepAlarmTicks } from "./alarm-ticks.ts";
import { keepFloodWatch, lookForFlood } from "./flood-watch.ts";

/** How many alarms nobody has acknowledged yet: the title of the tab says it on every page. */
export const unacknowledgedCount = computed(() =>
  alarmTicks.value < 0 ? 0 : countUnacknowledged(board.alarms.values()),
);

type TakeChanges = (changes: readonly AlarmChange[]) => void;

const listeners = new Set<TakeChanges>();

/** Gives what changed between two looks, when it is known whether it is a flood; gives back how to stop. */
export const onAlarmChanges = (take: TakeChanges): (() => void) => {
  listeners.add(take);
  return () => listeners.delete(take);
};

/** Keeps watch over the alarms whatever page is open; gives back how to stop. */
export const keepAlarmWatch = (): (() => void) => {
  const stopTicks = keepAlarmTicks((changes) => {
    lookForFlood(changes);
    for (const take of listeners) take(changes);
  });
  const stopFlood = keepFloodWatch();
  return () => {
    stopTicks();
    stopFlood();
  };
};
