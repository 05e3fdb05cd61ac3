import { describe, expect, test } from "vitest";
import type { Forecast } from "../../alerts/forecast/forecast.ts";
import { leadShare } from "../../bench/lead-time.ts";

const minuteMs = 60_000;
const downAtMs = 200 * minuteMs;
/** A forecast at a minute of a discharge of 200 minutes that is off by so much. */
const off = (minute: number, minutes: number): Forecast => {
  const p50 = 200 - minute + minutes;
  return { kind: "minutes", atMs: minute * minuteMs, p10: p50, p50, p90: p50 };
};

describe("the warning lead time", () => {
  test.each<readonly [what: string, forecasts: readonly Forecast[], share: number]>([
    ["runs from the first warning when all are right", [off(10, 20), off(100, 5), off(190, 0)], 0.95],
    ["leaves out those before that were wrong", [off(10, 90), off(100, 5), off(190, 0)], 0.5],
    [
      "does not begin before a stretch of wrong ones",
      [off(10, 0), off(50, 90), off(100, 90), off(150, 0)],
      0.25,
    ],
    ["is none when nobody knew", [{ kind: "unknown", atMs: 0, reason: "no-current" }], 0],
  ])("%s", (_, forecasts, share) => {
    expect(leadShare({ lostAtMs: 0, downAtMs, forecasts })).toBeCloseTo(share);
  });
});
