import fc from "fast-check";
import { describe, expect, test } from "vitest";
import type { Alarm } from "../../alerts/alarm.ts";
import { alarmValues } from "../../alerts/notification/fields.ts";
import { Hours, hoursSchema } from "../../alerts/notification/hours.ts";
import { escalationSchema } from "../../alerts/notification/rota.ts";
import { fillTemplate, readTemplate, TemplateError } from "../../alerts/notification/template.ts";
import { localTime, numberWords, spanWords } from "../../alerts/notification/words.ts";
import { routeSchema } from "../../alerts/routes.ts";
import { alarmAt } from "./correlation-stand.ts";

const minute = 60_000;
const hour = 60 * minute;

describe("a template", () => {
  const fields = new Set(["site", "ticket"]);
  const fill = (text: string): string =>
    fillTemplate(readTemplate(text, fields), { site: "BPH0001", ticket: "" });

  test.each([
    ["{site} is down", "BPH0001 is down"],
    ["{{site}} {site}", "{site} BPH0001"],
    ["{?ticket}ticket {ticket}{/ticket}{?site}at {site}{/site}", "at BPH0001"],
    ["{?site}a{?ticket}b{/ticket}c{/site}", "ac"],
    ["", ""],
  ])("%j gives %j", (text, expected) => {
    expect(fill(text)).toBe(expected);
  });

  test.each([
    ["{sitte}", '"sitte" at character 1 is no field; there are site, ticket'],
    ["a {?site} b", "{?site} has no end: add {/site}"],
    ["a {/site}", "{/site} at character 3 ends what {?site} did not begin last"],
    ["{?site}{?ticket}{/site}{/ticket}", "{/site} at character 17 ends what {?site} did not begin last"],
    ["a { b", '"{" at character 3 is no field: write {{ or }} for the bracket'],
    ["{}", '"{}" at character 1 is no field: write {{ or }} for the bracket'],
    ["{constructor}", '"constructor" at character 1 is no field; there are site, ticket'],
  ])("%j is refused: %s", (text, message) => {
    expect(() => readTemplate(text, fields)).toThrow(new TemplateError(message));
  });

  test("whatever it says, it is understood or refused, and what it shows never becomes a template", () => {
    fc.assert(
      fc.property(fc.string({ unit: fc.constantFrom("{", "}", "?", "/", "site", "x", " ") }), (text) => {
        try {
          const shown = fillTemplate(readTemplate(text, fields), { site: "{ticket}{?site}" });
          expect(typeof shown).toBe("string");
        } catch (error) {
          expect(error).toBeInstanceOf(TemplateError);
        }
      }),
    );
  });
});

describe("words", () => {
  test("a time is as people in Vietnam read it", () => {
    expect(localTime(Date.UTC(2026, 1, 28, 17, 5))).toBe("01/03/2026 00:05 +07");
  });

  test.each([
    [42 * minute, "42 phút", "42 min"],
    [185 * minute, "3 giờ 5 phút", "3 h 5 min"],
    [52 * hour, "2 ngày 4 giờ", "2 d 4 h"],
    [-1, "0 phút", "0 min"],
  ])("a span of %d ms is %j, in English %j", (spanMs, vi, en) => {
    expect([spanWords(spanMs, "vi"), spanWords(spanMs, "en")]).toEqual([vi, en]);
  });

  test.each([
    [48.25, "48,25", "48.25"],
    [-0.5, "-0,5", "-0.5"],
    [12_345.678, "12.345,68", "12,345.68"],
    [7, "7", "7"],
  ])("the number %d is %j, in English %j", (value, vi, en) => {
    expect([numberWords(value, "vi"), numberWords(value, "en")]).toEqual([vi, en]);
  });
});

describe("what an alarm takes along and how long it has stood", () => {
  const raised = alarmAt("feed-lost", "BPH0014/pwr", 0);
  const valuesOf = (alarm: Alarm, afterMs: number, language: "vi" | "en") =>
    alarmValues(
      {
        ...{ alarm, site: undefined, event: "raised", kind: "alarm", severity: "major", link: null },
        nowMs: alarm.lastRaised.eventAtMs + afterMs,
      },
      language,
    );

  test.each([
    [1, "1 site, 1 node, 1 hamlet, 1 inhabitant", "1 trạm, 1 nút mạng, 1 thôn ấp, 1 người dân"],
    [2, "2 sites, 2 nodes, 2 hamlets, 2 inhabitants", "2 trạm, 2 nút mạng, 2 thôn ấp, 2 người dân"],
    [0, "", ""],
  ])("%d of each is %j, in Vietnamese %j", (count, en, vi) => {
    const impact = { sites: count, nodesByOperator: { VTL: count }, hamlets: count, population: count };
    expect(valuesOf({ ...raised, impact }, 0, "en").impact).toBe(en);
    expect(valuesOf({ ...raised, impact }, 0, "vi").impact).toBe(vi);
  });

  test("the duration is left out within the first minute", () => {
    expect(valuesOf(raised, minute - 1, "en").duration).toBe("");
    expect(valuesOf(raised, minute, "en").duration).toBe("1 min");
  });

  test("the duration of what has ended is told however short it was", () => {
    const cleared = { ...raised, isCleared: true, lastCleared: raised.lastRaised };
    expect(valuesOf(cleared, 2 * minute, "en").duration).toBe("0 min");
  });
});

describe("hours of the week", () => {
  const hoursOf = (given: object): Hours => new Hours(hoursSchema.parse(given));
  const office = hoursOf({ days: ["mon", "fri"], from: "08:00", to: "17:00" });
  const night = hoursOf({ days: ["sat"], from: "22:00", to: "06:00" });
  /** Monday 2026-01-05 00:00 in Vietnam. */
  const mondayMs = Date.UTC(2026, 0, 4, 17);

  test.each([
    ["a minute before they begin", office, 8 * hour - minute, false],
    ["when they begin", office, 8 * hour, true],
    ["a minute before they end", office, 17 * hour - minute, true],
    ["when they end", office, 17 * hour, false],
    ["on another day", office, 33 * hour, false],
    ["late on the day on which a night begins", night, 5 * 24 * hour + 23 * hour, true],
    ["early on the day after it", night, 6 * 24 * hour + 5 * hour, true],
    ["early on the day on which it begins", night, 5 * 24 * hour + 5 * hour, false],
    ["at the end of the night", night, 6 * 24 * hour + 6 * hour, false],
    ["on a whole day", hoursOf({ days: ["mon"], from: "07:00", to: "07:00" }), 3 * hour, true],
    [
      "on the day after a whole day",
      hoursOf({ days: ["mon"], from: "07:00", to: "07:00" }),
      25 * hour,
      false,
    ],
  ])("%s", (_name, hours, afterMs, expected) => {
    expect(hours.contains(mondayMs + afterMs)).toBe(expected);
  });

  test("begin next on the next of their days", () => {
    expect(office.nextMs(mondayMs + 17 * hour)).toBe(mondayMs + 4 * 24 * hour + 8 * hour);
    expect(office.nextMs(mondayMs + 9 * hour + 1)).toBe(mondayMs + 9 * hour + 1);
  });

  test("keep to the clock of a zone that changes it", () => {
    const berlin = hoursOf({ zone: "Europe/Berlin", from: "08:00", to: "09:00" });
    const beforeMs = Date.parse("2026-03-28T20:00:00Z");
    expect(new Date(berlin.nextMs(beforeMs)).toISOString()).toBe("2026-03-29T06:00:00.000Z");
    const autumnMs = Date.parse("2026-10-24T20:00:00Z");
    expect(new Date(berlin.nextMs(autumnMs)).toISOString()).toBe("2026-10-25T07:00:00.000Z");
  });

  test("always begin again, and not before", () => {
    const time = fc.tuple(fc.integer({ min: 0, max: 23 }), fc.integer({ min: 0, max: 59 }));
    const text = time.map((parts) => parts.map((part) => String(part).padStart(2, "0")).join(":"));
    const days = fc.subarray(["mon", "tue", "wed", "thu", "fri", "sat", "sun"], { minLength: 1 });
    const zone = fc.constantFrom("Asia/Ho_Chi_Minh", "Europe/Berlin", "America/St_Johns");
    fc.assert(
      fc.property(fc.record({ zone, days, from: text, to: text }), fc.nat(), (given, afterMs) => {
        const hours = hoursOf(given);
        const atMs = mondayMs + afterMs * 15;
        const nextMs = hours.nextMs(atMs);
        expect(nextMs).toBeGreaterThanOrEqual(atMs);
        expect(nextMs - atMs).toBeLessThanOrEqual(8 * 24 * hour);
        // A beginning that the clock skips in spring is the exception.
        if (given.zone === "Asia/Ho_Chi_Minh") {
          expect(hours.contains(nextMs)).toBe(true);
          if (nextMs > atMs) expect(hours.contains(nextMs - 1)).toBe(false);
        }
      }),
      { numRuns: 100 },
    );
  });
});

describe("wrong settings say what is wrong", () => {
  const messageOf = (
    schema: typeof routeSchema | typeof escalationSchema,
    given: object,
  ): string | undefined => schema.safeParse(given).error?.issues[0]?.message;

  test.each([
    [{ to: ["noc"], repeat: ["10s"] }, "is shorter than 60s"],
    [{ to: ["noc"], hold: "soon" }, "is not a duration"],
    [
      { to: ["noc"], match: { hours: { zone: "Asia/Nowhere", from: "07:00", to: "08:00" } } },
      "is not a time zone: write it like Asia/Ho_Chi_Minh",
    ],
    [
      { to: ["noc"], match: { hours: { from: "7", to: "08:00" } } },
      "is not a time of day: write it like 07:00 or 22:30",
    ],
  ])("%j: %s", (route, message) => {
    expect(messageOf(routeSchema, route)).toBe(message);
  });

  test.each([
    [{ night: [{ after: "10m" }] }, "each step needs to, team or both"],
    [
      {
        night: [
          { after: "10m", to: ["a"] },
          { after: "10m", to: ["b"] },
        ],
      },
      "each step must come later than the one before",
    ],
  ])("%j: %s", (given, message) => {
    expect(messageOf(escalationSchema, given)).toBe(message);
  });
});
