import { describe, expect, test } from "vitest";
import { overridesMax } from "../../alerts/rules/limits.ts";
import { problemsOf, rulesFrom, ruleText } from "./rule-files.ts";
import { Stand } from "./stand.ts";

const s = 1_000;
const startMs = Date.UTC(2026, 0, 1);
const hot = ruleText(
  "hot",
  "kind: threshold",
  "metric: room.temperature",
  "direction: above",
  "levels: [{ severity: warning, raise: 30, clear: 28 }, { severity: major, raise: 40, hysteresis: 2 }]",
);
const loss = ruleText("loss", "kind: absence", "levels: [{ severity: warning, periods: 3 }]");
const dark = ruleText("dark", "kind: combination", "severity: minor", "all: [{ metric: bts.up, is: false }]");
const base = `rules:\n${hot}${loss}${dark}`;

const temperatures = (overrides: string, siteClass: "hub" | "remote", node = "pwr"): readonly string[] => {
  const stand = new Stand(rulesFrom(base, overrides), {
    describeSite: () => ({ name: "x", operators: [], commune: null, class: siteClass }),
  });
  for (const [index, value] of [29, 31, 41, 20].entries()) {
    const tsMs = startMs + index * s;
    stand.evaluate({ readings: [{ node, metric: "room.temperature", value, tsMs }] }, tsMs);
  }
  return stand.story;
};

describe("overrides", () => {
  test.each<[string, string, readonly string[]]>([
    ["none", "", ["raised warning", "updated major", "cleared major"]],
    [
      "of the class of the site",
      "class: remote, levels: [{ severity: warning, raise: 45, clear: 40 }, { severity: major, raise: 50 }]",
      [],
    ],
    ["of another class", "class: hub, disabled: true", ["raised warning", "updated major", "cleared major"]],
    [
      "one level of the site",
      "site: BPH0001, levels: [{ severity: warning, raise: 28.5, clear: 25 }]",
      ["raised warning", "updated major", "cleared major"],
    ],
    ["of the node, switched off", "node: BPH0001/pwr, disabled: true", []],
    ["of several sites at once", "site: [BPH0007, BPH0001], disabled: true", []],
    ["the delays", "site: BPH0001, for: 10s", []],
  ])("%s", (_what, keys, expected) => {
    const text = keys === "" ? "" : `overrides:\n  - { alert: hot, ${keys} }\n`;
    expect(temperatures(text, "remote")).toEqual(expected);
  });

  test("the most specific wins as a whole: node over site over class over rule", () => {
    const line = (keys: string): string => `  - { alert: hot, ${keys} }\n`;
    const text =
      `overrides:\n${line("class: remote, disabled: true")}${line("site: BPH0001, for: 1d")}${line("node: BPH0001/pwr, levels: [{ severity: major, raise: 100, clear: 90 }]")}`.replace(
        "raise: 100, clear: 90",
        "raise: 60",
      );
    expect(temperatures(text, "remote")).toEqual(["raised warning", "cleared warning"]);
    expect(temperatures(text, "remote", "other")).toEqual([]);
  });

  test("of two for one place the later wins", () => {
    const first = "overrides:\n  - { alert: hot, site: BPH0001, disabled: true }\n";
    const second =
      "overrides:\n  - { alert: hot, site: BPH0001, levels: [{ severity: major, raise: 60 }] }\n";
    const stand = new Stand(rulesFrom(base, first, second));
    for (const [index, value] of [41, 20].entries())
      stand.read("room.temperature", value, startMs + index * s);
    expect(stand.story).toEqual(["raised warning", "cleared warning"]);
  });

  test("apply to silences and combinations as well", () => {
    const off = (name: string): string => `overrides:\n  - { alert: ${name}, class: hub, disabled: true }\n`;
    const describeSite = () => ({ name: "x", operators: [], commune: null, class: "hub" });
    const stand = new Stand(rulesFrom(base, off("loss"), off("dark")), { describeSite });
    stand.read("bts.up", 0, startMs);
    expect(stand.story).toEqual([]);
    const on = new Stand(rulesFrom(base), { describeSite });
    on.read("bts.up", 0, startMs);
    expect(on.story).toEqual(["raised minor"]);
  });
});

describe("wrong overrides are named", () => {
  test.each([
    ["alert: cold, site: A, for: 1m", 'cold | overrides[0].alert | "cold" | is no rule in force'],
    ["alert: hot, for: 1m", "does not name one kind of place | give one of class, site and node"],
    [
      "alert: hot, site: A, class: hub, for: 1m",
      'overrides[0] | "site, class" | does not name one kind of place',
    ],
    [
      "alert: hot, class: big, for: 1m",
      'overrides[0].class | "big" | is no class of sites | use one of hub, normal, remote',
    ],
    [
      "alert: hot, node: pwr, for: 1m",
      'overrides[0].node | "pwr" | is no node | give site and node, like BPH0123/pwr',
    ],
    [
      "alert: hot, site: A, metric: x",
      'overrides[0].metric | "x" | can\'t be overridden | change one of disabled, levels, for',
    ],
    [
      "alert: hot, site: A, levels: [{ severity: warning, raise: 20 }]",
      "overrides[0].levels[0].clear | 28 | contradicts the raise value 20",
    ],
    ["alert: hot, site: A, for: soon", 'overrides[0].for | "soon" | is not a duration'],
  ])("%s", (keys, expected) => {
    expect(problemsOf(base, `overrides:\n  - { ${keys} }\n`).join("\n")).toContain(expected);
  });

  test("overridesMax: there may not be more of them", () => {
    const many = "  - { alert: hot, site: A, for: 1m }\n".repeat(overridesMax + 1);
    expect(problemsOf(base, `overrides:\n${many}`).join("\n")).toContain(
      `hold ${overridesMax + 1} overrides | use at most ${overridesMax}`,
    );
  });
});
