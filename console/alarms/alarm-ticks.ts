import { effect, type Signal, signal } from "@preact/signals";
import { board } from "../live/board.ts";

/** Up to so many alarms each frame may sort them anew. */
const eachFrameAlarmsMax = 2_000;
/** With more, the list follows so often: a storm must leave the page time for the person before it. */
const intervalMs = 250;

/** Counts looks at the alarms: each change of a short list, four a second of a long one. */
export const alarmTicks: Signal<number> = signal(0);

/** Keeps `alarmTicks` going; gives back how to stop. */
export const keepAlarmTicks = (): (() => void) => {
  let timer: ReturnType<typeof setTimeout> | undefined;
  const tick = (): void => {
    timer = undefined;
    alarmTicks.value = alarmTicks.peek() + 1;
  };
  const stop = effect(() => {
    const isBegun = board.alarmChanges.value > 0;
    if (timer !== undefined) return;
    if (!isBegun || board.alarms.size <= eachFrameAlarmsMax) tick();
    else timer = setTimeout(tick, intervalMs);
  });
  return () => {
    stop();
    clearTimeout(timer);
  };
};
