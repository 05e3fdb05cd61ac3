import { mkdtempSync, readFileSync, rmSync, writeFileSync } from "node:fs";
import { tmpdir } from "node:os";
import { join } from "node:path";
import { afterAll, describe, expect, test } from "vitest";
import { durationMs } from "../../alerts/rules/duration.ts";
import { ruleKinds } from "../../alerts/rules/kinds.ts";
import { ruleFileBytesMax } from "../../alerts/rules/limits.ts";
import { defaultRulesPath, loadRules } from "../../alerts/rules/load.ts";
import { formatRuleError } from "../../alerts/rules/rule-error.ts";

const folder = mkdtempSync(join(tmpdir(), "tramcanh-rules-"));
afterAll(() => rmSync(folder, { recursive: true }));

let files = 0;
const file = (text: string): string => {
  const path = join(folder, `rules-${files++}.yaml`);
  writeFileSync(path, text);
  return path;
};

const words = `
    event_type: equipmentAlarm
    annotations:
      summary: { vi: "x", en: "x" }
      action: { vi: "x", en: "x" }`;

const threshold = (keys: string): string => `rules:
  - alert: mine
    kind: threshold
    metric: mains.voltage
    direction: below
${keys}${words}`;

const problems = (...texts: string[]): string[] => {
  const loaded = loadRules(texts.map(file));
  if (loaded.ok) throw new Error("the rules loaded");
  return loaded.errors.map(({ rule, path, value, problem, fix }) =>
    [rule, path, JSON.stringify(value), problem, fix].join(" | "),
  );
};

describe("default rules", () => {
  const loaded = loadRules([defaultRulesPath]);
  const rules = loaded.ok ? loaded.rules : [];

  test("load without an error", () => {
    expect(loaded.ok ? [] : loaded.errors.map(formatRuleError)).toEqual([]);
  });

  test("use every kind of rule", () => {
    expect(new Set(rules.map(({ kind }) => kind))).toEqual(new Set(Object.keys(ruleKinds)));
  });

  test("are named after what happened, each once", () => {
    expect(new Set(rules.map(({ name }) => name)).size).toBe(rules.length);
    expect(rules.map(({ name }) => name)).toEqual(
      expect.arrayContaining(["mains-lost", "mains-voltage-low", "connection-lost", "device-alarm"]),
    );
  });
});

describe("durations", () => {
  test.each([
    ["0", 0],
    ["250ms", 250],
    ["90s", 90_000],
    ["5m", 300_000],
    ["1h30m", 5_400_000],
    ["2d", 172_800_000],
    ["", null],
    ["5", null],
    ["5 m", null],
    ["-5m", null],
    ["1.5h", null],
  ])("%j is %j ms", (text, ms) => expect(durationMs(text)).toBe(ms));
});

describe("wrong rules are refused with rule, path, value, problem and fix", () => {
  test.each([
    [
      "clear above raise",
      "    levels: [{ severity: major, raise: 200, clear: 190 }]",
      "mine | levels[0].clear | 190 | contradicts the raise value 200: the alarm would clear while it is raised | use a value at least 200",
    ],
    [
      "clear and hysteresis",
      "    levels: [{ severity: major, raise: 200, clear: 203, hysteresis: 3 }]",
      "mine | levels[0].clear | 203 | stands beside hysteresis | give one of clear and hysteresis",
    ],
    [
      "severity order",
      "    levels: [{ severity: warning, raise: 180 }, { severity: critical, raise: 200 }]",
      "mine | levels[1].raise | 200 | contradicts the warning level: the stronger severity would come first | use a value below 180",
    ],
    [
      "severity twice",
      "    levels: [{ severity: major, raise: 200 }, { severity: major, raise: 180 }]",
      'mine | levels[1].severity | "major" | is there twice | give each severity once',
    ],
    [
      "unreachable raise",
      "    levels: [{ severity: major, raise: 400 }]",
      "mine | levels[0].raise | 400 | is outside the physical range of mains.voltage | use a value from 0 to 300 V",
    ],
    [
      "wrong severity",
      "    levels: [{ severity: bad, raise: 200 }]",
      'mine | levels[0].severity | "bad" | Invalid option: expected one of "indeterminate"|"warning"|"minor"|"major"|"critical" | use one of indeterminate, warning, minor, major, critical',
    ],
    [
      "wrong duration",
      "    for: 5 minutes\n    levels: [{ severity: major, raise: 200 }]",
      'mine | for | "5 minutes" | is not a duration | write a number with a unit (ms, s, m, h, d), like 60s or 1h30m, up to 30d',
    ],
    [
      "clear of a planned limit",
      "    levels: [{ severity: major, raise: { from: planned.breakerAmperes }, clear: 3 }]",
      "mine | levels[0].clear | 3 | can't go with a planned limit | give hysteresis instead",
    ],
  ])("%s", (_name, keys, expected) => {
    expect(problems(threshold(keys))[0]).toContain(expected);
  });

  test("a change of nothing is told that more than nothing is needed", () => {
    const text = `rules:\n  - { alert: mine, kind: rate, metric: room.temperature, direction: rise, window: 10m, levels: [{ severity: major, change: 0 }], event_type: other, annotations: { summary: { vi: x, en: x }, action: { vi: x, en: x } } }`;
    expect(problems(text)[0]).toMatch(/levels\[0\]\.change \| 0 \| .* \| use more than 0$/);
  });

  test("unknown planned number", () => {
    const text = threshold("    levels: [{ severity: major, raise: { from: planned.rsl } }]");
    expect(problems(text)[0]).toContain(
      'mine | levels[0].raise.from | "planned.rsl" | is no planned number of the inventory | use one of planned.travelMinutes',
    );
  });

  test("misspelt key", () => {
    const text = threshold("    level: []\n    levels: [{ severity: major, raise: 200 }]");
    expect(problems(text)[0]).toContain("remove level or correct the spelling");
  });

  test("unknown metric", () => {
    const text = threshold("    levels: [{ severity: major, raise: 20 }]").replace(
      "mains.voltage",
      "mains.volts",
    );
    expect(problems(text)).toEqual([
      'mine | metric | "mains.volts" | is not in the metric dictionary | use one of mains.voltage, mains.present, mains.frequency, mains.current',
    ]);
  });

  test("metric of another kind", () => {
    const text = threshold("    levels: [{ severity: major, raise: 1 }]").replace(
      "mains.voltage",
      "mains.present",
    );
    expect(problems(text)[0]).toContain("is a boolean metric");
  });

  test.each([
    ["door.open", "fault", "is no value of door.open | use one of true, false"],
    ["genset.state", "broken", "is no value of genset.state | use one of stopped, starting, running, fault"],
    [
      "door.open",
      "[true, false]",
      "names every value of door.open: the alarm would never clear | leave at least one value out",
    ],
  ])("state of %s is %s", (metric, is, expected) => {
    const text = `rules:\n  - { alert: mine, kind: state, metric: ${metric}, is: ${is}, severity: major, event_type: other, annotations: { summary: { vi: x, en: x }, action: { vi: x, en: x } } }`;
    expect(problems(text)[0]).toContain(expected);
  });

  test("absence with the stronger severity first", () => {
    const text = `rules:\n  - { alert: mine, kind: absence, levels: [{ severity: warning, periods: 4 }, { severity: major, periods: 3 }], event_type: other, annotations: { summary: { vi: x, en: x }, action: { vi: x, en: x } } }`;
    expect(problems(text)[0]).toContain("levels[1]");
  });

  test("unknown placeholder", () => {
    const text = threshold("    levels: [{ severity: major, raise: 200 }]").replace(
      'vi: "x"',
      'vi: "{volume}"',
    );
    expect(problems(text)[0]).toContain(
      'annotations.summary.vi | "{volume}" | has the unknown placeholder {volume}',
    );
  });

  test("all errors of all files come at once, each with its file", () => {
    const missing = join(folder, "missing.yaml");
    const broken = file("rules: [");
    const wrong = file(threshold("    levels: []"));
    const loaded = loadRules([missing, broken, wrong]);
    const inFiles = loaded.ok ? [] : loaded.errors.map((error) => error.file);
    expect(new Set(inFiles)).toEqual(new Set([missing, broken, wrong]));
  });

  test("a file beyond ruleFileBytesMax is refused unread", () => {
    const [found = ""] = problems(`# ${"x".repeat(ruleFileBytesMax)}\nrules: [`);
    expect(found).toContain(`use at most ${ruleFileBytesMax} bytes`);
    expect(found).not.toContain("YAML");
  });

  test("a malformed entry hides nothing else of its file, and places are those of the file", () => {
    const mine = threshold("    levels: []").replace("rules:\n", "");
    const text = `rulez: []\nrules:\n  - 7\n  - { kind: state }\n${mine}\noverrides:\n  - none\n  - { alert: nobody, site: A, for: 0s }\n`;
    const found = problems(text).join("\n");
    for (const place of [
      "rulez",
      "rules[0]",
      "rules[1].alert",
      "levels",
      "overrides[0]",
      "overrides[1].alert",
    ])
      expect(found).toContain(place);
  });

  test("what is of the wrong type is told which types are right", () => {
    const found = problems(`${threshold("    levels: [{ severity: minor, raise: 5x }]")}\n  - 7\n`);
    expect(found.find((line) => line.includes("raise"))).toContain("of type number or mapping (key: value)");
    expect(found.find((line) => line.includes("rules[1]"))).toContain("of type mapping (key: value)");
  });

  describe("what is wrong with a key hides nothing of what is wrong with its rule", () => {
    const annotations = 'annotations: { summary: { vi: "{nope}", en: x }, action: { vi: x, en: x } }';
    const places = (keys: string): readonly string[] =>
      problems(`rules:\n  - { alert: mine, ${keys}, event_type: other, ${annotations} }\n`).map(
        (line) => line.split(" | ")[1] ?? "",
      );
    const text = "annotations.summary.vi";

    test.each([
      ["kind: state, metric: nope, is: true, severity: majr, for: 5x", [text, "for", "metric", "severity"]],
      [
        "kind: threshold, metric: nope, direction: above, levels: [{ severity: major, raise: 3 }, { severity: minor, raise: 5 }], for: 5x",
        [text, "for", "levels[0].raise", "metric"],
      ],
      [
        "kind: threshold, metric: mains.voltage, direction: up, levels: [{ severity: major, raise: 900 }]",
        [text, "direction"],
      ],
      ["kind: threshold, metric: mains.voltage, direction: above, levels: []", [text, "levels"]],
      [
        "kind: rate, metric: nope, direction: rise, window: 5x, levels: []",
        [text, "levels", "metric", "window"],
      ],
      [
        "kind: forecast, metric: nope, direction: above, limit: 3, window: 5x, levels: []",
        [text, "levels", "metric", "window"],
      ],
      ["kind: combination, severity: x, any: [7], bla: 1", ["", text, "any[0]", "severity"]],
      ["kind: combination, severity: major, for: 5x", ["all", text, "for"]],
      ["kind: absence, levels: [], grace: 5x", [text, "grace", "levels"]],
      ["kind: device, types: [], for: 5x", [text, "for", "types"]],
    ])("%s", (keys, expected) => {
      expect([...places(keys)].sort()).toEqual([...expected].sort());
    });

    test("nor the rules that it refers to, nor what is wrong with its overrides, each once", () => {
      const found = problems(
        `rules:
  - { alert: mine, kind: combination, severity: x, all: [{ alert: nobody }], event_type: other, annotations: { summary: { vi: x, en: x }, action: { vi: x, en: x } } }
overrides:
  - { alert: mine, class: hub, bla: 1, for: 5x }
`,
      );
      expect(found.map((line) => line.split(" | ")[1])).toEqual([
        "severity",
        "overrides[0].bla",
        "overrides[0].for",
        "alert",
      ]);
      expect(found.at(-1)).toContain("nobody");
    });
  });

  test("a reference to a wrong rule is not called wrong too, one to nothing is told at once", () => {
    const combined = (name: string, alert: string): string =>
      `  - { alert: ${name}, kind: combination, all: [{ alert: ${alert} }, { alert: ${alert} }], severity: major, event_type: other, annotations: { summary: { vi: x, en: x }, action: { vi: x, en: x } } }\n`;
    const mine = threshold("    levels: []");
    const found = problems(`${mine}\n${combined("both", "mine")}${combined("none", "nobody")}`);
    expect(found.filter((line) => line.includes("not in force"))).toHaveLength(1);
    expect(found.join("\n")).toContain("nobody");
    expect(found.join("\n")).toContain("levels");
  });

  test("more rules than the limit are refused soon, without a word on each", () => {
    const many = Array.from({ length: 5_000 }, (_none, index) => `  - { alert: r-${index}, kind: magic }`);
    const found = problems(`rules:\n${many.join("\n")}`);
    expect(found.join("\n")).toContain("use at most 1000");
    expect(found.length).toBeLessThanOrEqual(1_001);
  });

  test("a rule without a name, of no kind, and one name twice in a file", () => {
    expect(problems("rules: [{ kind: state }]")[0]).toContain("rules[0].alert");
    expect(problems("rules: [{ alert: mine, kind: magic }]")[0]).toContain(
      'kind | "magic" | is no kind of rule',
    );
    expect(problems("rules: [{ alert: mine }, { alert: mine }]").join()).toContain(
      "is there twice in one file",
    );
  });

  test("aliases that would grow without bound are refused with their file", () => {
    const tenfold = (name: string): string => `[${Array(10).fill(`*${name}`).join(", ")}]`;
    const text = `a: &a [x]\nb: &b ${tenfold("a")}\nc: &c ${tenfold("b")}\nd: &d ${tenfold("c")}\nrules: ${tenfold("d")}`;
    expect(problems(text).join()).toContain("write the values out instead of using aliases");
  });
});

describe("a user's file", () => {
  const withDefaults = (text: string) => {
    const loaded = loadRules([defaultRulesPath, file(text)]);
    if (!loaded.ok) throw new Error(loaded.errors.map(formatRuleError).join("\n"));
    return loaded.rules;
  };
  const count = withDefaults("rules: []").length;

  test("adds a rule", () => {
    expect(withDefaults(threshold("    levels: [{ severity: major, raise: 200 }]"))).toHaveLength(count + 1);
  });

  test("changes single keys of a default rule when it gives no kind", () => {
    const rule = withDefaults("rules: [{ alert: mains-lost, for: 0s }]").find(
      ({ name }) => name === "mains-lost",
    );
    expect(rule).toMatchObject({ kind: "state", forMs: 0, severity: "major" });
  });

  test("replaces a default rule when it gives a kind", () => {
    const text = threshold("    levels: [{ severity: major, raise: 190 }]").replace(
      "mine",
      "mains-voltage-low",
    );
    const rule = withDefaults(text).find(({ name }) => name === "mains-voltage-low");
    expect(rule).toMatchObject({ levels: [{ severity: "major", forMs: 0 }] });
  });

  test("switches a default rule off", () => {
    expect(withDefaults("rules: [{ alert: door-open, disabled: true }]")).toHaveLength(count - 1);
  });
});

test("the example of the format's page loads over the defaults", () => {
  const page = readFileSync("docs/formats/rules.md", "utf8");
  const [, example] = /```yaml\n([\s\S]*?)```/.exec(page) ?? [];
  const loaded = loadRules([defaultRulesPath, file(example ?? "")]);
  expect(loaded.ok ? [] : loaded.errors.map(formatRuleError)).toEqual([]);
  expect(loaded.ok && loaded.rules.some(({ name }) => name === "generator-room-hot")).toBe(true);
});
