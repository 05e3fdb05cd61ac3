import { signal } from "@preact/signals";

/** Shown beside the clock when it is larger than this. */
export const skewShownMs = 60_000;

const key = "clock-offset-ms";

/** What was learnt before: a phone whose clock is hours off is so without a network too. */
const keptOffsetMs = (): number => {
  const kept = Number(globalThis.localStorage?.getItem(key) ?? 0);
  return Number.isFinite(kept) && Math.abs(kept) > skewShownMs ? kept : 0;
};

/** The platform's time less this browser's, ms: a phone's clock may be hours off. */
const offsetMs = signal(keptOffsetMs());

/** Learns the platform's time from a heartbeat. */
export const learnServerTime = (serverNow: string, browserNowMs: number): void => {
  offsetMs.value = Date.parse(serverNow) - browserNowMs;
  globalThis.localStorage?.setItem(key, String(Math.round(offsetMs.value)));
};

/** How far this browser's clock is behind the platform's, ms. */
export const clockSkewMs = (): number => offsetMs.value;

/** The platform's time now by what was learnt, ms since 1970 UTC. */
export const serverNowMs = (): number => Date.now() + offsetMs.peek();

/** The platform's time, renewed each second while somebody shows it. */
export const now = signal(Date.now());

/** Lets `now` go; gives back how to stop it. */
export const keepTime = (): (() => void) => {
  const tick = (): void => {
    now.value = serverNowMs();
  };
  tick();
  const timer = setInterval(tick, 1_000);
  return () => clearInterval(timer);
};
