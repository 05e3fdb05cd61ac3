import fc from "fast-check";
import { expect, test } from "vitest";
import { isActive } from "../../../firmware-sim/behaviours/behaviour.ts";
import { linkFlap } from "../../../firmware-sim/behaviours/link-flap.ts";

test("law: between the announced changes the link stays as it is, and at a change it turns", () => {
  const flap = fc.record({ downMs: fc.integer({ min: 1, max: 50 }), upMs: fc.integer({ min: 0, max: 50 }) });
  fc.assert(
    fc.property(flap, fc.integer({ min: 1, max: 300 }), ({ downMs, upMs }, lengthMs) => {
      const behaviour = linkFlap(
        { startsAtMs: 1000, endsAtMs: 1000 + lengthMs },
        { node: "mw1", downMs, upMs },
      );
      const isDown = (nowMs: number): boolean =>
        isActive(behaviour, nowMs) && behaviour.actions(nowMs, () => 0).length > 0;
      let nowMs = 990;
      while (nowMs < behaviour.endsAtMs) {
        const changeAtMs = behaviour.changesAtMs(nowMs);
        expect(changeAtMs).toBeGreaterThan(nowMs);
        for (let atMs = nowMs; atMs < changeAtMs; atMs++) expect(isDown(atMs)).toBe(isDown(nowMs));
        nowMs = changeAtMs;
      }
      expect(isDown(behaviour.endsAtMs)).toBe(false);
    }),
  );
});
