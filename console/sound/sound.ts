import { signal } from "@preact/signals";
import { isUnacknowledged } from "../alarms/alarm-facts.ts";
import { onAlarmChanges } from "../alarms/alarm-watch.ts";
import { flood } from "../alarms/flood-watch.ts";
import { board } from "../live/board.ts";
import { onFrame } from "../live/live.ts";
import { moment } from "../lookback/moment.ts";
import type { Severity } from "../parts/severity-order.ts";
import { type Horn, hornAfter, newsOf, strike, type Tone } from "./horn.ts";
import { melodies } from "./melodies.ts";
import { followSoundPreference, isSoundOn } from "./sound-preference.ts";
import { Speaker } from "./speaker.ts";

const channelName = "tramcanh-horn";
const strikeEveryMs = 500;

/** The horn of this browser. */
export const horn = signal<Horn>(null);

/** True when the browser refused to sound because nobody has pressed anything on the page yet. */
export const isSoundBlocked = signal(false);

const speaker = new Speaker();

/** Plays a tone now, whether sound is on or off: the self-test. */
export const testTone = async (tone: Tone): Promise<void> => {
  isSoundBlocked.value = !(await speaker.play(melodies[tone]));
};

/** Whether this tab is the one of the browser that sounds. */
let isLeader = false;

const sound = (): void => {
  const { tone, horn: next } = strike(horn.peek(), Date.now());
  horn.value = next;
  if (tone !== null && isSoundOn.peek() && isLeader) void testTone(tone);
};

/** Silences the horn in all tabs of this browser: alarms stay as they are, the next new one sounds again. */
export const silence = (): void => {
  horn.value = null;
  const channel = new BroadcastChannel(channelName);
  channel.postMessage("silence");
  channel.close();
};

const hear = (
  news: Severity | null,
  flooding: { readonly isFlood: boolean; readonly wasFlood: boolean },
): void => {
  horn.value = hornAfter(horn.peek(), { news, ...flooding }, Date.now());
};

const showsPresent = (): boolean => board.isRead.peek() && moment.peek() === null;

/** Hears what changes among the alarms, and sounds the horn. */
const listen = (): (() => void) => {
  // What stood before somebody came is on the screen; the horn is for what comes.
  let isLearned = showsPresent();
  let wasFlood = flood.peek() !== null;
  return onAlarmChanges((changes) => {
    const isPresent = showsPresent();
    const isFlood = flood.peek() !== null;
    if (isPresent && isLearned) hear(newsOf(changes), { isFlood, wasFlood });
    if (isPresent) wasFlood = isFlood;
    isLearned = isPresent;
  });
};

/** The present goes on while somebody looks back: the board shows the past, so each new alarm is heard as it comes. */
const listenBehind = (): (() => void) =>
  onFrame((frame) => {
    if (moment.peek() === null || frame.event !== "alarms") return;
    for (const { event, alarm } of frame.data.items) {
      if (event !== "raised" || !isUnacknowledged(alarm)) continue;
      hear(alarm.severity, { isFlood: false, wasFlood: false });
    }
  });

/** Keeps the horn; of all tabs of a browser one sounds, chosen by a Web Lock. Gives back how to stop. */
export const keepSound = (): (() => void) => {
  const stopped = new AbortController();
  const channel = new BroadcastChannel(channelName);
  channel.onmessage = () => {
    horn.value = null;
  };
  const lead = (): Promise<void> => {
    isLeader = true;
    return new Promise((resolve) => stopped.signal.addEventListener("abort", () => resolve()));
  };
  navigator.locks.request(channelName, { signal: stopped.signal }, lead).catch(() => undefined);
  const stops = [listen(), listenBehind(), followSoundPreference()];
  const timer = setInterval(sound, strikeEveryMs);
  return () => {
    for (const stop of stops) stop();
    clearInterval(timer);
    channel.close();
    stopped.abort();
    isLeader = false;
    horn.value = null;
  };
};
