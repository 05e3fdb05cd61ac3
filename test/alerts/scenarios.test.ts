import { describe, expect, test } from "vitest";
import { judge } from "./scenarios/judge.ts";
import type { Outcome } from "./scenarios/play.ts";
import { play } from "./scenarios/play.ts";
import { drawScenario, type Scenario } from "./scenarios/scenario.ts";
import { complaints, summarize } from "./scenarios/summary.ts";

const seeds = Array.from({ length: 100 }, (_none, index) => String(index + 1));
const scenarios = seeds.map((seed) => drawScenario(seed));

test("a seed gives the same province, the same faults and the same messages, every time", () => {
  const again = drawScenario("7");
  const [first] = scenarios.filter(({ seed }) => seed === "7");
  expect(again.roots).toEqual(first?.roots);
  expect([...again.arrivals()]).toEqual([...(first?.arrivals() ?? [])]);
});

test("the sample has every kind of fault, in provinces of 10 to 60 sites", () => {
  expect(new Set(scenarios.map(({ kind }) => kind)).size).toBe(8);
  const sizes = scenarios.map(({ province }) => province.inventory.sites.length);
  expect(Math.min(...sizes)).toBeGreaterThanOrEqual(10);
  expect(Math.max(...sizes)).toBeLessThanOrEqual(60);
  expect(Math.max(...sizes) - Math.min(...sizes)).toBeGreaterThan(30);
});

describe("every failure", () => {
  const verdicts = scenarios.map((scenario) => judge(scenario, play(scenario)));

  test("has an alarm that names it, and every alarm ends when all is mended", () => {
    const roots = verdicts.flatMap((verdict) => verdict.roots);
    expect(roots.filter(({ fault }) => fault === "no alarm names it")).toEqual([]);
    expect(verdicts.flatMap(({ stuck }) => stuck)).toEqual([]);
  });

  test("is named in time and told once, and hardly anything else is told", () => {
    const { scenariosNamed, precision, toldOnce } = summarize(verdicts);
    expect(scenariosNamed).toBeGreaterThanOrEqual(0.95);
    expect(precision).toBeGreaterThanOrEqual(0.95);
    expect(toldOnce).toBe(1);
  });
});

describe.each(["battery-dead", "battery-dead-behind-cut"] as const)("a hub, %s", (kind) => {
  test("is told once by its lost mains, and nothing else is told of it", () => {
    const hard = seeds.slice(0, 12).map((seed) => drawScenario(seed, kind));
    const { precision, toldOnce, stuck } = summarize(hard.map((scenario) => judge(scenario, play(scenario))));
    expect({ precision, toldOnce, stuck }).toEqual({ precision: 1, toldOnce: 1, stuck: 0 });
  });
});

describe("the judge", () => {
  const scenario: Scenario | undefined = scenarios.find(({ kind }) => kind === "hop-down");
  if (scenario === undefined) throw new Error("BUG: the sample has no hop that is down");
  const [root] = scenario.roots;
  if (root === undefined) throw new Error("BUG: a fault without a root");
  const site = [...root.affected][0] ?? "";
  const atMs = root.startMs + 30_000;
  const named = {
    id: "root",
    name: [...root.accepted][0] ?? "",
    site,
    raisedAtMs: atMs,
    clearedAtMs: null,
    causes: [],
  };
  const symptom = { ...named, id: "symptom", name: `${site}/ctl/connection-lost`, raisedAtMs: atMs + 20_000 };
  const explained = { ...symptom, causes: [{ atMs: atMs + 21_000, cause: "root" }] };
  const verdictOf = (outcome: Outcome) => judge({ ...scenario, roots: [root] }, outcome);

  test("is content with a root that is told once, in time, with its symptoms explained", () => {
    const verdict = verdictOf({
      occurrences: [named, explained],
      told: [{ atMs: atMs + 5_000, alarm: "root", isNew: true }],
    });
    expect(verdict.roots).toMatchObject([{ fault: null, told: 1, namedAfterMs: 5_000 }]);
    expect(summarize([verdict])).toMatchObject({ scenariosNamed: 1, precision: 1, toldOnce: 1 });
  });

  test.each([
    ["not told", [named, explained], []],
    ["told after 31 s", [named, explained], [{ atMs: atMs + 31_000, alarm: "root", isNew: true }]],
    [
      `${symptom.name} is not explained`,
      [named, { ...symptom, causes: [] }],
      [{ atMs: atMs + 5_000, alarm: "root", isNew: true }],
    ],
    ["no alarm names it", [explained], [{ atMs: atMs + 25_000, alarm: "symptom", isNew: true }]],
  ])("sees a root that is %s", (fault, occurrences, told) => {
    expect(verdictOf({ occurrences, told }).roots).toMatchObject([{ fault }]);
  });

  test("takes an update for the name of a root, but not for a new problem that is right", () => {
    const verdict = verdictOf({
      occurrences: [named, explained],
      told: [
        { atMs: atMs + 1_000, alarm: "symptom", isNew: true },
        { atMs: atMs + 5_000, alarm: "root", isNew: false },
      ],
    });
    expect(verdict.roots).toMatchObject([{ fault: null, told: 1, namedAfterMs: 5_000 }]);
    expect(summarize([verdict])).toMatchObject({ precision: 0, toldOnce: 1 });
  });

  test("sees a failure that is told twice, and an alarm that never ends", () => {
    const verdict = verdictOf({
      occurrences: [named, explained],
      told: [
        { atMs: atMs + 5_000, alarm: "root", isNew: true },
        { atMs: atMs + 26_000, alarm: "symptom", isNew: true },
      ],
    });
    expect(summarize([verdict])).toMatchObject({ precision: 0.5, toldOnce: 0, stuck: 2 });
    expect(complaints(verdict).join("\n")).toMatch(/told 2 times[\s\S]*stands though everything is mended/);
  });
});
