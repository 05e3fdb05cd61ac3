import type { Logger } from "./logger.ts";

/** Resolves at the first SIGINT or SIGTERM; a second one ends the process at once. */
export const untilStopped = (log: Logger): Promise<void> =>
  new Promise((resolve) => {
    let asked = false;
    const stop = (signal: string): void => {
      if (asked) process.exit(1);
      asked = true;
      log.info({ signal }, "stopping");
      resolve();
    };
    process.on("SIGINT", stop);
    process.on("SIGTERM", stop);
  });
