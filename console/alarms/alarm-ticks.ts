import { batch, effect, type Signal, signal } from "@preact/signals";
import { type AlarmChange, board } from "../live/board.ts";
import { tickPauseMs } from "./tick-pause.ts";

/** Counts looks at the alarms: each change of a short list, fewer of a long one. */
export const alarmTicks: Signal<number> = signal(0);

let newest: readonly AlarmChange[] = [];

/** What became of alarms between the two newest looks. */
export const newestAlarmChanges = (): readonly AlarmChange[] => newest;

/** Keeps `alarmTicks` going, and gives what changed to `take` at each; gives back how to stop. */
export const keepAlarmTicks = (take: (changes: readonly AlarmChange[]) => void): (() => void) => {
  let timer: ReturnType<typeof setTimeout> | undefined;
  let tickedAtMs = Number.NEGATIVE_INFINITY;
  const tick = (): void => {
    clearTimeout(timer);
    timer = undefined;
    tickedAtMs = performance.now();
    newest = board.takeAlarmChanges();
    batch(() => {
      take(newest);
      alarmTicks.value = alarmTicks.peek() + 1;
    });
  };
  const stop = effect(() => {
    const isBegun = board.alarmChanges.value > 0;
    if (timer !== undefined) return;
    const pauseMs = tickPauseMs(board.alarms.size);
    // Where a look is dear, changes that come together are looked at together.
    const waitMs = Math.max(tickedAtMs + pauseMs - performance.now(), pauseMs / 2);
    if (!isBegun || waitMs <= 0) tick();
    else timer = setTimeout(tick, waitMs);
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
