import type { Logger } from "./logger.ts";

/**
 * Resolves at the first SIGINT or SIGTERM; a second one ends the process at once. SIGHUP does the same unless something
 * else is to be done then.
 */
export const untilStopped = (log: Logger, hungUp?: () => void): Promise<void> =>
  new Promise((resolve) => {
    let asked = false;
    const stop = (signal: string): void => {
      if (asked) process.exit(1);
      asked = true;
      log.info({ signal }, "stopping");
      resolve();
    };
    for (const signal of ["SIGINT", "SIGTERM"]) process.on(signal, stop);
    process.on("SIGHUP", hungUp ?? stop);
  });
