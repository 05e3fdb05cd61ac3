import fc from "fast-check";
import { describe, expect, test } from "vitest";
import {
  clockTime,
  fromInputTime,
  hourMinute,
  inputTime,
  localDate,
  localTime,
  millisecondsOf,
  shortTime,
} from "../../../console/time/instant.ts";

/** Half past midnight on the second of February in Vietnam; in Greenwich it is still the first. */
const at = "2026-02-01T17:30:05.678Z";

describe("an instant is shown as the clocks in Vietnam show it", () => {
  test.each([
    ["exact, with its zone", localTime, "02/02/2026 00:30:05 +07"],
    ["the day", localDate, "02/02/2026"],
    ["the clock", clockTime, "00:30:05"],
    ["the clock without seconds", hourMinute, "00:30"],
    ["in a column", shortTime, "02/02 00:30"],
    ["in an input", inputTime, "2026-02-02T00:30"],
  ] as const)("%s", (_name, show, text) => {
    expect(show(at)).toBe(text);
    expect(show(Date.parse(at))).toBe(text);
  });

  test.each([
    [0, "01/01/1970 07:00:00 +07"],
    [-1, "01/01/1970 06:59:59 +07"],
    ["2026-12-31T17:00:00.000Z", "01/01/2027 00:00:00 +07"],
    ["2028-02-28T17:00:00.000Z", "29/02/2028 00:00:00 +07"],
  ])("%o is %s", (instant, text) => {
    expect(localTime(instant)).toBe(text);
  });

  test("whatever zone the machine is in", () => {
    const zone = process.env["TZ"];
    process.env["TZ"] = "America/New_York";
    try {
      expect([localTime(at), fromInputTime("2026-02-02T00:30")]).toEqual([
        "02/02/2026 00:30:05 +07",
        Date.UTC(2026, 1, 1, 17, 30),
      ]);
    } finally {
      if (zone === undefined) delete process.env["TZ"];
      else process.env["TZ"] = zone;
    }
  });
});

test("what an input shows and gives back is the same minute", () => {
  fc.assert(
    fc.property(fc.date({ min: new Date(0), max: new Date("2100-01-01"), noInvalidDate: true }), (date) => {
      const atMs = millisecondsOf(date.toISOString());
      expect(fromInputTime(inputTime(atMs))).toBe(Math.floor(atMs / 60_000) * 60_000);
    }),
  );
});

test("seconds that a browser adds are left out", () => {
  expect(fromInputTime("2026-02-02T00:30:59")).toBe(Date.UTC(2026, 1, 1, 17, 30));
});

test.each(["", "2026-02-02", "tomorrow", "2026-13-01T00:00", "12026-01-01T00:00"])(
  "an input with %o is no instant",
  (text) => {
    expect(fromInputTime(text)).toBeNaN();
  },
);
