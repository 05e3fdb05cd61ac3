import { computed, effect, signal } from "@preact/signals";
import { board } from "../live/board.ts";
import { serverNowMs } from "../time/server-clock.ts";
import type { Bilingual } from "../words/words.ts";
import { alarmTicks } from "./alarm-ticks.ts";
import { floodOf, type Raises, rememberRaises } from "./flood.ts";

const raises = signal<Raises>(new Map());

/** The flood that rolls over the desk now; null while one person can keep up. */
export const flood = computed(() => floodOf(raises.value));

/** A text of each type of alarm that was seen, for those that have ended meanwhile too. */
export const typeTexts: Map<string, Bilingual> = new Map();

/** What ended leaves the window even when nothing changes. */
const lookEveryMs = 15_000;

const look = (): void => {
  for (const { type, text } of board.alarms.values()) if (!typeTexts.has(type)) typeTexts.set(type, text);
  raises.value = rememberRaises(raises.peek(), board.alarms.values(), serverNowMs());
};

/** Keeps watch for floods; gives back how to stop. */
export const keepFloodWatch = (): (() => void) => {
  const stop = effect(() => {
    if (alarmTicks.value >= 0) look();
  });
  const timer = setInterval(look, lookEveryMs);
  return () => {
    stop();
    clearInterval(timer);
  };
};
