import { beforeAll, expect, test } from "vitest";
import { parseScenario } from "../../../firmware-sim/scenarios/load-scenario.ts";
import type { RunRecord, TelemetryRecord } from "../../../firmware-sim/scenarios/run-record.ts";
import { VirtualRun } from "../../../firmware-sim/scenarios/virtual-run.ts";
import { planWorld } from "../../../firmware-sim/scenarios/world-plan.ts";
import { exampleProvincePath, loadInventory } from "../../../inventory/load.ts";

const minuteMs = 60_000;
const startMs = Date.parse("2026-03-10T06:00:00+07:00");
const faultMs = startMs + 10 * minuteMs;

const events = `
  - { at: +10m, sensor-fault: { node: BPH0003/pwr, metric: dc.bus.voltage, does: stuck, for: 20m } }
  - { at: +10m, sensor-fault: { node: BPH0003/ctl, metric: room.temperature, does: missing, for: 20m } }
  - { at: +10m, sensor-fault: { node: BPH0004/pwr, metric: dc.bus.voltage, does: wrong-sign, for: 20m } }
  - { at: +10m, sensor-fault: { node: BPH0004/ctl, metric: room.temperature, does: noisy, spread: 5, for: 20m } }
  - { at: +10m, sensor-fault: { node: BPH0005/ctl, metric: door.open, does: flapping, values: [true, false], hold: 30s, for: 20m } }
  - { at: +10m, transport-fault: { sites: [BPH0006], duplicate: 100 %, for: 20m } }
  - { at: +10m, transport-fault: { sites: [BPH0007], delay: 20s, for: 20m } }
  - { at: +10m, transport-fault: { sites: [BPH0008], drop: 40 %, for: 20m } }
  - { at: +10m, transport-fault: { sites: [BPH0009], reorder: 50 %, within: 3m, for: 20m } }
  - { at: +10m, half-open: { sites: [BPH0011], for: 1m } }
  - { at: +10m, wrong-clock: { sites: [BPH0012], behind: 2h, for: 20m } }
  - { at: +10m, time-server-lost: { sites: [BPH0013], for: 40m } }
`;

let records: readonly RunRecord[] = [];
let outages: readonly unknown[] = [];
beforeAll(() => {
  const loaded = loadInventory(exampleProvincePath);
  const parsed = parseScenario(
    `name: Faults\nstart: 2026-03-10T06:00:00+07:00\nduration: 1h\nevents:${events}`,
  );
  if (!loaded.ok || !parsed.ok) throw new Error(JSON.stringify(parsed));
  const planned = planWorld(parsed.scenario, loaded.inventory);
  if (!planned.ok) throw new Error(JSON.stringify(planned.faults));
  const run = new VirtualRun(planned.plan);
  records = [...run.records()];
  outages = run.truth().outages;
});

const telemetryOf = (site: string): readonly TelemetryRecord[] =>
  records.flatMap((record) => (record.kind === "telemetry" && record.site === site ? [record] : []));

const duringFault = (site: string): readonly TelemetryRecord[] =>
  telemetryOf(site).filter(({ atMs }) => atMs >= faultMs && atMs < faultMs + 20 * minuteMs);

const valuesOf = (given: readonly TelemetryRecord[], metric: string) =>
  given.flatMap(({ values }) => values[metric] ?? []);

test("sensors get stuck, fall silent, turn their sign, jump and flap, and say the truth again afterwards", () => {
  expect(new Set(valuesOf(duringFault("BPH0003"), "dc.bus.voltage")).size).toBe(1);
  expect(new Set(valuesOf(telemetryOf("BPH0003"), "dc.bus.voltage")).size).toBeGreaterThan(2);
  expect(valuesOf(duringFault("BPH0003"), "room.temperature")).toEqual([]);
  expect(valuesOf(telemetryOf("BPH0003"), "room.temperature")).not.toEqual([]);
  for (const volts of valuesOf(duringFault("BPH0004"), "dc.bus.voltage")) expect(volts).toBeLessThan(-40);
  const jumps = valuesOf(duringFault("BPH0004"), "room.temperature").map(Number);
  expect(Math.max(...jumps) - Math.min(...jumps)).toBeGreaterThan(3);
  const doors = valuesOf(duringFault("BPH0005"), "door.open");
  expect(doors.filter(Boolean).length).toBeGreaterThan(15);
  expect(doors.filter((isOpen) => isOpen === false).length).toBeGreaterThan(15);
});

test("messages arrive twice, late, out of order, or after the connection was begun anew", () => {
  const perReading = (site: string) => Map.groupBy(duringFault(site), ({ node, tsMs }) => `${node}/${tsMs}`);
  for (const copies of perReading("BPH0006").values()) expect(copies.length).toBe(2);
  const delayed = duringFault("BPH0007").filter(({ tsMs }) => tsMs >= faultMs);
  for (const { atMs, tsMs } of delayed) expect(atMs - tsMs).toBeGreaterThan(19_000);
  const times = duringFault("BPH0009").map(({ tsMs }) => tsMs);
  expect(times).not.toEqual(times.toSorted((one, other) => one - other));
  const births = (site: string) =>
    records.filter(({ kind, site: of }) => kind === "birth" && of === site).length;
  expect(births("BPH0008")).toBeGreaterThan(1);
  expect(births("BPH0010")).toBe(1);
  const arrived = new Set(telemetryOf("BPH0008").map(({ node, tsMs }) => `${node}/${tsMs}`));
  const unbroken = new Set(telemetryOf("BPH0006").map(({ node, tsMs }) => `${node}/${tsMs}`));
  expect(arrived.size).toBeGreaterThan(unbroken.size / 2);
});

test("a half-open connection is found out by both ends, and nothing of the silence is missing", () => {
  const told = records.filter(({ site, kind }) => site === "BPH0011" && kind !== "telemetry");
  expect(told.map(({ kind }) => kind).sort()).toEqual(["birth", "birth", "lost"]);
  const times = [...new Set(telemetryOf("BPH0011").map(({ tsMs }) => tsMs))].sort(
    (one, other) => one - other,
  );
  const gaps = times.slice(1).map((tsMs, index) => tsMs - (times[index] ?? 0));
  expect(Math.max(...gaps)).toBeLessThan(1.5 * minuteMs);
});

test("a clock that was set back stamps two hours early until a time server is heard; one without server drifts", () => {
  const wrong = duringFault("BPH0012").filter(({ tsMs }) => tsMs < startMs);
  expect(wrong.length).toBeGreaterThan(15);
  const later = telemetryOf("BPH0012").filter(({ atMs }) => atMs > faultMs + 25 * minuteMs);
  expect(later.length).toBeGreaterThan(15);
  for (const { atMs, tsMs } of later) expect(Math.abs(atMs - tsMs)).toBeLessThan(minuteMs);
  const offsets = telemetryOf("BPH0013").map(({ tsMs }) => tsMs % minuteMs);
  expect(new Set(offsets).size).toBeGreaterThan(3);
});

test("none of these is an outage: the sites live and have a way", () => {
  expect(outages).toEqual([]);
});
