import fc from "fast-check";
import { describe, expect, test } from "vitest";
import { Course, type Point } from "../../alerts/rate-course.ts";
import { trendLine } from "../../alerts/rate-line.ts";
import { rateSamplesMax } from "../../alerts/rules/limits.ts";
import type { Rule } from "../../alerts/rules/rule.ts";
import { rulesFrom, ruleText } from "./rule-files.ts";
import { defaultRules, Stand } from "./stand.ts";

const s = 1_000;
const minute = 60 * s;
const startMs = Date.UTC(2026, 0, 1);

const rate = (...keys: string[]): readonly Rule[] =>
  rulesFrom(`rules:\n${ruleText("mine", "kind: rate", ...keys)}`);
const rise = rate(
  "metric: room.temperature",
  "direction: rise",
  "window: 10m",
  "levels: [{ severity: warning, change: 2 }, { severity: critical, change: 5 }]",
);

/** Transitions with the minute of their event, for one value a minute. */
const story = (rules: readonly Rule[], metric: string, values: readonly number[]): string[] => {
  const stand = new Stand(rules);
  for (const [index, value] of values.entries()) stand.read(metric, value, startMs + index * minute);
  return stand.transitions.map(
    ({ event, severity, eventAtMs }) => `${event} ${severity} ${(eventAtMs - startMs) / minute}`,
  );
};

const ramp = (from: number, step: number, count: number): number[] =>
  Array.from({ length: count }, (_, index) => Math.round((from + index * step) * 1_000) / 1_000);

describe("a rate", () => {
  test.each<[string, readonly number[], string[]]>([
    ["a steady value says nothing", Array.from({ length: 60 }, () => 24), []],
    ["exactly the change in exactly the window raises", ramp(24, 0.2, 11), ["raised warning 10"]],
    ["a little less does not", ramp(24, 0.19, 60), []],
    ["a jump raises at once, with the stronger severity", [24, 24, 30], ["raised critical 2"]],
    ["levels escalate one alarm", [24, 26, 29.1], ["raised warning 1", "updated critical 2"]],
    [
      "it clears when the window has passed the rise",
      [24, 26, ...Array.from({ length: 20 }, () => 26)],
      ["raised warning 1", "cleared warning 11"],
    ],
    ["a fall is no rise", ramp(34, -1, 20), []],
    ["what comes back from a dip within the window is a rise", [26, 24, 26], ["raised warning 2"]],
  ])("%s", (_promise, values, expected) => {
    expect(story(rise, "room.temperature", values)).toEqual(expected);
  });

  test("after a silence longer than the window nothing is known of the rise", () => {
    const stand = new Stand(rise);
    stand.read("room.temperature", 20, startMs);
    stand.read("room.temperature", 30, startMs + 11 * minute);
    expect(stand.story).toEqual([]);
  });

  test("late readings raise nothing, but the course knows them", () => {
    const stand = new Stand(rise);
    const nowMs = startMs + 60 * minute;
    const late = [20, 23].map((value, index) => ({
      metric: "room.temperature",
      value,
      tsMs: nowMs - (7 - index) * minute,
      lagMs: 400 * s,
    }));
    stand.evaluate({ readings: late }, nowMs);
    expect(stand.story).toEqual([]);
    stand.read("room.temperature", 23.5, nowMs);
    expect(stand.story).toEqual(["raised warning"]);
  });

  test("its alarm tells the change, the window and where the value goes", () => {
    const stand = new Stand(defaultRules());
    for (const [index, value] of [24, 25, 26.5].entries())
      stand.read("room.temperature", value, startMs + index * minute);
    const [alarm] = stand.system.list();
    expect(alarm).toMatchObject({
      type: "room-temperature-rise",
      trend: "rising",
      threshold: { observed: 2.5, raiseAt: 2, clearAt: 1, unit: "°C / 10m", direction: "high" },
    });
    expect(alarm?.text.en).toContain("rose by 2.5 °C in 10m, now 26.5 °C");
  });
});

describe("fuel theft", () => {
  const theft = defaultRules().filter(({ name }) => name === "genset-fuel-theft");
  const stopped = 0;
  const running = 2;
  const run = (moments: readonly (readonly [state: number | null, fuel: number])[]): readonly string[] => {
    const stand = new Stand(theft);
    for (const [index, [state, fuel]] of moments.entries()) {
      const tsMs = startMs + index * minute;
      const states = state === null ? [] : [{ metric: "genset.state", value: state, tsMs }];
      stand.evaluate({ readings: [...states, { metric: "genset.fuel", value: fuel, tsMs }] }, tsMs);
    }
    return stand.story;
  };

  test.each<[string, readonly (readonly [number | null, number])[], string[]]>([
    [
      "fuel that goes while the generator stands is theft",
      [
        [stopped, 80],
        [stopped, 74],
      ],
      ["raised major"],
    ],
    [
      "fuel that goes while it runs is not",
      [
        [running, 80],
        [running, 74],
      ],
      [],
    ],
    [
      "what was burnt before it stopped does not count",
      [
        [running, 80],
        [running, 74],
        [stopped, 74],
        [null, 73],
      ],
      [],
    ],
    [
      "while nobody knows whether it runs nothing is said",
      [
        [null, 80],
        [null, 60],
      ],
      [],
    ],
    [
      "a run between two readings of the fuel starts anew",
      [
        [stopped, 80],
        [running, 80],
        [stopped, 74],
      ],
      [],
    ],
  ])("%s", (_promise, moments, expected) => {
    expect(run(moments)).toEqual(expected);
  });

  test("a start that is reported between two readings of the fuel forgets what came before", () => {
    const stand = new Stand(theft);
    stand.read("genset.state", stopped, startMs);
    stand.read("genset.fuel", 80, startMs);
    stand.read("genset.state", running, startMs + minute);
    stand.read("genset.state", stopped, startMs + 3 * minute);
    stand.read("genset.fuel", 70, startMs + 4 * minute);
    expect(stand.story).toEqual([]);
    stand.read("genset.fuel", 64, startMs + 5 * minute);
    expect(stand.story).toEqual(["raised major"]);
  });
});

describe("the course of a value", () => {
  const windowMs = 10 * minute;
  const walk = fc.array(fc.tuple(fc.integer({ min: 1, max: 200 * s }), fc.integer({ min: -20, max: 20 })), {
    minLength: 1,
    maxLength: 120,
  });
  const readingsOf = (steps: readonly (readonly [number, number])[]): Point[] => {
    let now: Point = { tsMs: startMs, value: 24 };
    return steps.map(([afterMs, tenths]) => {
      now = { tsMs: now.tsMs + afterMs, value: Math.round(now.value * 10 + tenths) / 10 };
      return now;
    });
  };

  test("rateSamplesMax: it never keeps more points of the window than that, and a border", () => {
    fc.assert(
      fc.property(walk, (steps) => {
        const course = new Course(windowMs, 0);
        let before: Point = { tsMs: 0, value: 0 };
        for (const now of readingsOf(steps)) {
          course.follow(now, before);
          expect(course.body()?.over.length ?? 0).toBeLessThanOrEqual(rateSamplesMax + 1);
          before = now;
        }
      }),
    );
  });

  test("no reading of the window is missed by more than twice the tolerance, when they come slowly enough", () => {
    fc.assert(
      fc.property(walk, (steps) => {
        const course = new Course(windowMs, 0.5);
        const slow = steps.map(([afterMs, tenths]) => [afterMs + windowMs / rateSamplesMax, tenths] as const);
        const readings = readingsOf(slow);
        let before: Point = { tsMs: 0, value: 0 };
        for (const [index, now] of readings.entries()) {
          course.follow(now, before);
          const points = course.pointsUpTo(now, before).map(({ value }) => value);
          const inWindow = readings.slice(0, index + 1).filter(({ tsMs }) => tsMs >= now.tsMs - windowMs);
          const lowest = Math.min(...inWindow.map(({ value }) => value));
          expect(Math.min(...points)).toBeLessThanOrEqual(lowest + 2 * 0.5 + 1e-9);
          before = now;
        }
      }),
    );
  });

  test("a straight line is found again", () => {
    fc.assert(
      fc.property(
        fc.double({ min: -5, max: 5, noNaN: true }).filter((slope) => Math.abs(slope) > 0.001),
        fc.array(fc.integer({ min: 1, max: 600 }), { minLength: 3, maxLength: 40 }),
        (slopePerMinute, gaps) => {
          let tsMs = startMs;
          const points = gaps.map((gap) => {
            tsMs += gap * s;
            return { tsMs, value: ((tsMs - startMs) / minute) * slopePerMinute };
          });
          const line = trendLine(points);
          expect(line.slopePerMs * minute).toBeCloseTo(slopePerMinute, 6);
          expect(line.fit).toBeCloseTo(1, 6);
        },
      ),
    );
  });
});

describe("a forecast", () => {
  const forecast = rulesFrom(
    `rules:\n${ruleText(
      "mine",
      "kind: forecast",
      "metric: dc.bus.voltage",
      "direction: below",
      "limit: 46",
      "window: 20m",
      "levels: [{ severity: warning, within: 60m }, { severity: major, within: 30m }]",
    )}`,
  );

  test("a value that falls in a line is told before it reaches the limit, and escalates", () => {
    // 0.1 V a minute from 54 V: at 46 V after 80 minutes, less than 60 minutes before that at 21, less than 30 at 51.
    expect(story(forecast, "dc.bus.voltage", ramp(54, -0.1, 60))).toEqual([
      "raised warning 21",
      "updated major 51",
    ]);
  });

  test.each<[string, readonly number[]]>([
    ["a steady value has no limit ahead", Array.from({ length: 120 }, () => 47)],
    ["one that goes the other way has none", ramp(47, 0.1, 60)],
    ["four points are no trend", ramp(50, -0.5, 4)],
    [
      "noise is no trend",
      Array.from({ length: 120 }, (_, index) => 50 + ((index * 7) % 5) - (index % 2) * 2),
    ],
  ])("%s", (_promise, values) => {
    expect(story(forecast, "dc.bus.voltage", values)).toEqual([]);
  });

  test("it clears when the value stays where it is", () => {
    const values = [...ramp(54, -0.1, 30), ...Array.from({ length: 40 }, () => 51.1)];
    const transitions = story(forecast, "dc.bus.voltage", values);
    expect(transitions[0]).toBe("raised warning 21");
    expect(transitions.at(-1)).toMatch(/^cleared warning/);
  });

  test("by default it speaks on battery only, and ends when mains is back", () => {
    const rules = defaultRules().filter(({ name }) => name === "dc-bus-forecast");
    const stand = new Stand(rules);
    const values = ramp(54, -0.2, 30);
    for (const [index, value] of values.entries())
      stand.read("dc.bus.voltage", value, startMs + index * minute);
    expect(stand.story).toEqual([]);
    const lostMs = startMs + 30 * minute;
    stand.read("mains.present", 0, lostMs);
    for (const [index, value] of ramp(54, -0.2, 20).entries())
      stand.read("dc.bus.voltage", value, lostMs + index * minute);
    expect(stand.story).toEqual(["raised warning", "updated major"]);
    expect(stand.system.list()[0]?.text.en).toMatch(/down to 46 V in about \d+ min/);
    stand.read("mains.present", 1, lostMs + 20 * minute);
    expect(stand.story).toEqual(["raised warning", "updated major", "cleared major"]);
  });
});
