import { effect, signal, untracked } from "@preact/signals";
import type { AlarmView, SiteView } from "../../api/contract.ts";
import { moment } from "../lookback/moment.ts";
import { readPast } from "../lookback/past.ts";
import { ask, askAll, type Page, withQuery } from "../request/request.ts";
import { findViewer } from "../session/session.ts";
import { learnServerTime } from "../time/server-clock.ts";
import { board } from "./board.ts";
import type { StreamFrame } from "./frames.ts";
import { lastBeat } from "./freshness.ts";
import { followStream, type TakeFrame } from "./shared-stream.ts";

/** Why the lists could not be read; null when they were. */
export const readTrouble = signal<unknown>(null);

const listeners = new Set<TakeFrame>();

/** Gives each frame of the stream to a page too, while it is open; gives back how to stop. */
export const onFrame = (take: TakeFrame): (() => void) => {
  listeners.add(take);
  return () => listeners.delete(take);
};

let isDrawing = false;
const publishSoon = (): void => {
  if (isDrawing) return;
  isDrawing = true;
  const publish = (): void => {
    isDrawing = false;
    board.publish();
  };
  // A hidden tab draws no frames, yet its title and sounds must follow.
  if (document.visibilityState === "hidden") setTimeout(publish, 250);
  else requestAnimationFrame(publish);
};

/** Alarms that the stream told of while the lists were being read. */
const cameMeanwhile = new Set<string>();

const readAlarms = async (): Promise<void> => {
  const seen = new Set<string>();
  let cursor: string | null = null;
  do {
    const page: Page<AlarmView> = await ask(
      withQuery("/api/v1/alarms", { cleared: false, limit: 1_000, cursor }),
    );
    for (const alarm of page.items) {
      seen.add(alarm.id);
      board.takeAlarm(alarm);
    }
    cursor = page.next;
    publishSoon();
  } while (cursor !== null);
  for (const id of cameMeanwhile) seen.add(id);
  board.keepAlarms(seen);
};

/** Reads the lists anew: at the start, and whenever the stream may have left something out. Never rejects. */
export const readLists = async (): Promise<void> => {
  if (moment.peek() !== null) return;
  cameMeanwhile.clear();
  try {
    const [sites] = await Promise.all([askAll<SiteView>("/api/v1/sites"), readAlarms()]);
    board.takeSites(sites);
    board.isRead.value = true;
    readTrouble.value = null;
  } catch (error) {
    readTrouble.value = error;
  }
  publishSoon();
};

const takeBeat = ({ now }: { readonly now: string }): void => {
  learnServerTime(now, Date.now());
  lastBeat.value = { serverAt: now, steadyMs: performance.now() };
};

/** Takes what changes the board. While a past moment is shown, nothing does. */
const takeChange = (frame: StreamFrame): void => {
  switch (frame.event) {
    case "alarm":
      cameMeanwhile.add(frame.data.alarm.id);
      board.takeAlarm(frame.data.alarm);
      break;
    case "latest":
      board.takeLatest(frame.data.items);
      break;
    case "site": {
      const { site, ...state } = frame.data;
      board.takeSiteState(site, state);
      break;
    }
    default:
  }
  publishSoon();
};

const takeFrame = (frame: StreamFrame): void => {
  switch (frame.event) {
    case "hello":
      takeBeat(frame.data);
      void readLists();
      break;
    case "heartbeat":
      takeBeat(frame.data);
      break;
    case "reset":
      void readLists();
      break;
    case "end":
      void findViewer();
      break;
    default:
      if (moment.peek() === null) takeChange(frame);
  }
  for (const take of listeners) take(frame);
};

const readMoment = async (atMs: number): Promise<void> => {
  try {
    await readPast(board, atMs);
    readTrouble.value = null;
  } catch (error) {
    readTrouble.value = error;
  }
  publishSoon();
};

/** Fills the board anew whenever another moment is to be shown. */
const followMoment = (): (() => void) =>
  effect(() => {
    const atMs = moment.value;
    untracked(() => {
      board.clear();
      publishSoon();
      // Another tab may hold the stream already: its greeting was long ago.
      void (atMs === null ? readLists() : readMoment(atMs));
    });
  });

/** Keeps the board as the platform's, or as it was at the moment of the address; gives back how to stop. */
export const keepBoard = (): (() => void) => {
  const stopMoment = followMoment();
  const stopStream = followStream(takeFrame);
  return () => {
    stopMoment();
    stopStream();
  };
};
