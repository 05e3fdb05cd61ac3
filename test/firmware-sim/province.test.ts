import { mkdtempSync, readdirSync, rmSync } from "node:fs";
import { tmpdir } from "node:os";
import { join } from "node:path";
import { afterEach, beforeEach, expect, test } from "vitest";
import { type Province, type ProvincePlan, startProvince } from "../../firmware-sim/province.ts";
import { drawFault } from "../../firmware-sim/province-faults.ts";
import { seededRandom } from "../../firmware-sim/random.ts";
import { until } from "../until.ts";
import { PlatformStandIn } from "./platform-stand-in.ts";

const token = "a-token";
const nodes = [
  { code: "ctl", kind: "controller" },
  { code: "pwr", kind: "power" },
  { code: "mw1", kind: "microwave" },
];
let directory: string;
let platform: PlatformStandIn;
let province: Province | null;

beforeEach(async () => {
  directory = mkdtempSync(join(tmpdir(), "province-"));
  platform = new PlatformStandIn();
  province = null;
  await platform.start(token);
});
afterEach(async () => {
  await province?.stop();
  await platform.stop();
  rmSync(directory, { recursive: true, force: true });
});

const start = (changes: Partial<ProvincePlan>): Province => {
  province = startProvince({
    mqttUrl: platform.url,
    sites: Array.from({ length: 8 }, (_, index) => ({
      site: `S${index}`,
      device: `dev-${index}`,
      token,
      nodes,
    })),
    seed: "test",
    periodSeconds: 0.2,
    faultsPerMinute: 0,
    directory,
    ...changes,
  });
  return province;
};

test("every site connects with its own device and reports, and everything is acknowledged", async () => {
  const running = start({});
  await until(() => expect(running.stats().acknowledged).toBeGreaterThan(8 * nodes.length * 2));
  await running.stop();
  const sites = new Set(platform.telemetry.map(({ topic }) => topic.split("/")[1]));
  expect(sites.size).toBe(8);
  expect(readdirSync(directory)).toEqual(["messages.jsonl"]);
  const stats = running.stats();
  expect(stats).toMatchObject({
    sites: 8,
    connected: 0,
    buffered: 0,
    dropped: 0,
    reconnects: 0,
    activeFaults: [],
  });
  expect(stats.acknowledged).toBe(stats.recorded);
});

test("faults come by themselves, are told, and never touch more than a quarter of the sites", async () => {
  const running = start({ faultsPerMinute: 6000 });
  await until(() => expect(running.stats().activeFaults).toHaveLength(2));
  const recorded = running.stats().recorded;
  await until(() => expect(running.stats().recorded).toBeGreaterThan(recorded + 50));
  const { activeFaults } = running.stats();
  expect(activeFaults).toHaveLength(2);
  expect(new Set(activeFaults.map(({ site }) => site)).size).toBe(2);
});

test("the same seed draws the same faults, of every kind, one to ten minutes long", () => {
  const draw = (seed: string) => {
    const random = seededRandom(seed);
    return Array.from({ length: 300 }, () => drawFault(nodes, 1_700_000_000_000, random));
  };
  const summary = (seed: string) => draw(seed).map((fault) => `${fault?.name} ${fault?.endsAtMs}`);
  expect(summary("a")).toEqual(summary("a"));
  expect(summary("a")).not.toEqual(summary("b"));
  expect(new Set(draw("a").map((fault) => fault?.name))).toEqual(
    new Set([
      "mains-failure",
      "door-left-open",
      "hot-cabinet",
      "link-down",
      "link-flap",
      "sensor-chatter",
      "connection-cut",
    ]),
  );
  const minutes = draw("a").map((fault) => ((fault?.endsAtMs ?? 0) - 1_700_000_000_000) / 60_000);
  expect(Math.min(...minutes)).toBeGreaterThanOrEqual(1);
  expect(Math.max(...minutes)).toBeLessThanOrEqual(10);
});

test("a site without the nodes for a fault is spared it", () => {
  const random = seededRandom("bare");
  const names = Array.from({ length: 200 }, () => drawFault([], 0, random)?.name);
  expect(names).toContain(undefined);
  expect(names).not.toContain("link-down");
});
