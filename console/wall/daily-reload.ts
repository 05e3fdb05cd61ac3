import { isStale } from "../live/freshness.ts";
import { serverNowMs } from "../time/server-clock.ts";
import { reloadDelayMs } from "./reload-time.ts";

const tryAgainMs = 60_000;

/** Loads the page anew each night, while the platform is there; gives back how to stop. */
export const keepReloading = (): (() => void) => {
  let timer: ReturnType<typeof setTimeout> | undefined;
  const reload = (): void => {
    if (isStale.peek()) timer = setTimeout(reload, tryAgainMs);
    else location.reload();
  };
  timer = setTimeout(reload, reloadDelayMs(serverNowMs()));
  return () => clearTimeout(timer);
};
