import fc from "fast-check";
import { describe, expect, test } from "vitest";
import { bordersAround, HoursWatch, inHours } from "../../alerts/combination-hours.ts";
import { emptyRows } from "../../telemetry/journal.ts";
import { problemsOf, rulesFrom, ruleText } from "./rule-files.ts";
import { defaultRules, Stand } from "./stand.ts";

const s = 1_000;
const hour = 3_600 * s;
const midnight = Date.UTC(2026, 0, 1);
/** Hours by the clocks of Vietnam, seven ahead of UTC. */
const clock = (hours: number): number => midnight + (hours - 7) * hour;

const night = (name: string, ...keys: string[]) =>
  rulesFrom(`rules:\n${ruleText(name, "kind: combination", "severity: major", ...keys)}`);

const openAtNight = night(
  "open-at-night",
  'all: [{ metric: door.open, is: true }, { hours: "22:00-05:00", zone: Asia/Ho_Chi_Minh }]',
);

/** Lets time pass as the platform does: a tick when the system asks for one, never later than `untilMs`. */
const passTo = (stand: Stand, fromMs: number, untilMs: number): void => {
  let nowMs = fromMs;
  for (;;) {
    const dueMs = Math.max(stand.system.nextDueMs(), nowMs + 100);
    if (dueMs > untilMs) return;
    nowMs = dueMs;
    stand.tick(nowMs);
  }
};

const told = (stand: Stand): readonly string[] =>
  stand.transitions.map(
    ({ event, severity, node, eventAtMs }) => `${event} ${severity} ${node} ${(eventAtMs - clock(0)) / hour}`,
  );

describe("hours begin and end while no reading comes", () => {
  test("what holds when they begin raises at once, and clears at once when they end", () => {
    const stand = new Stand(openAtNight);
    stand.read("door.open", 1, clock(20));
    passTo(stand, clock(20), clock(40));
    expect(told(stand)).toEqual(["raised major pwr 22", "cleared major pwr 29"]);
  });

  test("while nothing is known of what such rules ask, time has nothing to decide", () => {
    const stand = new Stand(openAtNight);
    stand.read("room.humidity", 50, clock(20));
    stand.tick(clock(20));
    expect(stand.system.nextDueMs()).toBe(Number.POSITIVE_INFINITY);
    stand.read("door.open", 0, clock(20) + s);
    stand.tick(clock(20) + s);
    expect(stand.system.nextDueMs()).toBe(clock(22));
  });

  test("what does not hold, or is not known, raises nothing", () => {
    const stand = new Stand(openAtNight);
    stand.read("door.open", 0, clock(20));
    passTo(stand, clock(20), clock(24 * 3));
    expect(told(stand)).toEqual([]);
  });

  test("the delays of the rule run from the border on, and time alone completes them", () => {
    const stand = new Stand(
      night(
        "open-at-night",
        "for: 10m",
        "keep_firing_for: 30m",
        'all: [{ metric: door.open, is: true }, { hours: "22:00-05:00", zone: Asia/Ho_Chi_Minh }]',
      ),
    );
    stand.read("door.open", 1, clock(20));
    passTo(stand, clock(20), clock(40));
    expect(told(stand)).toEqual([`raised major pwr ${22 + 1 / 6}`, "cleared major pwr 29.5"]);
  });

  test("an escalation by the hour comes and goes with the clock", () => {
    const rules = rulesFrom(
      `rules:\n${ruleText(
        "door",
        "kind: state",
        "metric: door.open",
        "is: true",
        "severity: minor",
        'escalate: [{ severity: critical, all: [{ hours: "22:00-05:00", zone: Asia/Ho_Chi_Minh }] }]',
      )}`,
    );
    const stand = new Stand(rules);
    stand.read("door.open", 1, clock(20));
    passTo(stand, clock(20), clock(30));
    expect(told(stand)).toEqual(["raised minor pwr 20", "updated critical pwr 22", "updated minor pwr 29"]);
  });

  test("an alarm that was raised before the hours counts when they begin", () => {
    const text = `rules:\n${[
      ruleText(
        "dark-night",
        "kind: combination",
        "severity: critical",
        'all: [{ alert: dark }, { hours: "22:00-05:00", zone: Asia/Ho_Chi_Minh }]',
      ),
      ruleText("dark", "kind: state", "metric: mains.present", "is: false", "severity: major"),
    ].join("")}`;
    const stand = new Stand(rulesFrom(text));
    stand.read("mains.present", 0, clock(20));
    passTo(stand, clock(20), clock(30));
    expect(told(stand)).toEqual(["raised major pwr 20", "raised critical pwr 22", "cleared critical pwr 29"]);
  });

  test("a reading from before the border that comes after it does not undo what the clock decided", () => {
    const stand = new Stand(openAtNight);
    stand.read("door.open", 1, clock(20));
    passTo(stand, clock(20), clock(22));
    const late = { metric: "door.open", value: 1, tsMs: clock(22) - 10 * s, lagMs: 12 * s };
    stand.evaluate({ readings: [late] }, clock(22) + 2 * s);
    passTo(stand, clock(22) + 2 * s, clock(23));
    expect(stand.story).toEqual(["raised major"]);
  });

  test("a border that passes while the platform is away is answered when it is back", () => {
    const stand = new Stand(openAtNight);
    stand.read("door.open", 1, clock(20));
    passTo(stand, clock(20), clock(21));
    stand.restart(clock(23));
    passTo(stand, clock(23), clock(24));
    expect(told(stand)).toEqual(["raised major pwr 22"]);
    stand.restart(clock(31));
    passTo(stand, clock(31), clock(32));
    expect(stand.story).toEqual(["raised major", "cleared major"]);
  });

  test("a border that was answered is not answered again after a restart: what an operator cleared stays cleared", () => {
    const stand = new Stand(openAtNight);
    stand.read("door.open", 1, clock(20));
    passTo(stand, clock(20), clock(23));
    const [raised] = stand.system.list();
    stand.system.clear(stand.rows, clock(23), { id: raised?.id ?? "", actor: "noc", note: null });
    stand.restart(clock(23));
    passTo(stand, clock(23), clock(28));
    expect(stand.story).toEqual(["raised major", "operator-cleared major"]);
  });

  test("the default rule for intrusion ends with the night though nothing is heard any more", () => {
    const stand = new Stand(defaultRules().filter(({ name }) => name === "intrusion"));
    const nowMs = clock(28);
    const reading = (node: string, metric: string) => ({ node, metric, value: 1, tsMs: nowMs });
    stand.evaluate({ readings: [reading("door", "door.open"), reading("pir", "motion.detected")] }, nowMs);
    passTo(stand, nowMs, clock(35));
    expect(stand.story).toEqual(["raised major", "cleared major"]);
  });
});

describe("borders", () => {
  const minute = 60 * s;
  const term = (fromMinute: number, toMinute: number, zone: string) =>
    ({ kind: "hours", fromMinute, toMinute, zone }) as const;

  test("nothing changes between two of them, and something does at each, whatever the clocks do", () => {
    // Lord Howe leaps by half an hour, Chatham is 45 minutes off, Kyiv and New York by an hour.
    const zones = [
      "Asia/Ho_Chi_Minh",
      "Europe/Kyiv",
      "America/New_York",
      "Australia/Lord_Howe",
      "Pacific/Chatham",
    ];
    fc.assert(
      fc.property(
        fc.constantFrom(...zones),
        fc.tuple(fc.integer({ min: 0, max: 1_439 }), fc.integer({ min: 0, max: 1_439 })),
        fc.integer({ min: Date.UTC(2026, 0, 1), max: Date.UTC(2027, 0, 1) }),
        (zone, [from, to], atMs) => {
          const hours = term(from, to, zone);
          const { lastMs, nextMs } = bordersAround([hours], atMs);
          const now = inHours(hours, atMs);
          fc.pre(from !== to);
          expect(lastMs <= atMs && nextMs > atMs).toBe(true);
          expect([inHours(hours, lastMs - 1), inHours(hours, nextMs)]).toEqual([!now, !now]);
          for (let each = lastMs; each < nextMs; each += minute) {
            expect(inHours(hours, each)).toBe(now);
          }
        },
      ),
      { numRuns: 40, examples: [["Europe/Kyiv", [180, 240], Date.UTC(2026, 2, 28, 20)]] },
    );
  });

  test("hours that are no span are refused, and what is wrong and how to mend it is said", () => {
    const problem = (hours: string) =>
      problemsOf(
        `rules:\n${ruleText("x", "kind: combination", "severity: major", `all: [{ hours: "${hours}", zone: UTC }]`)}`,
      );
    expect(problem("22:00-22:00")).toEqual([expect.stringContaining("empty span of hours")]);
    expect(problem("22:00")).toEqual([expect.stringContaining("use a span like 22:00-05:00")]);
  });

  test("hours that the clocks show twice begin twice, hours that they leap over end where they leap to", () => {
    const kyiv = "Europe/Kyiv";
    // 2026-03-29 01:00 UTC: 03:00 becomes 04:00. 2026-10-25 01:00 UTC: 04:00 becomes 03:00.
    const leap = Date.UTC(2026, 2, 29, 1);
    expect(bordersAround([term(150, 210, kyiv)], leap - minute).nextMs).toBe(leap);
    const back = Date.UTC(2026, 9, 25, 1);
    const twice = term(180, 210, kyiv);
    expect(bordersAround([twice], back - 59 * minute)).toEqual({
      lastMs: back - hour,
      nextMs: back - 30 * minute,
    });
    expect(bordersAround([twice], back - minute).nextMs).toBe(back);
  });
});

test("thousands of places and hundreds of rules with the same hours cost what one of them costs", {
  timeout: 2_000,
}, () => {
  const hours = { kind: "hours", fromMinute: 1_320, toMinute: 300, zone: "Asia/Ho_Chi_Minh" } as const;
  const watch = new HoursWatch<{ readonly name: string }>();
  const rules = Array.from({ length: 1_000 }, (_none, each) => ({ name: `rule-${each}` }));
  watch.take(new Map(rules.map((rule) => [rule, Array.from({ length: 10 }, () => ({ ...hours }))])));
  expect(watch.cross({ rows: emptyRows(), nowMs: clock(1) })).toEqual([]);
  expect([watch.nextMs(), watch.answeredMs("rule-999")]).toEqual([clock(5), clock(-2)]);
});
