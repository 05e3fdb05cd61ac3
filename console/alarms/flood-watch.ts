import { computed, effect, signal } from "@preact/signals";
import type { BriefAlarmView } from "../../api/contract.ts";
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

/** Alarms are replaced, never changed: one that was looked at needs no second look. */
const seen = new WeakSet<BriefAlarmView>();

const unseen = (): readonly BriefAlarmView[] => {
  const fresh: BriefAlarmView[] = [];
  for (const alarm of board.alarms.values()) {
    if (seen.has(alarm)) continue;
    seen.add(alarm);
    fresh.push(alarm);
  }
  return fresh;
};

const look = (): void => {
  const fresh = unseen();
  for (const { type, text } of fresh) if (!typeTexts.has(type)) typeTexts.set(type, text);
  raises.value = rememberRaises(raises.peek(), fresh, serverNowMs());
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
