import { mkdtempSync, rmSync, writeFileSync } from "node:fs";
import { tmpdir } from "node:os";
import { join } from "node:path";
import { fileURLToPath } from "node:url";
import { expect, onTestFinished, test } from "vitest";
import { openHouse } from "./house.ts";
import { documentOf, runCommand } from "./serve.ts";

const sample = fileURLToPath(new URL("../data/vietnam-bts/alarms.csv", import.meta.url));

const folderFor = (): string => {
  const folder = mkdtempSync(join(tmpdir(), "tramcanh-evaluate-"));
  onTestFinished(() => rmSync(folder, { recursive: true, force: true }));
  return folder;
};

test("evaluate says in words and as one document what an operator would have seen", async () => {
  const house = openHouse();
  const words = await runCommand(house, ["evaluate", sample]);
  expect(words).toMatchObject({ code: 0, out: expect.stringContaining("194 alarms in → ") });
  const report = documentOf(await runCommand(house, ["evaluate", sample, "--json"]));
  expect(report).toMatchObject({
    recording: { kind: "alarms", rows: 194, sites: 29, sitesUnknown: 29 },
    alarmsIn: 194,
    floods: { recorded: { inFlood: 6 }, shown: { inFlood: 0 } },
  });
});

test("rules and inventory can be given: here a rule of doors with a delay of its own", async () => {
  const house = openHouse();
  const folder = folderFor();
  writeFileSync(
    join(folder, "rules.yaml"),
    [
      "rules:",
      "  - alert: door",
      "    kind: device",
      '    types: ["317"]',
      "    severity: minor",
      "    for: 1s",
      "    event_type: physicalViolation",
      "    annotations:",
      "      summary: { vi: Cửa mở, en: Door open }",
      "      action: { vi: Xem, en: Look }",
      "",
    ].join("\n"),
  );
  const words = ["evaluate", sample, "--json", "--rules", join(folder, "rules.yaml")];
  const report = documentOf(await runCommand(house, words));
  expect(report).toMatchObject({ priority: { minor: { count: 4 } } });
});

test("a file that can't be understood ends with exit code 2, line, column and fix", async () => {
  const house = openHouse();
  const path = join(folderFor(), "wrong.csv");
  writeFileSync(path, "ts,site,metric,value\n2026-03-01 08:00,A,mains.voltage,high\n");
  const { code, log, out } = await runCommand(house, ["evaluate", path]);
  expect({ code, out }).toEqual({ code: 2, out: "" });
  expect(log).toContain('wrong.csv:2: value: is not a number (found "high")');
  expect(log).toContain("fix: write a number such as 228.4");
});

test("options that can't be understood end with exit code 2", async () => {
  const house = openHouse();
  for (const option of [
    ["--zone", "ICT"],
    ["--for", "soon"],
    ["--rename", "122"],
    ["--period", "often"],
  ]) {
    expect((await runCommand(house, ["evaluate", sample, ...option])).code).toBe(2);
  }
});
