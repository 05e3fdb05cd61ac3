import fc from "fast-check";
import { expect, test } from "vitest";
import { reloadDelayMs } from "../../../console/wall/reload-time.ts";

const hourMs = 3_600_000;

test("the wall loads anew at 04:00 in Vietnam, at least an hour and at most a day and an hour from now", () => {
  fc.assert(
    fc.property(fc.integer({ min: 0, max: 4_000_000_000_000 }), (nowMs) => {
      const delayMs = reloadDelayMs(nowMs);
      expect(delayMs).toBeGreaterThanOrEqual(hourMs);
      expect(delayMs).toBeLessThan(25 * hourMs);
      expect(new Date(nowMs + delayMs).toISOString().slice(11)).toBe("21:00:00.000Z");
    }),
  );
});
