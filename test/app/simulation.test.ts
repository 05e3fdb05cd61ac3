import { createHash } from "node:crypto";
import { mkdtempSync, readFileSync, rmSync } from "node:fs";
import { tmpdir } from "node:os";
import { join } from "node:path";
import { afterAll, beforeAll, expect, test } from "vitest";
import { defaultRulesPath, loadRules } from "../../alerts/rules/load.ts";
import type { Rule } from "../../alerts/rules/rule.ts";
import { evaluateRecording } from "../../app/evaluation/evaluate.ts";
import { findScenario, shippedScenarios } from "../../app/simulation/find-scenario.ts";
import { judgeRun } from "../../app/simulation/judge-run.ts";
import { printAgreement } from "../../app/simulation/print-agreement.ts";
import { runFiles, writeRun } from "../../app/simulation/write-run.ts";
import { readScenario } from "../../firmware-sim/scenarios/read-scenario.ts";
import type { WorldPlan } from "../../firmware-sim/scenarios/world-plan.ts";
import type { Inventory } from "../../inventory/inventory.ts";
import { exampleProvincePath, loadInventory } from "../../inventory/load.ts";

const known = (): { readonly inventory: Inventory; readonly rules: readonly Rule[] } => {
  const loaded = loadInventory(exampleProvincePath);
  const rules = loadRules([defaultRulesPath]);
  if (!loaded.ok || !rules.ok) throw new Error("what ships can't be read");
  return { inventory: loaded.inventory, rules: rules.rules };
};
const { inventory, rules } = known();

let folder = "";
beforeAll(() => {
  folder = mkdtempSync(join(tmpdir(), "tramcanh-scenario-"));
});
afterAll(() => rmSync(folder, { recursive: true }));

const shortPlan = (events: string): WorldPlan => {
  const text = `name: Short\nseed: a\nstart: 2026-03-10T06:00:00+07:00\nduration: 3h\nperiod: 2m\nevents:\n${events}`;
  const planned = readScenario(text, inventory);
  if (!planned.ok) throw new Error(JSON.stringify(planned.faults));
  return planned.plan;
};

const hash = (path: string): string => createHash("sha256").update(readFileSync(path)).digest("hex");

test("eleven scenarios ship, and all fit the example province", () => {
  expect(shippedScenarios()).toHaveLength(11);
  for (const name of shippedScenarios()) expect(findScenario(name, inventory).deeds).not.toEqual([]);
});

const twoCuts =
  '  - { at: "06:40", fibre-cut: { link: ring-5, for: 110m } }\n' +
  '  - { at: "06:50", fibre-cut: { link: ring-7, for: 100m } }\n' +
  '  - { at: "07:00", storm: { sites: commune An Lộc, rain: 50 mm/h, for: 20m } }\n';

test("two runs with one seed give the same files, byte for byte", async () => {
  for (const run of ["one", "other"]) await writeRun(shortPlan(twoCuts), join(folder, run));
  for (const file of Object.values(runFiles)) {
    expect(hash(join(folder, "one", file))).toBe(hash(join(folder, "other", file)));
  }
});

test("the recording of a run is evaluated as the run itself, and the ledger agrees with the truth", async () => {
  const plan = shortPlan(twoCuts);
  const { truth, agreement, evaluation } = judgeRun(plan, rules);
  expect(new Set(truth.outages.map(({ causeClass }) => causeClass))).toEqual(new Set(["transmission"]));
  expect(truth.outages).toHaveLength(11);
  expect(agreement.worst).toBeLessThan(0.01);
  expect(printAgreement(agreement)).toContain("transmission");
  await writeRun(plan, join(folder, "recorded"));
  const report = await evaluateRecording({
    source: { path: join(folder, "recorded", runFiles.readings), zoneMs: 0, renamed: new Map() },
    ...{ rules, inventory, routes: [], delays: { forMs: 0, keepFiringForMs: 0 }, periodMs: null },
  });
  expect(report.outages.map(({ site, minutes, class: cause }) => [site, minutes, cause])).toEqual(
    evaluation.outages
      .list()
      .map(({ site, fromMs, toMs, causeClass }) => [
        site,
        Math.round((((toMs ?? 0) - fromMs) / 60_000) * 100) / 100,
        causeClass,
      ]),
  );
});

test("planned work is planned in truth and ledger, for the site and those behind it, whatever else is cut", () => {
  const plan = shortPlan(
    '  - { at: "07:00", planned-work: { sites: [BPH0038], for: 40m } }\n' +
      '  - { at: "07:00", fibre-cut: { link: ring-5, for: 40m } }\n',
  );
  const { truth, agreement } = judgeRun(plan, rules);
  expect(truth.windows).toMatchObject([
    { work: ["BPH0038"], sites: ["BPH0038", "BPH0039", "BPH0040"], toMs: plan.scenario.start + 115 * 60_000 },
  ]);
  const planned = truth.outages.filter(({ causeClass }) => causeClass === "planned");
  expect(planned.map(({ site }) => site).sort()).toEqual(["BPH0038", "BPH0039", "BPH0040"]);
  expect(new Set(planned.map(({ root }) => root))).toEqual(new Set(["BPH0038/ctl"]));
  expect(truth.lostNodeMinutes["planned"]).toBeGreaterThan(40 * 3);
  expect(agreement.rows.find(({ causeClass }) => causeClass === "planned")?.difference).toBeLessThan(0.03);
});
