import { mkdtempSync, rmSync, writeFileSync } from "node:fs";
import { tmpdir } from "node:os";
import { join } from "node:path";
import { fileURLToPath } from "node:url";
import { expect, onTestFinished, test } from "vitest";
import { openHouse } from "./house.ts";
import { documentOf, runCommand } from "./serve.ts";

const province = fileURLToPath(new URL("../../inventory/example-province.yaml", import.meta.url));

const folderFor = (): string => {
  const folder = mkdtempSync(join(tmpdir(), "tramcanh-scenario-"));
  onTestFinished(() => rmSync(folder, { recursive: true, force: true }));
  return folder;
};

const storyOf = (folder: string, event: string): string => {
  const path = join(folder, "story.yaml");
  writeFileSync(
    path,
    `name: Story\nstart: 2026-03-10T06:00:00+07:00\nduration: 2h\nperiod: 5m\nevents:\n  - ${event}\n`,
  );
  return path;
};

test("a scenario is played to a folder, and evaluate holds the ledger against its truth", async () => {
  const house = openHouse();
  const folder = folderFor();
  const story = storyOf(folder, '{ at: "06:10", hop-fades: { link: hop-21, for: 100m } }');
  const played = documentOf(await runCommand(house, ["scenario", story, "--out", folder, "--json"]));
  expect(played).toMatchObject([{ name: story, folder: join(folder, "story") }]);
  const [readings, truth] = [join(folder, "story", "readings.csv"), join(folder, "story", "truth.json")];
  const words = ["evaluate", readings, "--inventory", province, "--truth", truth];
  const { out } = await runCommand(house, words);
  expect(out).toContain("Lost communication");
  expect(out).toMatch(/transmission +\d+\.\d +\d+\.\d +\d\.\d\d %/);
  expect(await runCommand(house, [...words.slice(0, -1), readings])).toMatchObject({ code: 2 });
  house.write("tramcanh.yaml", "data: ./data\n");
  const lost = await runCommand(house, ["evaluate", readings, "--truth", truth]);
  expect(lost).toMatchObject({ code: 2, log: expect.stringContaining("--inventory FILE") });
});

test("what is wrong with a scenario ends with exit code 2, path, value and fix", async () => {
  const folder = folderFor();
  const story = storyOf(folder, '{ at: "06:10", hop-fades: { link: hop-99, for: 100 } }');
  const { code, log } = await runCommand(openHouse(), ["scenario", story]);
  expect(code).toBe(2);
  expect(log).toContain("events[0].hop-fades.for");
  expect(await runCommand(openHouse(), ["scenario"])).toMatchObject({
    code: 0,
    out: expect.stringContaining("typhoon"),
  });
});
