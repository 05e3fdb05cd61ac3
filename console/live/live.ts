import { effect, signal, untracked } from "@preact/signals";
import type { SiteView } from "../../api/contract.ts";
import { moment } from "../lookback/moment.ts";
import { readPast } from "../lookback/past.ts";
import { ask, askAll } from "../request/request.ts";
import { place } from "../router/place.ts";
import { findViewer } from "../session/session.ts";
import { learnServerTime } from "../time/server-clock.ts";
import { readActiveAlarms } from "./alarm-lists.ts";
import { board, type ListReading } from "./board.ts";
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

/** Changes of alarms up to here are in the board; null while nobody knows. */
let knownPosition: number | null = null;

/** Whether the stream goes on where the lists end; before that a frame says nothing about what came before it. */
let isCaughtUp = false;

/** Reads the alarms; gives back the position up to which their changes are in the board then. */
const readAlarms = async (reading: ListReading): Promise<number> => {
  const position = await readActiveAlarms((page) => {
    board.takeListed(reading, page);
    publishSoon();
  });
  board.forgetUnlisted(reading);
  return position;
};

const readSites = async (reading: ListReading): Promise<void> => {
  board.takeListedSites(reading, await askAll<SiteView>("/api/v1/sites"));
  publishSoon();
};

/** The site whose page is open: on a thin line the list of all of them is late, and the longer it is the later. */
const readShownSite = async (): Promise<void> => {
  const here = place.peek();
  const code = here?.name === "site" ? here.parameters["site"] : undefined;
  if (code === undefined || board.sites.has(code)) return;
  const site = await ask<SiteView>(`/api/v1/sites/${encodeURIComponent(code)}`);
  if (moment.peek() !== null) return;
  board.takeSite(site);
  publishSoon();
};

const readNow = async (wantsAlarms: boolean): Promise<void> => {
  // Whether there is such a site is for the list to say.
  if (moment.peek() === null) await readShownSite().catch(() => undefined);
  // Meanwhile somebody may have begun to look back: then the board is another moment's.
  if (moment.peek() !== null) return;
  const reading = board.startReading();
  try {
    const sites = readSites(reading);
    // On a thin line two answers at once are both late: only the list of alarms has nothing to show without them.
    if (place.peek()?.name !== "alarms") await sites;
    const [position] = await Promise.all([wantsAlarms ? readAlarms(reading) : null, sites]);
    if (board.endReading(reading)) {
      if (position !== null) knownPosition = Math.max(position, knownPosition ?? 0);
      // What rests on sites is worked out anew when all is read: until then their change must have been told.
      board.publish();
      board.isRead.value = true;
      readTrouble.value = null;
    }
  } catch (error) {
    if (board.endReading(reading)) {
      readTrouble.value = error;
      readAgainSoon();
    }
  }
  publishSoon();
};

/** The reading under way: another begins after it. */
let underWay: Promise<void> = Promise.resolve();

const readAgainAfterMs = 5_000;
let readingAgain: ReturnType<typeof setTimeout> | undefined;

/** Lists that could not be read are read again by themselves, while somebody is logged in. */
const readAgainSoon = (): void => {
  clearTimeout(readingAgain);
  readingAgain = setTimeout(() => void readLists(), readAgainAfterMs);
};

/** Reads the lists anew: at the start, and whenever the stream may have left something out. Never rejects. */
export const readLists = (): Promise<void> => {
  underWay = underWay.then(() => readNow(true));
  return underWay;
};

/**
 * The stream begins at a position. How sites stand may have changed before it without a word; alarms are read again
 * only when changes before the position are not in the board.
 */
const catchUp = (position: number): void => {
  isCaughtUp = false;
  underWay = underWay
    .then(() => readNow(knownPosition === null || knownPosition < position))
    .then(() => {
      isCaughtUp = true;
    });
};

const takeBeat = ({ now }: { readonly now: string }): void => {
  learnServerTime(now, Date.now());
  lastBeat.value = { serverAt: now, steadyMs: performance.now() };
};

/** Takes what changes the board. While a past moment is shown, nothing does. */
const takeChange = (frame: StreamFrame): void => {
  switch (frame.event) {
    case "alarms":
      for (const { alarm } of frame.data.items) board.takeAlarm(alarm);
      if (isCaughtUp && knownPosition !== null) knownPosition = Math.max(knownPosition, frame.position ?? 0);
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
      catchUp(frame.data.position);
      break;
    case "heartbeat":
      takeBeat(frame.data);
      break;
    case "reset":
      knownPosition = null;
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
      knownPosition = null;
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
    clearTimeout(readingAgain);
    stopMoment();
    stopStream();
  };
};
