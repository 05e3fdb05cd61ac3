import { computed } from "@preact/signals";
import { board } from "../live/board.ts";
import { countUnacknowledged } from "./alarm-facts.ts";
import { alarmTicks, keepAlarmTicks } from "./alarm-ticks.ts";
import { keepFloodWatch } from "./flood-watch.ts";

/** How many alarms nobody has acknowledged yet: the title of the tab says it on every page. */
export const unacknowledgedCount = computed(() =>
  alarmTicks.value < 0 ? 0 : countUnacknowledged(board.alarms.values()),
);

/** Keeps watch over the alarms whatever page is open; gives back how to stop. */
export const keepAlarmWatch = (): (() => void) => {
  const stops = [keepAlarmTicks(), keepFloodWatch()];
  return () => {
    for (const stop of stops) stop();
  };
};
