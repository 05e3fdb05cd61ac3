import { describe, expect, test } from "vitest";
import { termsMax } from "../../alerts/rules/limits.ts";
import { problemsOf, rulesFrom, ruleText } from "./rule-files.ts";

const combination = (name: string, ...keys: string[]): string =>
  ruleText(name, "kind: combination", "severity: major", ...keys);
const mains = "{ metric: mains.present, is: false }";

describe("terms that can't be are named", () => {
  test.each([
    [
      "all: [{ metric: mains.volts, is: true }]",
      'all[0].metric | "mains.volts" | is not in the metric dictionary',
    ],
    [
      "all: [{ metric: mains.present, above: 3 }]",
      "does not say when mains.present counts | give is, and nothing besides",
    ],
    [
      "all: [{ metric: mains.voltage, is: true }]",
      "does not say when mains.voltage counts | give one of above and below",
    ],
    ["all: [{ metric: genset.state, is: broken }]", 'all[0].is | "broken" | is no value of genset.state'],
    ["all: [{ metric: battery.soc, below: { from: planned.soc } }]", "is no planned number of the inventory"],
    [
      'all: [{ hours: "25:00-26:00", zone: Asia/Ho_Chi_Minh }]',
      "is no span of hours | use a span like 22:00-05:00",
    ],
    ['all: [{ hours: "22:00-05:00", zone: Asia/Saigon2 }]', "is no time zone | use an IANA name"],
    [
      "all: [{ metrik: mains.present }]",
      'all[0] | {"metrik":"mains.present"} | is no term | give one of metric, alert, hours',
    ],
    [
      "all: [{ any: [{ not: { metric: x, is: true } }] }]",
      'all[0].any[0].not.metric | "x" | is not in the metric dictionary',
    ],
    [`all: [${mains}]\n    any: [${mains}]`, "must stand alone | give one of all and any"],
    ["scope: node", "must stand alone | give one of all and any"],
    ["all: []", "use at least 1"],
  ])("%s", (keys, expected) => {
    expect(problemsOf(`rules:\n${combination("mine", keys)}`).join("\n")).toContain(expected);
  });

  test("a state escalates to stronger severities only", () => {
    const text = ruleText(
      "mine",
      "kind: state",
      "metric: mains.present",
      "is: false",
      "severity: major",
      `escalate: [{ severity: minor, all: [${mains}] }]`,
    );
    expect(problemsOf(`rules:\n${text}`)[0]).toContain(
      'escalate[0].severity | "minor" | is not stronger than major',
    );
  });
});

describe("references between rules", () => {
  test("to a rule that is not there", () => {
    expect(problemsOf(`rules:\n${combination("mine", "all: [{ alert: mains-gone }]")}`)).toEqual([
      'mine | alert | "mains-gone" | refers to a rule that is not in force | use the name of another rule',
    ]);
  });

  test("in a circle, told of each rule in it", () => {
    const problems = problemsOf(
      `rules:\n${combination("a", "all: [{ alert: b }]")}${combination("b", `all: [{ alert: c }, ${mains}]`)}${combination("c", "any: [{ not: { alert: a } }]")}`,
    );
    expect(problems).toEqual([
      'a | alert | "a → b → c → a" | refers to itself in a circle | take one of these references out',
      'b | alert | "b → c → a → b" | refers to itself in a circle | take one of these references out',
      'c | alert | "c → a → b → c" | refers to itself in a circle | take one of these references out',
    ]);
  });

  test("to all device alarms at once", () => {
    const device = ruleText("device-alarm", "kind: device");
    const problems = problemsOf(`rules:\n${device}${combination("mine", "all: [{ alert: device-alarm }]")}`);
    expect(problems[0]).toContain("refers to a device rule without types");
  });

  test("termsMax: combinations may not explode, alone or through what they refer to", () => {
    const many = (count: number): string => `all: [${Array.from({ length: count }, () => mains).join(", ")}]`;
    expect(rulesFrom(`rules:\n${combination("mine", many(termsMax - 1))}`)).toHaveLength(1);
    expect(problemsOf(`rules:\n${combination("mine", many(termsMax))}`)[0]).toContain(
      `${termsMax + 1} | has too many terms`,
    );
    const half = many(termsMax / 2);
    const both = combination("both", "all: [{ alert: a }, { alert: b }]");
    const problems = problemsOf(`rules:\n${combination("a", half)}${combination("b", half)}${both}`);
    expect(problems).toHaveLength(1);
    expect(problems[0]).toContain("both |");
  });
});

describe("rates and forecasts that can't be are named", () => {
  const rate = (...keys: string[]): string =>
    `rules:\n${ruleText("mine", "kind: rate", "metric: room.temperature", "direction: rise", ...keys)}`;
  const forecast = (...keys: string[]): string =>
    `rules:\n${ruleText("mine", "kind: forecast", "metric: battery.soc", "direction: below", ...keys)}`;

  test.each([
    [
      rate("window: 10m", "levels: [{ severity: minor, change: 2, clear: 3 }]"),
      "levels[0].clear | 3 | contradicts the change 2: the alarm would clear while it is raised | use a value below 2",
    ],
    [
      rate("window: 10m", "levels: [{ severity: major, change: 2 }, { severity: minor, change: 5 }]"),
      "levels[0].change | 2 | contradicts the minor level",
    ],
    [
      rate("window: 1s", "levels: [{ severity: minor, change: 2 }]"),
      'window | "1s" | is no window of a trend',
    ],
    [rate("window: 10m", "levels: [{ severity: minor, change: 0 }]"), "levels[0].change"],
    [
      rate("window: 10m", "while: { alert: x }", "levels: [{ severity: minor, change: 2 }]"),
      'while | {"alert":"x"} | goes beyond readings',
    ],
    [
      rate("window: 10m", "levels: [{ severity: minor, change: 2 }]").replace(
        "room.temperature",
        "door.open",
      ),
      "is a boolean metric",
    ],
    [
      forecast("limit: 200", "window: 30m", "levels: [{ severity: minor, within: 1h }]"),
      "limit | 200 | is outside the physical range of battery.soc | use a value from 0 to 100",
    ],
    [
      forecast(
        "limit: 20",
        "window: 30m",
        "levels: [{ severity: minor, within: 1h }, { severity: major, within: 2h }]",
      ),
      'levels[1].within | "2h" | contradicts the minor level',
    ],
    [
      forecast("limit: 20", "window: 30m", "samples: 99", "levels: [{ severity: minor, within: 1h }]"),
      "samples | 99",
    ],
  ])("%#", (text, expected) => {
    expect(problemsOf(text).join("\n")).toContain(expected);
  });
});
