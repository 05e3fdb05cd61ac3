import { readFileSync } from "node:fs";
import { describe, expect, test } from "vitest";
import { metrics } from "../../telemetry/metrics.ts";
import { defaultRules, prompt, Stand } from "./stand.ts";

const s = 1_000;
const startMs = Date.UTC(2026, 0, 1);
const rules = defaultRules();

const plan: Record<string, number> = {
  breakerAmperes: 40,
  plantCurrentAmperes: 100,
  travelMinutes: 45,
  plannedRslDbm: -40,
  receiverThresholdDbm: -75,
  baselineOpticalDbm: -8,
  minimumOpticalDbm: -20,
};

/** Severities that a rule shows for the values of one metric, one after the other; "-" while cleared. */
const severities = (name: string, metric: string, values: readonly number[]): string => {
  const stand = new Stand(rules.filter((rule) => rule.name === name).map(prompt), {
    plannedNumber: (_site, _node, number) => plan[number],
  });
  return values
    .map((value, index) => {
      stand.read(metric, value, startMs + index * s);
      const [alarm] = stand.system.list();
      return alarm === undefined || alarm.isCleared ? "-" : alarm.severity;
    })
    .join(" ");
};

describe("default limits: raise, escalate, hysteresis, clear", () => {
  test.each([
    ["mains-voltage-low", "mains.voltage", [200, 199.9, 202.9, 203], "- warning warning -"],
    ["mains-voltage-low", "mains.voltage", [179, 182, 184, 203], "critical critical warning -"],
    [
      "mains-voltage-high",
      "mains.voltage",
      [240, 240.1, 256, 253, 251, 237],
      "- warning critical critical warning -",
    ],
    ["mains-frequency-low", "mains.frequency", [49, 48.9, 48.4, 48.8, 49.3], "- warning major warning -"],
    ["mains-frequency-high", "mains.frequency", [51, 51.1, 51.6, 50.7], "- warning major -"],
    ["mains-current-high", "mains.current", [30, 31, 36.1, 34, 28], "- warning critical warning -"],
    ["dc-bus-voltage-low", "dc.bus.voltage", [51, 50.9, 47.9, 45.9, 51.5], "- warning major critical -"],
    ["dc-bus-voltage-high", "dc.bus.voltage", [57, 57.1, 58.6, 56.7], "- warning critical -"],
    ["dc-load-high", "dc.load.current", [80, 81, 96, 93, 78], "- warning major warning -"],
    ["battery-temperature-high", "battery.temperature", [35, 36, 41, 46, 34], "- warning major critical -"],
    ["battery-temperature-low", "battery.temperature", [0, -1, 1, 2], "- warning warning -"],
    ["battery-midpoint-deviation", "battery.midpoint.deviation", [2, 2.1, 5.1, 1.8], "- warning major -"],
    ["battery-soc-low", "battery.soc", [50, 49, 34, 19, 52], "- warning major critical -"],
    ["battery-autonomy-low", "battery.autonomy", [120, 119, 74, 85, 130], "- warning critical warning -"],
    [
      "site-autonomy-low",
      "site.autonomy",
      [480, 479, 119, 74, 85, 130, 510],
      "- warning minor critical minor warning -",
    ],
    ["battery-health-low", "battery.soh", [80, 79, 59, 82], "- warning major -"],
    ["rectifier-none", "rectifier.ok", [4, 1, 0, 1], "- - critical -"],
    ["genset-fuel-low", "genset.fuel", [40, 39, 24, 14, 43], "- warning major critical -"],
    ["cabinet-temperature-high", "cabinet.temperature", [45, 46, 51, 56, 43], "- warning major critical -"],
    ["room-temperature-high", "room.temperature", [30, 31, 34, 36, 29], "- warning major critical -"],
    ["room-humidity-high", "room.humidity", [80, 81, 91, 77], "- warning major -"],
    ["link-rtt-high", "link.rtt", [150, 151, 130], "- warning -"],
    ["link-loss-high", "link.loss", [2, 2.1, 5.1, 11, 1.5], "- warning major critical -"],
    ["microwave-rsl-low", "microwave.rsl", [-46, -47, -51, -73, -45], "- warning major critical -"],
    ["optical-power-low", "optical.rx.power", [-11, -12, -14, -21, -10], "- warning major critical -"],
    ["vswr-high", "vswr", [1.5, 1.6, 2.1, 1.4], "- warning major -"],
    ["mains-lost", "mains.present", [1, 0, 1], "- major -"],
    ["genset-fault", "genset.state", [0, 2, 3, 1], "- - major -"],
    ["aircon-fault", "aircon.state", [1, 2, 0], "- warning -"],
    ["door-open", "door.open", [0, 1, 0], "- minor -"],
    ["smoke", "smoke.detected", [0, 1, 0], "- critical -"],
    ["water", "water.detected", [0, 1, 0], "- critical -"],
    ["link-down", "link.up", [1, 0, 1], "- critical -"],
    ["bts-down", "bts.up", [1, 0, 1], "- critical -"],
  ])("%s over %s %j: %s", (name, metric, values, expected) => {
    expect(severities(name, metric, values)).toBe(expected);
  });

  test("every default rule on readings has a case above or is of another kind", () => {
    expect(rules.filter(({ kind }) => kind === "threshold" || kind === "state")).toHaveLength(33);
  });

  test("a level whose planned number is missing is not in force", () => {
    const stand = new Stand(rules.map(prompt));
    for (const [index, value] of [31, 99].entries()) stand.read("mains.current", value, startMs + index * s);
    expect(stand.story).toEqual(["raised warning"]);
  });
});

test("docs/formats/rules.md says of each metric without a default rule why it has none, and of no other", () => {
  const page = readFileSync(new URL("../../docs/formats/rules.md", import.meta.url), "utf8");
  const [, after = ""] = page.split("## What the default rules leave out");
  const [section = ""] = after.split("\n## ");
  const named = [...section.matchAll(/^\| `([a-z.]+)`/gm)].map(([, name]) => name);
  const text = JSON.stringify(rules);
  const without = metrics.map(({ name }) => name).filter((name) => !text.includes(`"${name}"`));
  expect(named).toEqual(without);
});
