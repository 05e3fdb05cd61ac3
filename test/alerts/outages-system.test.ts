import { expect, it } from "vitest";
import { AlarmSystem } from "../../alerts/alarm-system.ts";
import { LateReadings } from "../../alerts/outages/late-readings.ts";
import { parseOutage } from "../../alerts/outages/outage.ts";
import { OutageLedger } from "../../alerts/outages/outage-ledger.ts";
import { HeardColumns } from "../../telemetry/arrivals.ts";
import type { DeviceEvent } from "../../telemetry/device-event.ts";
import { DeviceNumbers } from "../../telemetry/device-numbers.ts";
import { nodeCode } from "../../telemetry/identifiers.ts";
import { emptyRows } from "../../telemetry/journal.ts";
import { ReadingColumns } from "../../telemetry/reading-columns.ts";
import { SeriesCatalog } from "../../telemetry/series-catalog.ts";
import { defaultRules, device, site } from "./stand.ts";

const second = 1_000;
const minute = 60 * second;

/** The alarm system with its default rules, the ledger behind it, and a device that reports each minute. */
const openSystem = () => {
  const rows = emptyRows();
  const catalog = new SeriesCatalog();
  const series = catalog.add(site, nodeCode("pwr"), "mains.voltage", 0);
  const devices = new DeviceNumbers();
  const ledger = new OutageLedger({ alarmOf: (id) => system.get(id) });
  const system: AlarmSystem = new AlarmSystem({
    rules: defaultRules(),
    catalog,
    devices,
    describeSite: () => undefined,
    routes: [],
    followers: [(change, recording) => ledger.follow(change, recording)],
  });
  const late = new LateReadings({ ledger, catalog, lateness: (_site, lagMs) => lagMs });
  const receive = (nowMs: number, timesMs: readonly number[], events: readonly DeviceEvent[] = []): void => {
    const heard = new HeardColumns(1);
    heard.append(devices.of(device), nowMs);
    const fresh = new ReadingColumns(timesMs.length);
    for (const tsMs of timesMs) fresh.append(series.id, tsMs, 229, nowMs - tsMs);
    const arrivals = { fresh, behind: new ReadingColumns(0), heard, events };
    system.evaluate(arrivals, rows, nowMs);
    late.hear(arrivals, { rows, nowMs });
  };
  const outages = () =>
    [...new Map(rows.outage.map((row) => [row.id, row])).values()].map(({ body }) => parseOutage(body));
  const facts = { device, site, node: nodeCode("pwr"), session: 1, firmware: null, clockMs: null };
  receive(minute, [minute], [{ kind: "birth", ...facts, periodSeconds: 60, receivedAtMs: minute }]);
  return { rows, system, receive, outages, tick: (nowMs: number) => system.tick(rows, nowMs) };
};

it("a device that is late is no outage; one that is lost is, from three periods and two seconds on", () => {
  const { tick, receive, outages } = openSystem();
  tick(minute + 151 * second);
  expect(outages()).toEqual([]);
  receive(minute + 160 * second, [minute + 160 * second]);
  expect(outages()).toEqual([]);
  tick(30 * minute);
  const lostAtMs = minute + 160 * second + 182 * second;
  expect(outages()).toMatchObject([
    { site, node: null, fromMs: lostAtMs, toMs: null, causeClass: "unknown" },
  ]);
  receive(40 * minute, [40 * minute]);
  expect(outages()).toMatchObject([{ fromMs: lostAtMs, toMs: 40 * minute, causeClass: "unknown" }]);
});

it("the very batch that ends the silence may bring the readings that show that the site was alive", () => {
  const { tick, receive, outages } = openSystem();
  tick(30 * minute);
  const backlog = Array.from({ length: 38 }, (_, place) => (place + 2) * minute);
  receive(40 * minute, [...backlog, 40 * minute]);
  expect(outages()).toMatchObject([
    { toMs: 40 * minute, causeClass: "transmission", confirmedBy: "backfill" },
  ]);
});

it("an alarm of a device's own is no outage: only rules say what takes a node down", () => {
  const { system, rows, outages } = openSystem();
  const event: DeviceEvent = {
    ...{ kind: "alarm", device, site, node: nodeCode("bts-4g"), type: "bts-down", text: "" },
    ...{ severity: "major", cleared: false, tsMs: minute, receivedAtMs: minute },
  };
  const nothing = { fresh: new ReadingColumns(0), behind: new ReadingColumns(0), heard: new HeardColumns(0) };
  system.evaluate({ ...nothing, events: [event] }, rows, minute);
  expect(rows.transition).toHaveLength(1);
  expect(outages()).toEqual([]);
});
