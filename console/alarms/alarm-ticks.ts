import { effect, type Signal, signal } from "@preact/signals";
import { board } from "../live/board.ts";
import { tickPauseMs } from "./tick-pause.ts";

/** Counts looks at the alarms: each change of a short list, fewer of a long one. */
export const alarmTicks: Signal<number> = signal(0);

/** Keeps `alarmTicks` going; gives back how to stop. */
export const keepAlarmTicks = (): (() => void) => {
  let timer: ReturnType<typeof setTimeout> | undefined;
  let tickedAtMs = Number.NEGATIVE_INFINITY;
  const tick = (): void => {
    clearTimeout(timer);
    timer = undefined;
    tickedAtMs = performance.now();
    alarmTicks.value = alarmTicks.peek() + 1;
  };
  const stop = effect(() => {
    const isBegun = board.alarmChanges.value > 0;
    if (timer !== undefined) return;
    const leftMs = tickedAtMs + tickPauseMs(board.alarms.size) - performance.now();
    if (!isBegun || leftMs <= 0) tick();
    else timer = setTimeout(tick, leftMs);
  });
  // All lists are read: nobody waits for the next look any more.
  const stopRead = effect(() => {
    if (board.isRead.value) tick();
  });
  return () => {
    stop();
    stopRead();
    clearTimeout(timer);
  };
};
