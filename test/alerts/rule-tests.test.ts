import { mkdtempSync, rmSync, writeFileSync } from "node:fs";
import { tmpdir } from "node:os";
import { join } from "node:path";
import { afterAll, describe, expect, test } from "vitest";
import { ruleTestReadingsMax } from "../../alerts/rules/limits.ts";
import { defaultRulesPath, loadRules } from "../../alerts/rules/load.ts";
import type { RuleError } from "../../alerts/rules/rule-error.ts";
import { readRuleTests } from "../../alerts/rules/test-file.ts";
import { runRuleTest } from "../../alerts/rules/test-run.ts";
import { parseValues } from "../../alerts/rules/test-values.ts";
import { metricNamed } from "../../telemetry/metrics.ts";

const folder = mkdtempSync(join(tmpdir(), "tramcanh-rule-tests-"));
afterAll(() => rmSync(folder, { recursive: true }));

let files = 0;
const outcome = (
  text: string,
): { readonly errors: readonly string[]; readonly failures: readonly string[] } => {
  const path = join(folder, `${files++}.yaml`);
  writeFileSync(path, text);
  const loaded = loadRules([defaultRulesPath, path]);
  if (!loaded.ok) throw new Error(JSON.stringify(loaded.errors));
  const errors: RuleError[] = [];
  const tests = readRuleTests([path], loaded.rules, errors);
  return {
    errors: errors.map(({ rule, path: place, problem, fix }) => [rule, place, problem, fix].join(" | ")),
    failures: tests
      .flatMap((each) => runRuleTest(loaded.rules, each))
      .map(({ test: name, at, expected, got }) => `${name} at ${at}: expected ${expected}, got ${got}`),
  };
};

const door = (expectation: string, values = "true"): string =>
  `tests:\n  - name: door\n    series: { cab/door.open: ${values} }\n    expect:\n      - ${expectation}\n`;

describe("values of a series", () => {
  const metric = (name: string) => {
    const found = metricNamed(name);
    if (found === null) throw new Error(`no metric ${name}`);
    return found;
  };

  test.each([
    ["mains.voltage", "228", [228]],
    ["mains.voltage", "228x3 0x2", [228, 228, 228, 0, 0]],
    ["room.temperature", "20+0.5x4", [20, 20.5, 21, 21.5]],
    ["room.temperature", "20.1-0.1x3", [20.1, 20, 19.9]],
    ["battery.current", "-6x2 _ _x2 5", [-6, -6, null, null, null, 5]],
    ["door.open", "truex2 false", [1, 1, 0]],
    ["genset.state", "stopped runningx2 fault", [0, 2, 2, 3]],
    ["door.open", "", []],
  ])("%s: %s", (name, text, values) => {
    expect(parseValues(text, metric(name))).toEqual({ ok: true, values });
  });

  test.each([
    ["mains.voltage", "high", 'has "high", no value of mains.voltage'],
    ["mains.voltage", "228x3y", 'has "228x3y", no value of mains.voltage'],
    ["mains.voltage", "290+20x2", "has 310, which mains.voltage can't be"],
    ["door.open", "open", 'has "open", no value of door.open'],
    ["door.open", `truex${ruleTestReadingsMax + 1}`, "is too long"],
  ])("ruleTestReadingsMax and others: %s: %s", (name, text, problem) => {
    expect(parseValues(text, metric(name))).toMatchObject({ ok: false, problem });
  });
});

describe("a test of rules", () => {
  test.each([
    [
      "holds when the alarm is there",
      door("{ at: 1m, alarms: [{ alert: door-open, node: cab, severity: minor }] }"),
      [],
    ],
    ["may leave out what does not matter", door("{ at: 1m, alarms: [{ alert: door-open }] }"), []],
    ["holds when no alarm is there", door("{ at: 59s, alarms: [] }"), []],
    [
      "fails when an alarm is missing",
      door("{ at: 59s, alarms: [{ alert: door-open }] }"),
      ["door at 59s: expected door-open, got no alarm"],
    ],
    [
      "fails when one is too many",
      door("{ at: 1m, alarms: [] }"),
      ["door at 1m: expected no alarm, got door-open at cab minor"],
    ],
    [
      "fails when it is of another severity",
      door("{ at: 1m, alarms: [{ alert: door-open, severity: major }] }"),
      ["door at 1m: expected door-open major, got door-open at cab minor"],
    ],
    ["asks of one rule alone when told so", door("{ at: 1m, rule: smoke, alarms: [] }"), []],
  ])("%s", (_promise, text, failures) => {
    expect(outcome(text)).toEqual({ errors: [], failures });
  });

  test("says all its failures, in the order of time", () => {
    const text = door("{ at: 2m, alarms: [] }\n      - { at: 1m, alarms: [] }");
    expect(outcome(text).failures.map((line) => line.split(":")[0])).toEqual(["door at 1m", "door at 2m"]);
  });

  test.each([
    [
      door("{ at: 1m, alarms: [{ alert: dor-open }] }"),
      'test "door" | expect[0].alarms[0].alert | is no rule in force',
    ],
    [door("{ at: 1m, rule: dor, alarms: [] }"), 'test "door" | expect[0].rule | is no rule in force'],
    [door("{ at: 1 minute, alarms: [] }"), 'test "door" | expect[0].at | is not a duration'],
    [door("{ at: 31d, alarms: [] }"), "is longer than 30 days"],
    [
      door("{ at: 1m, alarms: [] }", "ajar"),
      'test "door" | series.cab/door.open | has "ajar", no value of door.open | use one of false, true',
    ],
    [
      door("{ at: 1m, alarms: [] }").replace("cab/door.open", "door.open"),
      "is no series | write node/metric",
    ],
    [door("{ at: 1m, alarms: [] }").replace("door.open", "door.opened"), "is not in the metric dictionary"],
    [door("{ at: 1m, alarm: [] }"), "remove alarm or correct the spelling"],
    ["tests:\n  - { series: {}, expect: [] }\n", "tests[0] | name"],
  ])("%# is wrong and says where", (text, expected) => {
    expect(outcome(text).errors.join("\n")).toContain(expected);
  });
});

test("the example holds", () => {
  const path = join(import.meta.dirname, "../../alerts/rules/example.yaml");
  const loaded = loadRules([defaultRulesPath, path]);
  const errors: RuleError[] = [];
  const rules = loaded.ok ? loaded.rules : [];
  const tests = readRuleTests([path], rules, errors);
  expect(errors).toEqual([]);
  expect(tests.length).toBeGreaterThan(5);
  expect(tests.flatMap((each) => runRuleTest(rules, each))).toEqual([]);
});
