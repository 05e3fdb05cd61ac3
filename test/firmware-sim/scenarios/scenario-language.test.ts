import { expect, test } from "vitest";
import { readScenario, readScenarioFile } from "../../../firmware-sim/scenarios/read-scenario.ts";
import { scenarioEventsMax } from "../../../firmware-sim/scenarios/scenario.ts";
import type { WorldPlan } from "../../../firmware-sim/scenarios/world-plan.ts";
import type { Inventory } from "../../../inventory/inventory.ts";
import { exampleProvincePath, loadInventory } from "../../../inventory/load.ts";

const province = (): Inventory => {
  const loaded = loadInventory(exampleProvincePath);
  if (!loaded.ok) throw new Error("the example province can't be read");
  return loaded.inventory;
};
const inventory = province();

const head = "name: A\nstart: 2026-03-10T06:00:00+07:00\nduration: 5h\n";
const startMs = Date.parse("2026-03-10T06:00:00+07:00");

const planOf = (events: string, start = head): WorldPlan => {
  const planned = readScenario(`${start}events:\n${events}`, inventory);
  if (!planned.ok) throw new Error(JSON.stringify(planned.faults));
  return planned.plan;
};

const faultsOf = (text: string) => {
  const result = readScenario(text, inventory);
  return result.ok ? [] : result.faults;
};

test("a clock time is the first one not before the start, a plus counts from the start", () => {
  const plan = planOf(
    '  - { at: "10:00", mains-out: { sites: [BPH0001], for: 1h } }\n' +
      '  - { at: "05:00", mains-out: { sites: [BPH0001], for: 1h } }\n' +
      '  - { at: "+90m", mains-out: { sites: [BPH0001], for: 1h } }\n',
    head.replace("5h", "1d"),
  );
  expect(plan.deeds.map(({ startsAtMs }) => (startsAtMs - startMs) / 3_600_000)).toEqual([4, 23, 1.5]);
});

test.each([
  ["[BPH0003, BPH0001]", ["BPH0001", "BPH0003"]],
  ["commune bu dang", ["BPH0038"]],
  ['commune "25219"', null],
  ["commune 25219", ["BPH0009", "BPH0010"]],
  ["behind BPH0038", ["BPH0038", "BPH0039", "BPH0040"]],
])("sites: %s", (sites, wanted) => {
  const event = `  - { at: "10:00", mains-out: { sites: ${sites}, for: 1h } }\n`;
  if (wanted === null) expect(faultsOf(`${head}events:\n${event}`)).not.toEqual([]);
  else expect(planOf(event).deeds[0]?.to).toEqual(wanted);
});

test("so many of some sites are drawn by the seed, the same each time", () => {
  const event = '  - { at: "10:00", mains-out: { sites: 7 of all, for: 1h } }\n';
  const drawn = planOf(event).deeds[0]?.to;
  expect(new Set(drawn).size).toBe(7);
  expect(planOf(event).deeds[0]?.to).toEqual(drawn);
});

test("everything that is wrong is said at once, with path, value and fix", () => {
  const text = `name: A
start: yesterday
duration: 4 hours
events:
  - { at: "25:00", storm: { sites: commune X, rain: 60, for: 3h } }
  - { at: "10:00", earthquake: {} }
  - { at: "10:00", fibre-cut: { for: 1h } }
  - { at: "10:00", heat: { sites: all, celsius: 8, for: 1h, till: 2h } }
  - { at: "10:00", mains-out: { sites: 3 of commune NOWHERE, for: 1h } }
  - { at: "10:00", storm: { sites: all, for: 1h } }
  - 7
`;
  const found = faultsOf(text);
  const byPlace = ([one]: readonly unknown[], [other]: readonly unknown[]) =>
    String(one).localeCompare(String(other));
  expect(found.map(({ path, value }) => [path, value]).sort(byPlace)).toEqual(
    [
      ["start", '"yesterday"'],
      ["duration", '"4 hours"'],
      ["events[0].at", '"25:00"'],
      ["events[0].storm.rain", "60"],
      ["events[1]", "earthquake"],
      ["events[2].fibre-cut", '{"for":"1h"}'],
      ["events[3].heat", expect.stringContaining("till")],
      ["events[4].mains-out.sites", '"3 of commune NOWHERE"'],
      ["events[5].storm.rain", null],
      ["events[6]", "7"],
    ].sort(byPlace),
  );
  for (const { fix } of found) expect(fix).not.toBe("");
  const words = found.map(({ message }) => message).join("\n");
  expect(words).not.toMatch(/Invalid|expected|received|Unrecognized|Too/);
  expect(found.find(({ path }) => path === "events[5].storm.rain")).toMatchObject({
    message: "is missing",
    fix: expect.stringContaining("60 mm/h"),
  });
});

test("an event after the end is said, not left out in silence", () => {
  const found = faultsOf(`${head}events:\n  - { at: "11:00", reconnect-all: {} }\n`);
  expect(found).toMatchObject([
    {
      path: "events[0].at",
      message: expect.stringContaining("2026-03-10T11:00+07:00, which is after the end"),
    },
  ]);
});

test("what the inventory does not have is said with its place", () => {
  const text = `${head}events:
  - { at: "07:00", mains-out: { sites: [NOWHERE], for: 1h } }
  - { at: "07:00", hop-fades: { link: hop-99, for: 1h } }
  - { at: "07:00", operator-mistake: { node: BPH0001/none, does: breaker-off, for: 1h } }
  - { at: "07:00", node-fails: { node: BPH0001/agg1, for: 1h } }
  - { at: "07:00", mains-out: { sites: 99 of all, for: 1h } }
`;
  expect(faultsOf(text).map(({ path }) => path)).toEqual([
    "events[0].mains-out.sites",
    "events[1].hop-fades.link",
    "events[2].operator-mistake.node",
    "events[3].node-fails.node",
    "events[4].mains-out.sites",
  ]);
});

test.each([
  ["sensor-fault: { node: BPH0001/pwr, metric: battery.sock, does: stuck, for: 1h }", "battery.soc, "],
  ["sensor-fault: { node: BPH0001/ctl, metric: door.open, does: noisy, spread: 1, for: 1h }", "with a unit"],
  [
    "sensor-fault: { node: BPH0001/ctl, metric: door.open, does: flapping, values: [1, 2], hold: 30s, for: 1h }",
    "[true, false]",
  ],
  [
    "sensor-chatter: { node: BPH0001/ctl, metric: aircon.state, around: 1, spread: 1, for: 1h }",
    "with a unit",
  ],
  ["sensor-fault: { node: BPH0001/pwr, metric: battery.soc, does: noisy, for: 1h }", "noisy needs spread"],
  ["sensor-fault: { node: BPH0001/pwr, metric: battery.soc, does: flapping, for: 1h }", "hold: 30s"],
  ["transport-fault: { sites: all, for: 1h }", "exactly one of drop"],
  ["transport-fault: { sites: all, for: 1h, drop: much }", "20 %"],
  ["transport-fault: { sites: all, for: 1h, reorder: 20 % }", "within: 30s"],
  ["wrong-clock: { sites: all, for: 1h, ahead: 1h, behind: 1h }", "either ahead"],
])("%s is told how to be mended", (event, fix) => {
  const [fault] = faultsOf(`${head}events:\n  - { at: "07:00", ${event} }\n`);
  expect(fault?.fix).toContain(fix);
});

test("a file that is none, no YAML and too many events are refused", () => {
  expect(readScenarioFile("/nowhere/scenario.yaml", inventory)).toMatchObject({ ok: false });
  expect(faultsOf("name: [")[0]?.message).toContain("YAML");
  const event = '  - { at: "10:00", reconnect-all: {} }\n';
  expect(faultsOf(`${head}events:\n${event.repeat(scenarioEventsMax + 1)}`)).toHaveLength(1);
});
