import { beforeAll, describe, expect, test } from "vitest";
import { type Behind, behindIn, departureOf } from "../../alerts/forecast/dispatch.ts";
import type { Forecast } from "../../alerts/forecast/forecast.ts";
import { presentForecast } from "../../api/views/forecast-view.ts";
import { parseInventoryYaml } from "../../inventory/yaml-format.ts";
import { siteCode } from "../../telemetry/identifiers.ts";
import { oneDischarge } from "../alerts/forecast-stand.ts";
import { bearer, type House, openHouse, scopes, sharedHouse } from "./house.ts";

const nowMs = Date.UTC(2026, 0, 31);
const nobody: Behind = { sites: 0, hamlets: 0, population: 0 };
const lasting = (p10: number, atMs = nowMs): Forecast => ({
  kind: "minutes",
  atMs,
  p10,
  p50: p10 + 20,
  p90: p10 + 60,
});

const inventory = () => {
  const result = parseInventoryYaml(
    `operators: [{ code: VTL, name: Viettel }]
communes: [{ code: "1", name: Xã, province: "75", validFrom: 2025-07-01 }]
sites:
  - { code: CORE, name: Lõi, commune: "1", owner: VTL, travelMinutes: 5 }
  - { code: HUB, name: Trục, commune: "1", class: hub, owner: VTL, travelMinutes: 40, hamlets: [{ name: A, population: 10 }] }
  - { code: LEAF, name: Lá, commune: "1", owner: VTL, travelMinutes: 40, hamlets: [{ name: B, population: 20 }, { name: C, population: 30 }] }
nodes:
  - { site: CORE, code: agg, kind: router }
  - { site: HUB, code: mw, kind: microwave }
  - { site: LEAF, code: mw, kind: microwave }
links:
  - { code: l1, from: CORE/agg, to: HUB/mw, kind: fibre }
  - { code: l2, from: HUB/mw, to: LEAF/mw, kind: microwave }
core: [CORE/agg]
`,
    "test",
  );
  if (!result.ok) throw new Error(JSON.stringify(result.errors));
  return result.inventory;
};

describe("when help must leave", () => {
  test("slack is what the careful forecast leaves after the way there, from now", () => {
    const forecast = lasting(120, nowMs - 10 * 60_000);
    expect(departureOf(forecast, { travelMinutes: 45, behind: nobody, nowMs }).slackMinutes).toBeCloseTo(65);
  });

  test("what hangs on a hub is counted with it, and puts it before a site with as much slack", () => {
    const behind = behindIn(inventory());
    expect(behind("HUB")).toEqual({ sites: 1, hamlets: 3, population: 60 });
    expect(behind("LEAF")).toEqual({ sites: 0, hamlets: 2, population: 50 });
    const order = (site: string) =>
      departureOf(lasting(120), { travelMinutes: 40, behind: behind(site), nowMs }).orderMinutes;
    expect(order("HUB")).toBeLessThan(order("LEAF"));
  });

  test("a head start is never more than an hour", () => {
    const behind = { sites: 10_000, hamlets: 50_000, population: 0 };
    expect(departureOf(lasting(300), { travelMinutes: 0, behind, nowMs }).orderMinutes).toBe(240);
  });

  test("a site of which nobody knows stands where alarms become critical", () => {
    const unknown: Forecast = { kind: "unknown", atMs: nowMs, reason: "no-current" };
    expect(departureOf(unknown, { travelMinutes: 500, behind: nobody, nowMs })).toEqual({
      ...{ slackMinutes: null, headStartMinutes: 0, orderMinutes: 30 },
    });
  });
});

const ask = async (house: House, path: string, scope = scopes.whole) =>
  (
    await house.api.inject({
      url: `/api/v1/${path}`,
      headers: bearer(await house.key("technician", scope)),
    })
  ).json();

describe("the list of departures", () => {
  const shared = sharedHouse();
  beforeAll(async () => {
    for (const site of ["SHARED", "VNP1"]) {
      const ts = shared.current.time.nowMs;
      await shared.current.publish(`sites/${site}/pwr/telemetry`, { ts, values: { "mains.present": false } });
    }
  });

  test("names the sites on battery, each with its place and why nobody can say", async () => {
    const { items, next } = await ask(shared.current, "dispatch");
    expect(next).toBeNull();
    expect(items.map(({ site }: { readonly site: string }) => site)).toEqual(["SHARED", "VNP1"]);
    expect(items[0]).toMatchObject({
      ...{ travelMinutes: 45, slackMinutes: null, leaveBy: null, sitesBehind: 1, hamletsBehind: 0 },
      forecast: { node: "pwr", p10: null, p50: null, p90: null, downAt: null, unknown: "no-capacity" },
    });
  });

  test("is cut into pages in its order", async () => {
    const first = await ask(shared.current, "dispatch?limit=1");
    const second = await ask(shared.current, `dispatch?limit=1&cursor=${encodeURIComponent(first.next)}`);
    expect([first.items[0].site, second.items[0].site]).toEqual(["SHARED", "VNP1"]);
  });

  test("an operator sees the plants of its own sites and of those that it shares", async () => {
    const seenBy = async (scope: typeof scopes.vtl): Promise<readonly string[]> =>
      (await ask(shared.current, "dispatch", scope)).items.map(({ site }: { readonly site: string }) => site);
    expect(await seenBy(scopes.vtl)).toEqual(["SHARED"]);
    expect(await seenBy(scopes.vnp)).toEqual(["SHARED", "VNP1"]);
    expect(await seenBy(scopes.mbf)).toEqual([]);
  });

  test("a site on battery shows its forecast, one with mains none", async () => {
    expect((await ask(shared.current, "sites/VNP1")).forecast).toMatchObject({ unknown: "no-capacity" });
    expect((await ask(shared.current, "sites/VTL1")).forecast).toBeNull();
  });

  test("a forecast is shown in minutes from its reading, with the instant of the median", () => {
    const forecast = lasting(100);
    expect(presentForecast({ site: siteCode("VNP1"), node: "pwr", forecast })).toEqual({
      ...{ node: "pwr", at: "2026-01-31T00:00:00.000Z", p10: 100, p50: 120, p90: 160, unknown: null },
      downAt: "2026-01-31T02:00:00.000Z",
    });
  });
});

describe("sites on battery that report through the gate", () => {
  test("appear with their minutes, the one that must be left for first in front", async () => {
    const { site: battery, seen } = oneDischarge("sensor 2");
    const house = await openHouse({
      plannedNumber: (site, _, name) =>
        name === "batteryCapacityAmpereHours"
          ? battery.plan.capacityAmpereHours * (site === "VTL1" ? 1 : 3)
          : undefined,
    });
    for (const reading of seen.readings.slice(0, 40)) {
      house.time.nowMs += 60_000;
      const values = {
        "mains.present": false,
        "dc.bus.voltage": reading.busVolts,
        "battery.current": reading.batteryAmperes,
        "dc.load.current": reading.loadAmperes,
        "battery.temperature": reading.batteryCelsius,
      };
      for (const site of ["VNP1", "VTL1"])
        await house.publish(`sites/${site}/pwr/telemetry`, { ts: house.time.nowMs, values });
    }
    const { items } = await ask(house, "dispatch");
    expect(items.map(({ site }: { readonly site: string }) => site)).toEqual(["VTL1", "VNP1"]);
    const [first] = items;
    const { p10, p50, p90 } = first.forecast;
    const truthMinutes = (seen.downAtMs - (seen.readings[39]?.atMs ?? 0)) / 60_000;
    expect(p10).toBeGreaterThan(0);
    expect(p50).toBeGreaterThan(p10);
    expect([truthMinutes > p10, truthMinutes < p90]).toEqual([true, true]);
    expect(first).toMatchObject({ travelMinutes: 10, forecast: { node: "pwr", unknown: null } });
    expect(first.slackMinutes).toBeCloseTo(p10 - 10, 0);
    expect(Date.parse(first.leaveBy)).toBeCloseTo(house.time.nowMs + first.slackMinutes * 60_000, -4);
    expect((await ask(house, "sites/VTL1")).forecast).toMatchObject({ p10, p50, p90 });
  });
});
