import fc from "fast-check";
import { expect, test } from "vitest";
import { marksOf } from "../../../console/charts/alarm-marks.ts";

const period = { fromMs: 1_000, toMs: 9_000 };

const change = (id: string, event: string, atMs: number, sequence = atMs) => ({
  ...{ sequence, event, severity: "major" as const, eventAt: new Date(atMs).toISOString() },
  alarm: { id },
});

const mark = (fromMs: number, toMs: number) => ({ severity: "major", fromMs, toMs });

test("an alarm is marked from its raise to its clear, in whatever order the changes come", () => {
  const changes = [change("a", "cleared", 4_000), change("b", "operator-cleared", 5_000)];
  const raised = [change("b", "raised", 3_000), change("a", "raised", 2_000)];
  expect(marksOf([...changes, ...raised], period)).toEqual([mark(2_000, 4_000), mark(3_000, 5_000)]);
});

test("one that was raised before begins with the period, one that lasts ends with it", () => {
  const changes = [change("a", "cleared", 4_000), change("a", "raised", 6_000)];
  expect(marksOf(changes, period)).toEqual([mark(1_000, 4_000), mark(6_000, 9_000)]);
});

test("raised and cleared in one instant, newest first: it does not last, nor did it begin earlier", () => {
  const changes = [change("a", "cleared", 4_000, 2), change("a", "raised", 4_000, 1)];
  expect(marksOf(changes, period)).toEqual([mark(4_000, 4_000)]);
});

test("a second clear tells nothing new", () => {
  const changes = [
    change("a", "raised", 2_000),
    change("a", "operator-cleared", 3_000),
    change("a", "cleared", 4_000),
  ];
  expect(marksOf(changes, period)).toEqual([mark(2_000, 3_000)]);
});

test("a mark keeps the severity with which its alarm was raised", () => {
  const raised = { ...change("a", "raised", 2_000), severity: "critical" as const };
  expect(marksOf([raised, change("a", "cleared", 3_000)], period)).toMatchObject([{ severity: "critical" }]);
});

const someChange = fc
  .tuple(
    fc.constantFrom("a", "b", "c"),
    fc.constantFrom("raised", "cleared", "operator-cleared", "updated", "acknowledged"),
    fc.integer({ min: 0, max: 10_000 }),
  )
  .map(([id, event, atMs]) => change(id, event, atMs));

test("marks lie within the period, begin before they end, and those of one alarm don't overlap", () => {
  fc.assert(
    fc.property(fc.array(someChange, { maxLength: 30 }), (changes) => {
      for (const { fromMs, toMs } of marksOf(changes, period)) {
        expect(fromMs).toBeGreaterThanOrEqual(period.fromMs);
        expect(toMs).toBeLessThanOrEqual(period.toMs);
        expect(fromMs).toBeLessThanOrEqual(toMs);
      }
      const own = marksOf(
        changes.filter(({ alarm }) => alarm.id === "a"),
        period,
      );
      for (const [place, { fromMs }] of own.entries()) {
        expect(fromMs).toBeGreaterThanOrEqual(own[place - 1]?.toMs ?? 0);
      }
    }),
  );
});
