import { afterEach, beforeEach, expect, test, vi } from "vitest";
import { isStale, lastBeat, staleAfterMs } from "../../../console/live/freshness.ts";
import { now } from "../../../console/time/server-clock.ts";

beforeEach(() => {
  vi.useFakeTimers({ toFake: ["performance"] });
});

afterEach(() => {
  vi.useRealTimers();
  lastBeat.value = null;
});

/** Time goes by, and the page's clock ticks. */
const pass = (milliseconds: number): void => {
  vi.advanceTimersByTime(milliseconds);
  now.value += 1;
};

test("a board is stale after 15 s without a heartbeat, and fresh again with the next", () => {
  lastBeat.value = { serverAt: "2026-01-05T10:00:00.000Z", steadyMs: performance.now() };
  pass(staleAfterMs);
  expect(isStale.value).toBe(false);
  pass(1);
  expect([isStale.value, staleAfterMs]).toEqual([true, 15_000]);
  lastBeat.value = { serverAt: "2026-01-05T10:00:15.001Z", steadyMs: performance.now() };
  expect(isStale.value).toBe(false);
});

test("before the first sign of life nothing is called stale", () => {
  pass(60_000);
  expect(isStale.value).toBe(false);
});
