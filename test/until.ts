import { vi } from "vitest";

/** Waits until a promise of the system holds: generous in time, so that a slow machine is no failure. */
export const until = <T>(holds: () => T | Promise<T>): Promise<T> =>
  vi.waitFor(holds, { timeout: 20_000, interval: 10 });
