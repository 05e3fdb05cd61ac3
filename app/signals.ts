import type { Logger } from "./logger.ts";

/** Resolves at the first SIGINT, SIGTERM or SIGHUP; a second one ends the process at once. */
export const untilStopped = (log: Logger): Promise<void> =>
  new Promise((resolve) => {
    let asked = false;
    const stop = (signal: string): void => {
      if (asked) process.exit(1);
      asked = true;
      log.info({ signal }, "stopping");
      resolve();
    };
    for (const signal of ["SIGINT", "SIGTERM", "SIGHUP"]) process.on(signal, stop);
  });
