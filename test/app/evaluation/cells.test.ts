import { describe, expect, test } from "vitest";
import {
  type Notation,
  readCleared,
  readMetric,
  readSeverity,
  readTime,
  readType,
  readValue,
  zoneMsOf,
} from "../../../app/evaluation/cells.ts";

const notation: Notation = {
  zoneMs: 7 * 3_600_000,
  decimalComma: false,
  renamed: new Map([["122", "mains.current"]]),
};
const morning = Date.parse("2026-03-01T08:00:00+07:00");

describe("an instant", () => {
  test.each([
    ["2026-03-01T08:00:00+07:00", morning],
    ["2026-03-01T01:00:00Z", morning],
    ["2026-03-01 08:00:00", morning],
    ["2026-03-01 08:00", morning],
    ["2026-03-01T08:00:00.2509", morning + 250],
    ["01/03/2026 08:00:00", morning],
    ["1/3/2026 8:00", morning],
    [String(morning / 1_000), morning],
    [String(morning + 5), morning + 5],
    [`${morning}000`, morning],
    [`${morning}000999`, morning],
  ])("%s", (text, value) => {
    expect(readTime(text, notation)).toEqual({ value });
  });

  test.each(["", "yesterday", "2026-02-30 08:00:00", "2026-13-01 08:00:00", "2026-03-01 24:00:00", "12345"])(
    "not %s",
    (text) => {
      expect(readTime(text, notation)).toMatchObject({
        fault: { value: text, message: "is not an instant" },
      });
    },
  );
});

test("a zone is an offset from UTC", () => {
  expect(["+07:00", "-0330", "Z"].map(zoneMsOf)).toEqual([25_200_000, -12_600_000, 0]);
  expect(["7", "+7", "+15:00", "ICT"].map(zoneMsOf)).toEqual([null, null, null, null]);
});

test("the words of other systems become a type, ours is kept", () => {
  const typeOf = (text: string) => readType(text, notation);
  expect(typeOf("mains-lost")).toEqual({ value: "mains-lost" });
  expect(typeOf("Mất điện lưới!")).toEqual({ value: "Mat-dien-luoi" });
  expect(typeOf("122")).toEqual({ value: "mains.current" });
  expect(typeOf("—")).toMatchObject({ fault: { message: "is no alarm type" } });
});

test("a severity in any case; none is indeterminate", () => {
  expect(["Major", ""].map(readSeverity)).toEqual([{ value: "major" }, { value: "indeterminate" }]);
  expect(readSeverity("urgent")).toMatchObject({ fault: { fix: expect.stringContaining("critical") } });
});

test("an event is a raise or a clear", () => {
  expect(["raised", "Resolved"].map(readCleared)).toEqual([{ value: false }, { value: true }]);
  expect(readCleared("seen")).toMatchObject({ fault: { fix: "use raised or cleared" } });
});

test("values as the metric has them", () => {
  expect(readValue("228.4", "mains.voltage", notation)).toEqual({ value: 228.4 });
  expect(readValue("228,4", "mains.voltage", { ...notation, decimalComma: true })).toEqual({ value: 228.4 });
  expect(readValue("true", "door.open", notation)).toEqual({ value: 1 });
  expect(readValue("running", "genset.state", notation)).toEqual({ value: 2 });
  expect(readValue("false", "vendor.thing", notation)).toEqual({ value: 0 });
});

test.each([
  ["228,4", "mains.voltage", "is not a number"],
  ["Infinity", "mains.voltage", "is not a number"],
  ["", "mains.voltage", "is not a number"],
  ["open", "door.open", "door.open is true or false"],
  ["broken", "genset.state", "is no word of genset.state"],
])("%s is no value of %s", (text, metric, message) => {
  expect(readValue(text, metric, notation)).toMatchObject({ fault: { value: text, message } });
});

test("a number is no metric's name, unless it is renamed", () => {
  expect(readMetric("122", notation)).toEqual({ value: "mains.current" });
  expect(readMetric("121", notation)).toMatchObject({
    fault: { fix: expect.stringContaining("--rename 121=mains.current") },
  });
});
