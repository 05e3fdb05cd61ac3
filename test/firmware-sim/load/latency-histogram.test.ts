import fc from "fast-check";
import { expect, test } from "vitest";
import { LatencyHistogram } from "../../../firmware-sim/load/latency-histogram.ts";

test("an empty histogram answers 0", () => {
  expect(new LatencyHistogram().percentiles()).toEqual({ p50: 0, p99: 0, p999: 0, max: 0 });
});

test("law: a percentile is never below the true one and at most 1.6 % and 1 µs above it", () => {
  const latencies = fc.array(fc.integer({ min: 0, max: 60_000_000 }), { minLength: 1, maxLength: 200 });
  const shares = fc.constantFrom(0.01, 0.5, 0.9, 0.99, 0.999, 1);
  fc.assert(
    fc.property(latencies, shares, (microseconds, share) => {
      const histogram = new LatencyHistogram();
      for (const each of microseconds) histogram.record(each / 1000);
      const sorted = microseconds.toSorted((a, b) => a - b);
      const truth = (sorted[Math.ceil(share * sorted.length) - 1] ?? 0) / 1000;
      const measured = histogram.percentile(share);
      expect(measured).toBeGreaterThanOrEqual(truth);
      expect(measured).toBeLessThanOrEqual(truth * 1.016 + 0.001);
    }),
  );
});
