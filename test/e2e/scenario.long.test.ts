import { mkdtempSync, readFileSync, rmSync, writeFileSync } from "node:fs";
import { tmpdir } from "node:os";
import { join } from "node:path";
import { fileURLToPath } from "node:url";
import { expect, onTestFinished, test } from "vitest";
import { z } from "zod";
import { figureOf, openHouse, provisionAll, serve } from "./house.ts";
import { documentOf, runCommand } from "./serve.ts";

const province = fileURLToPath(new URL("../../inventory/example-province.yaml", import.meta.url));

const liveTruth = z.object({
  fromMs: z.number(),
  toMs: z.number(),
  speed: z.number(),
  outages: z.array(
    z.object({ site: z.string(), causeClass: z.string(), fromMs: z.number(), toMs: z.number() }),
  ),
});

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

test("a scenario is played live: a site without mains goes dark with all behind it, and all come back", async () => {
  const house = openHouse();
  const served = await serve(house);
  const items = await provisionAll(house, served);
  house.write("few.json", JSON.stringify(items.slice(1)));
  const outage = "sites: [BPH0038], for: 30m";
  const story = storyOf(
    house.folder,
    `{ at: "06:30", battery-theft: { ${outage} } }\n  - { at: "06:30", generator-fails: { ${outage} } }\n  - { at: "06:30", mains-out: { ${outage} } }`,
  );
  const words = ["scenario", story, "--url", served.urls.mqtt, "--speed", "1200", "--period", "1s"];
  const refused = await runCommand(house, [...words, "--devices", "few.json"]);
  expect(refused).toMatchObject({ code: 2, log: expect.stringContaining("BPH0001") });
  const played = documentOf(
    await runCommand(house, [...words, "--devices", "devices.json", "--out", house.folder, "--json"]),
  );
  const sites = items.length;
  expect(played).toMatchObject({ folder: join(house.folder, "story"), sites, connected: sites });
  const truth = liveTruth.parse(JSON.parse(readFileSync(join(house.folder, "story", "truth.json"), "utf8")));
  const known = truth.outages.map(({ site, causeClass }) => [site, causeClass]).sort();
  expect(known).toEqual([
    ["BPH0038", "power"],
    ["BPH0039", "transmission"],
    ["BPH0040", "transmission"],
  ]);
  for (const { fromMs, toMs } of truth.outages) {
    expect((fromMs - truth.fromMs) * truth.speed).toBeGreaterThan(29.9 * 60_000);
    expect((toMs - fromMs) * truth.speed).toBeGreaterThan(20 * 60_000);
    expect(toMs).toBeLessThan(truth.toMs);
  }
  const gone = await runCommand(house, [...words, "--devices", "none.json"]);
  expect(gone).toMatchObject({
    code: 2,
    log: expect.stringMatching(/none\.json can't be read.*\n.*device add/),
  });
  const wrong = words.map((word) => (word === served.urls.mqtt ? "mqtt://127.0.0.1:1" : word));
  const unheard = await runCommand(house, [...wrong, "--devices", "devices.json"]);
  expect(unheard).toMatchObject({
    code: 1,
    log: expect.stringMatching(/--url mqtt:.*ECONNREFUSED.*\n.*fix/),
  });
  const figures = await figureOf(served, "tramcanh_readings_total");
  expect(figures).toBeGreaterThan(sites);
});

test("with --api planned work is entered at the platform, and its ledger is held against the truth", async () => {
  const house = openHouse();
  const served = await serve(house);
  await provisionAll(house, served);
  const key = await served.ask("POST", "/api/v1/api-keys", { name: "scenario", role: "noc-operator" });
  const environment = { TRAMCANH_API_KEY: z.object({ key: z.string() }).parse(key.body).key };
  const story = storyOf(house.folder, '{ at: "06:30", planned-work: { sites: [BPH0040], for: 60m } }');
  const words = [
    "scenario",
    story,
    "--url",
    served.urls.mqtt,
    "--devices",
    "devices.json",
    "--speed",
    "1000",
  ];
  const live = [...words, "--period", "1s", "--out", house.folder, "--within", "100%"];
  expect(await runCommand(house, [...live, "--api", served.urls.http])).toMatchObject({
    code: 2,
    log: expect.stringContaining("TRAMCANH_API_KEY=tck_"),
  });
  const foreign = await runCommand(house, [...live, "--api", served.urls.http], {
    TRAMCANH_API_KEY: "tck_no",
  });
  expect(foreign).toMatchObject({ code: 1, log: expect.stringMatching(/401/) });
  const played = documentOf(
    await runCommand(house, [...live, "--api", served.urls.http, "--json"], environment),
  );
  const rows = z.object({
    agreement: z.object({ rows: z.array(z.object({ causeClass: z.string(), trueMinutes: z.number() })) }),
  });
  const planned = rows.parse(played).agreement.rows.find(({ causeClass }) => causeClass === "planned");
  expect(planned?.trueMinutes).toBeGreaterThan(0);
  const audit = await served.ask("GET", "/api/v1/audit");
  expect(audit.text).toContain("maintenance.plan");
  expect(audit.text).toContain("maintenance.cancel");
  expect((await served.ask("GET", "/api/v1/maintenance-windows")).body).toMatchObject({ items: [] });
});
