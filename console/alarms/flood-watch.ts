import { type Signal, signal } from "@preact/signals";
import type { AlarmChange } from "../live/board.ts";
import { serverNowMs } from "../time/server-clock.ts";
import type { Bilingual } from "../words/words.ts";
import { type Flood, Raises } from "./flood.ts";

const raises = new Raises();

/** The flood that rolls over the desk now; null while one person can keep up. */
export const flood: Signal<Flood | null> = signal(null);

/** A text of each type of alarm that was seen, for those that have ended meanwhile too. */
export const typeTexts: Map<string, Bilingual> = new Map();

/** What ended leaves the window even when nothing changes. */
const lookEveryMs = 15_000;

/** Looks whether what changed is a flood, or the end of one. */
export const lookForFlood = (changes: readonly AlarmChange[]): void => {
  const alarms = changes.flatMap(({ after }) => after ?? []);
  for (const { type, text } of alarms) if (!typeTexts.has(type)) typeTexts.set(type, text);
  flood.value = raises.take(alarms, serverNowMs());
};

/** Sees the end of a flood in which nothing changes any more; gives back how to stop. */
export const keepFloodWatch = (): (() => void) => {
  const timer = setInterval(() => lookForFlood([]), lookEveryMs);
  return () => clearInterval(timer);
};
