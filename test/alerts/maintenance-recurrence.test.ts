import fc from "fast-check";
import { describe, expect, test } from "vitest";
import { windowMsMax } from "../../alerts/limits.ts";
import { openingsFrom } from "../../alerts/maintenance/openings.ts";
import { MaintenancePlan } from "../../alerts/maintenance/plan.ts";
import type { WeeklyPeriod } from "../../alerts/maintenance/window.ts";
import { instantOf, isZone, localMs } from "../../alerts/maintenance/zone.ts";
import { nodeCode } from "../../telemetry/identifiers.ts";
import { emptyRows } from "../../telemetry/journal.ts";
import { windowOf } from "./maintenance-window.ts";
import { site } from "./stand.ts";

const minuteMs = 60_000;
const hourMs = 60 * minuteMs;
const dayMs = 24 * hourMs;

const weekly = (given: Partial<WeeklyPeriod>): WeeklyPeriod => ({
  kind: "weekly",
  days: [1, 2, 3, 4, 5, 6, 7],
  startMinute: 0,
  durationMinutes: 60,
  fromMs: 0,
  toMs: null,
  ...given,
});
const iso = (atMs: number): string => new Date(atMs).toISOString().slice(0, 16);
const openings = (period: WeeklyPeriod, zone: string, now: string): readonly string[] =>
  openingsFrom(windowOf({ period, zone }), Date.parse(now)).map(
    ({ fromMs, toMs }) => `${iso(fromMs)} ${iso(toMs)}`,
  );

describe("a window that returns every week", () => {
  test("opens by the clocks of its zone: 23:00 in Vietnam is 16:00 UTC", () => {
    const period = weekly({ days: [1], startMinute: 23 * 60, durationMinutes: 120 });
    expect(openings(period, "Asia/Ho_Chi_Minh", "2026-01-01T00:00Z")).toEqual([
      "2026-01-05T16:00 2026-01-05T18:00",
    ]);
  });

  test("is open beyond midnight, and still on the day after", () => {
    const period = weekly({ days: [7], startMinute: 23 * 60, durationMinutes: 180 });
    expect(openings(period, "UTC", "2026-01-05T01:00Z")[0]).toBe("2026-01-04T23:00 2026-01-05T02:00");
  });

  test.each([
    ["every day in winter", "2026-01-10T00:00Z", "2026-01-10T02:30 2026-01-10T03:30"],
    ["in summer, an hour earlier by UTC", "2026-07-10T00:00Z", "2026-07-10T01:30 2026-07-10T02:30"],
  ])("keeps its time of day: Berlin at 03:30, %s", (_name, now, expected) => {
    expect(openings(weekly({ startMinute: 210 }), "Europe/Berlin", now)[0]).toBe(expected);
  });

  test("a time that the clocks leap over is taken with the offset before the leap (RFC 5545 §3.3.5)", () => {
    const period = weekly({ startMinute: 150 });
    expect(openings(period, "Europe/Berlin", "2026-03-28T12:00Z")[0]).toBe(
      "2026-03-29T01:30 2026-03-29T02:30",
    );
  });

  test("a time that the clocks show twice means the first one, and the window lasts as long as ever", () => {
    const period = weekly({ startMinute: 150, durationMinutes: 90 });
    expect(openings(period, "Europe/Berlin", "2026-10-24T12:00Z").slice(0, 2)).toEqual([
      "2026-10-25T00:30 2026-10-25T02:00",
      "2026-10-26T01:30 2026-10-26T03:00",
    ]);
  });

  test("counts from fromMs and until toMs only", () => {
    const period = weekly({
      durationMinutes: 24 * 60,
      fromMs: Date.parse("2026-02-02T06:00Z"),
      toMs: Date.parse("2026-02-03T06:00Z"),
    });
    expect(openings(period, "UTC", "2026-01-01T00:00Z")).toEqual(["2026-02-02T06:00 2026-02-03T06:00"]);
    expect(openings(period, "UTC", "2026-02-03T06:00Z")).toEqual([]);
  });

  test("days that touch are one opening", () => {
    const period = weekly({ days: [5, 6, 7], durationMinutes: 1_440 });
    expect(openings(period, "UTC", "2026-01-01T00:00Z")[0]).toBe("2026-01-02T00:00 2026-01-05T00:00");
  });
});

/** Zones with an hour of summer time, half an hour, none, a quarter of an hour off UTC, and a day left out in 2011. */
const zones = [
  "Asia/Ho_Chi_Minh",
  "Europe/Berlin",
  "America/New_York",
  "Australia/Lord_Howe",
  "Asia/Kathmandu",
  "Pacific/Apia",
  "Africa/Casablanca",
] as const;

const instants = fc.integer({ min: Date.UTC(2010, 0, 1) / minuteMs, max: Date.UTC(2035, 0, 1) / minuteMs });
const zone = fc.constantFrom(...zones);

const periods = fc.record({
  days: fc.uniqueArray(fc.integer({ min: 1, max: 7 }), { minLength: 1, maxLength: 7 }),
  startMinute: fc.integer({ min: 0, max: 1_439 }),
  durationMinutes: fc.oneof(
    fc.integer({ min: 1, max: 1_440 }),
    fc.integer({ min: 1_440, max: windowMsMax / minuteMs }),
  ),
});

describe("laws of zones", () => {
  test("an instant comes back from what the clocks show, but for the second showing of a time", () => {
    fc.assert(
      fc.property(zone, instants, (name, minute) => {
        const atMs = minute * minuteMs;
        const shown = localMs(name, atMs);
        const back = instantOf(name, shown);
        expect(localMs(name, back)).toBe(shown);
        expect(back).toBeLessThanOrEqual(atMs);
        expect(atMs - back).toBeLessThanOrEqual(hourMs);
      }),
      { numRuns: 500 },
    );
  });

  test("only what the clocks leap over is not shown", () => {
    fc.assert(
      fc.property(zone, instants, (name, minute) => {
        const shownMs = minute * minuteMs;
        const leapMs = localMs(name, instantOf(name, shownMs)) - shownMs;
        expect([0, hourMs / 2, hourMs, dayMs]).toContain(leapMs);
        if (leapMs > 0) expect(localMs(name, instantOf(name, shownMs) - leapMs)).toBeLessThan(shownMs);
      }),
      { numRuns: 500 },
    );
  });

  test.each(["Asia/Ho_Chi_Minh", "UTC", "Etc/GMT-7"])("%s is a zone", (name) => {
    expect(isZone(name)).toBe(true);
  });

  test.each(["+07:00", "", "Saigon", "Asia/Bu_Dop", " UTC"])("%j is none", (name) => {
    expect(isZone(name)).toBe(false);
  });
});

describe("laws of recurring windows", () => {
  /** Said another way: some day of the zone within the duration before is one of the days, and it has begun. */
  const isOpen = (given: WeeklyPeriod, name: string, atMs: number): boolean => {
    const today = Math.floor(localMs(name, atMs) / dayMs);
    for (let day = today - Math.ceil(given.durationMinutes / 1_440) - 2; day <= today + 1; day++) {
      // 1970-01-01 was a Thursday.
      if (!given.days.includes(((((day + 3) % 7) + 7) % 7) + 1)) continue;
      const beganMs = instantOf(name, day * dayMs + given.startMinute * minuteMs);
      if (atMs >= beganMs && atMs < beganMs + given.durationMinutes * minuteMs) return true;
    }
    return false;
  };

  test("the plan covers exactly the openings, and nothing changes before nextChangeMs", () => {
    fc.assert(
      fc.property(
        periods,
        zone,
        instants,
        fc.array(fc.nat({ max: 9 * dayMs }), { maxLength: 8 }),
        (given, name, minute, steps) => {
          const nowMs = minute * minuteMs;
          const period = weekly(given);
          const plan = new MaintenancePlan(() => undefined);
          plan.put(emptyRows(), nowMs, windowOf({ period, zone: name }));
          const covered = (atMs: number): boolean =>
            plan.covering({ site, node: nodeCode("pwr"), maintenance: null }, atMs) !== null;
          expect(covered(nowMs)).toBe(isOpen(period, name, nowMs));
          const untilMs = plan.nextChangeMs(nowMs);
          expect(untilMs).toBeGreaterThan(nowMs);
          expect(untilMs - nowMs).toBeLessThanOrEqual(windowMsMax + 10 * dayMs);
          for (const step of steps) {
            const atMs = nowMs + step;
            if (atMs < untilMs) expect(isOpen(period, name, atMs)).toBe(isOpen(period, name, nowMs));
            expect(covered(atMs)).toBe(isOpen(period, name, atMs));
          }
        },
      ),
      { numRuns: 200 },
    );
  });

  test("each opening starts on one of the days at the minute, unless the clocks leap over it", () => {
    fc.assert(
      fc.property(periods, zone, instants, (given, name, minute) => {
        const period = weekly({ ...given, durationMinutes: Math.min(given.durationMinutes, 600) });
        for (const { fromMs, toMs } of openingsFrom(windowOf({ period, zone: name }), minute * minuteMs)) {
          const shown = localMs(name, fromMs);
          const leaptOver = shown !== Math.floor(shown / dayMs) * dayMs + period.startMinute * minuteMs;
          if (leaptOver) expect(localMs(name, fromMs - dayMs)).not.toBe(shown - dayMs);
          else expect(period.days).toContain(((new Date(shown).getUTCDay() + 6) % 7) + 1);
          expect((toMs - fromMs) % minuteMs).toBe(0);
          expect(toMs - fromMs).toBeGreaterThanOrEqual(period.durationMinutes * minuteMs);
        }
      }),
      { numRuns: 200 },
    );
  });
});
