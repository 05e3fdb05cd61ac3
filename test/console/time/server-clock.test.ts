import { afterEach, expect, test, vi } from "vitest";
import {
  clockSkewMs,
  keepTime,
  learnServerTime,
  now,
  serverNowMs,
} from "../../../console/time/server-clock.ts";

const hourMs = 3_600_000;

afterEach(() => {
  vi.useRealTimers();
  learnServerTime("2026-01-05T10:00:00.000Z", Date.parse("2026-01-05T10:00:00.000Z"));
});

test.each([-2 * hourMs, 0, 3 * hourMs])(
  "a browser whose clock is %d ms off shows the platform's time",
  (offMs) => {
    const serverNow = "2026-01-05T10:00:00.000Z";
    vi.useFakeTimers({ now: Date.parse(serverNow) + offMs });
    learnServerTime(serverNow, Date.now());
    expect([clockSkewMs(), serverNowMs()]).toEqual([offMs === 0 ? 0 : -offMs, Date.parse(serverNow)]);
  },
);

test("the clock goes on each second until it is stopped", () => {
  vi.useFakeTimers({ now: 1_000_000 });
  learnServerTime(new Date(5_000_000).toISOString(), Date.now());
  const stop = keepTime();
  expect(now.value).toBe(5_000_000);
  vi.advanceTimersByTime(2_500);
  expect(now.value).toBe(5_002_000);
  stop();
  vi.advanceTimersByTime(5_000);
  expect(now.value).toBe(5_002_000);
});
