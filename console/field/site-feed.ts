import { type Signal, signal } from "@preact/signals";
import type { BriefAlarmView, LatestView, SiteView } from "../../api/contract.ts";
import type { StreamFrame } from "../live/frames.ts";
import { lastBeat } from "../live/freshness.ts";
import { holdStream } from "../live/shared-stream.ts";
import { ask, type Page, RequestRefused, withQuery } from "../request/request.ts";
import { findViewer } from "../session/session.ts";
import { learnServerTime, serverNowMs } from "../time/server-clock.ts";
import { type SiteSnapshot, withAlarm, withLatest, withState } from "./kept-site.ts";
import { dropSite, missingSites, mySites, saveSite, showSnapshot } from "./my-sites.ts";

/** A read that takes longer is given up: the line has died, and what is kept is shown with its age. */
const readMs = 60_000;
/** Forecasts and visitors are not in the stream. */
const readAgainEveryMs = 60_000;
const saveEveryMs = 30_000;

/** Sites that were read since the stream last broke: what is shown of them is the present while it beats. */
export const freshSites: Signal<ReadonlySet<string>> = signal(new Set());

const sitePath = (code: string): string => `/api/v1/sites/${encodeURIComponent(code)}`;

const snapshotOf = (code: string): SiteSnapshot | null => mySites.peek()?.get(code)?.snapshot ?? null;

const changeSnapshot = (code: string, next: (snapshot: SiteSnapshot) => SiteSnapshot): void => {
  const snapshot = snapshotOf(code);
  if (snapshot !== null) showSnapshot(code, next(snapshot));
};

const giveUpWith = (stopped: AbortSignal): AbortSignal =>
  AbortSignal.any([stopped, AbortSignal.timeout(readMs)]);

const readWhole = async (code: string, stopped: AbortSignal): Promise<void> => {
  const options = { signal: giveUpWith(stopped) };
  const [site, alarms, latest] = await Promise.all([
    ask<SiteView>(sitePath(code), options),
    ask<Page<BriefAlarmView>>(
      withQuery("/api/v1/alarms", { site: code, cleared: false, brief: true, limit: 200 }),
      options,
    ),
    ask<Page<LatestView>>(`${sitePath(code)}/latest`, options),
  ]);
  if (stopped.aborted) return;
  showSnapshot(code, { readAtMs: serverNowMs(), site, alarms: alarms.items, latest: latest.items });
  freshSites.value = new Set(freshSites.peek()).add(code);
  await saveSite(code);
};

const readSite = async (code: string, stopped: AbortSignal): Promise<void> => {
  try {
    if (!freshSites.peek().has(code)) return await readWhole(code, stopped);
    const site = await ask<SiteView>(sitePath(code), { signal: giveUpWith(stopped) });
    if (!stopped.aborted) changeSnapshot(code, (snapshot) => ({ ...snapshot, site }));
  } catch (error) {
    if (!(error instanceof RequestRefused) || error.problem.status !== 404) return;
    missingSites.value = new Set(missingSites.peek()).add(code);
    await dropSite(code);
  }
};

const takeBeat = (at: string): void => {
  learnServerTime(at, Date.now());
  lastBeat.value = { serverAt: at, steadyMs: performance.now() };
  for (const code of freshSites.peek()) {
    changeSnapshot(code, (snapshot) => ({ ...snapshot, readAtMs: Date.parse(at) }));
  }
};

const takeChange = (frame: StreamFrame): void => {
  switch (frame.event) {
    case "alarms":
      for (const { alarm } of frame.data.items) {
        changeSnapshot(alarm.site, (snapshot) => withAlarm(snapshot, alarm));
      }
      break;
    case "latest":
      for (const site of new Set(frame.data.items.map((item) => item.site))) {
        const items = frame.data.items.filter((item) => item.site === site);
        changeSnapshot(site, (snapshot) => withLatest(snapshot, items));
      }
      break;
    case "site": {
      const { site, ...state } = frame.data;
      changeSnapshot(site, (snapshot) => withState(snapshot, state));
      break;
    }
    default:
  }
};

/**
 * Reads these sites and follows them; one after the other, the first first, since a thin line carries one at a time.
 * What arrives is kept on the disk. Gives back how to stop.
 */
export const followSites = (codes: readonly string[]): (() => void) => {
  const stop = new AbortController();
  const readAll = async (): Promise<void> => {
    for (const code of codes) {
      if (stop.signal.aborted) return;
      await readSite(code, stop.signal);
    }
  };
  const saveAll = (): void => {
    for (const code of freshSites.peek()) void saveSite(code);
  };
  const take = (frame: StreamFrame): void => {
    if (frame.event === "hello" || frame.event === "reset") freshSites.value = new Set();
    if (frame.event === "hello" || frame.event === "heartbeat") takeBeat(frame.data.now);
    if (frame.event === "end") void findViewer();
    if (frame.event === "hello" || frame.event === "reset") void readAll();
    if (frame.event === "visit") void readSite(frame.data.site, stop.signal);
    takeChange(frame);
  };
  const events = "alarm,visit,site,latest";
  const site = codes.join(",");
  const close = holdStream(() => withQuery("/api/v1/stream", { events, site, brief: true }), take);
  const timers = [setInterval(() => void readAll(), readAgainEveryMs), setInterval(saveAll, saveEveryMs)];
  document.addEventListener("visibilitychange", saveAll);
  return () => {
    stop.abort();
    close();
    timers.forEach(clearInterval);
    document.removeEventListener("visibilitychange", saveAll);
    saveAll();
    freshSites.value = new Set();
  };
};
