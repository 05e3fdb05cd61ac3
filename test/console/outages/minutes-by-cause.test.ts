import fc from "fast-check";
import { expect, test } from "vitest";
import { causeClasses } from "../../../console/outages/cause.ts";
import { minutesByCause } from "../../../console/outages/minutes-by-cause.ts";

test("no outages have lost no minutes, of any class", () => {
  expect(minutesByCause([])).toEqual({ power: 0, transmission: 0, equipment: 0, planned: 0, unknown: 0 });
});

test("minutes are summed by the class of their cause", () => {
  const outages = [
    { class: "power", minutes: 12 },
    { class: "planned", minutes: 60 },
    { class: "power", minutes: 3 },
  ] as const;
  expect(minutesByCause(outages)).toMatchObject({ power: 15, planned: 60, unknown: 0 });
});

test("every minute is in one class, whatever the order", () => {
  const outage = fc.record({ class: fc.constantFrom(...causeClasses), minutes: fc.nat(10_000) });
  fc.assert(
    fc.property(fc.array(outage), (outages) => {
      const sums = minutesByCause(outages);
      const all = Object.values(sums).reduce((total, minutes) => total + minutes, 0);
      expect(all).toBe(outages.reduce((total, { minutes }) => total + minutes, 0));
      expect(minutesByCause(outages.toReversed())).toEqual(sums);
    }),
  );
});
