import { describe, expect, it } from "vitest";
import type { Scope } from "../../inventory/visibility.ts";
import { bearer, type House, openHouse, scopes, startMs } from "./house.ts";

const hourMs = 3_600_000;
const at = (hours: number): string => new Date(startMs + hours * hourMs).toISOString();
const plan = (scope: object, period: object = { kind: "once", from: at(0), to: at(2) }) => ({
  name: "Thay ắc quy",
  reason: "batteries are replaced",
  scope,
  period,
});

const desk = async (house: House, scope?: Scope) => {
  const headers = bearer(await house.key("noc-operator", scope));
  const ask = (method: "GET" | "POST" | "PUT" | "DELETE", path = "", payload?: object) =>
    house.api.inject({
      method,
      url: `/api/v1/maintenance-windows${path}`,
      headers,
      ...(payload && { payload }),
    });
  const alarms = async () => (await house.api.inject({ url: "/api/v1/alarms", headers })).json().items;
  return { ask, alarms };
};

describe("a maintenance window", () => {
  it("takes the alarms that it covers out of service at once, and its end brings them back", async () => {
    const house = await openHouse();
    await house.deviceAlarm("SHARED/pwr", "lamp-failure");
    await house.deviceAlarm("VNP1/pwr", "lamp-failure");
    const { ask, alarms } = await desk(house);
    const made = await ask("POST", "", plan({ sites: ["SHARED"] }));
    expect(made.statusCode).toBe(201);
    const { id } = made.json();
    expect(made.json()).toMatchObject({
      scope: { sites: ["SHARED"] },
      zone: "Asia/Ho_Chi_Minh",
      period: { kind: "once", from: at(0), to: at(2) },
      isOpen: true,
      next: { from: at(0), to: at(2) },
    });
    const covered = async () =>
      (await alarms())
        .filter(({ maintenance }: { maintenance: string | null }) => maintenance === id)
        .map(({ site }: { site: string }) => site);
    expect(await covered()).toEqual(["SHARED"]);
    const moved = await ask("PUT", `/${id}`, plan({ nodes: ["VNP1/pwr"] }));
    expect(moved.json()).toMatchObject({ id, createdBy: made.json().createdBy });
    expect(await covered()).toEqual(["VNP1"]);
    expect((await ask("DELETE", `/${id}`)).statusCode).toBe(204);
    expect(await covered()).toEqual([]);
    expect((await ask("GET", `/${id}`)).statusCode).toBe(404);
    expect((await ask("DELETE", `/${id}`)).statusCode).toBe(404);
    const audit = await house.store.audit({ beforeSequence: 100, rowsMax: 10 });
    expect(audit.map(({ action, target }) => [action, target])).toEqual([
      ["maintenance.cancel", id],
      ["maintenance.change", id],
      ["maintenance.plan", id],
    ]);
  });

  it("may return every week, by the clocks of its zone", async () => {
    const house = await openHouse();
    const { ask } = await desk(house);
    const weekly = { kind: "weekly", days: [6], start: "23:30", durationMinutes: 90, from: at(-24) };
    const made = await ask("POST", "", plan({ sites: ["VTL1"] }, weekly));
    // The tests begin on Saturday, 2026-01-31, at 10:00 in Vietnam.
    expect(made.json()).toMatchObject({
      period: { ...weekly, to: null },
      isOpen: false,
      next: { from: "2026-01-31T16:30:00.000Z", to: "2026-01-31T18:00:00.000Z" },
    });
  });

  it("names what is wrong with it, all at once, and how to mend it", async () => {
    const house = await openHouse();
    const { ask } = await desk(house);
    const paths = async (payload: object): Promise<string[]> => {
      const answer = await ask("POST", "", payload);
      expect(answer.statusCode).toBe(400);
      return answer.json().errors.map(({ path }: { path: string }) => path);
    };
    expect(await paths({})).toEqual(["body.name", "body.reason", "body.scope", "body.period"]);
    expect(await paths(plan({ sites: ["NOWHERE"], nodes: ["VTL1/none"] }))).toEqual([
      "body.scope.sites",
      "body.scope.nodes",
    ]);
    expect(await paths(plan({ communes: ["1"], operators: ["XX"] }))).toHaveLength(2);
    expect(await paths(plan({}))).toEqual(["body.scope"]);
    expect(await paths({ ...plan({ sites: ["VTL1"] }), zone: "Mars/Olympus" })).toEqual(["body.zone"]);
    const once = (from: string, to: string) => plan({ sites: ["VTL1"] }, { kind: "once", from, to });
    expect(await paths(once(at(2), at(1)))).toEqual(["body.period.to"]);
    expect(await paths(once(at(0), at(24 * 365)))).toEqual(["body.period.to"]);
    expect(await paths(once(at(-2), at(-1)))).toEqual(["body.period"]);
    const over = { kind: "weekly", days: [1, 2, 3, 4, 5, 6, 7], start: "00:00", durationMinutes: 60 };
    expect(await paths(plan({ sites: ["VTL1"] }, { ...over, from: at(-96), to: at(-48) }))).toEqual([
      "body.period",
    ]);
    const weekly = { kind: "weekly", days: [8], start: "25:00", durationMinutes: 0, from: at(0) };
    expect(await paths(plan({ sites: ["VTL1"] }, weekly))).toEqual([
      "body.period.days.0",
      "body.period.start",
      "body.period.durationMinutes",
    ]);
  });
});

describe("maintenance windows and scopes", () => {
  it("somebody with a scope plans for his own sites and nodes only", async () => {
    const house = await openHouse();
    const { ask } = await desk(house, scopes.vnp);
    const status = async (scope: object) => (await ask("POST", "", plan(scope))).statusCode;
    expect(await status({ sites: ["VNP1"] })).toBe(201);
    expect(await status({ nodes: ["SHARED/bts-vnp"] })).toBe(201);
    expect(await status({ nodes: ["SHARED/bts-vtl"] })).toBe(400);
    expect(await status({ sites: ["VTL1"] })).toBe(400);
    expect(await status({ sites: ["SHARED"] })).toBe(403);
    expect(await status({ operators: ["VNP"] })).toBe(403);
  });

  it("sees what covers something in sight, without the names of the rest, and changes only what he might have planned", async () => {
    const house = await openHouse();
    const whole = await desk(house);
    const ids: string[] = [];
    for (const scope of [{ sites: ["SHARED", "VTL1"] }, { sites: ["VTL1"] }, { operators: ["VNP", "VTL"] }]) {
      ids.push((await whole.ask("POST", "", plan(scope))).json().id);
    }
    const vnp = await desk(house, scopes.vnp);
    const seen: { id: string; scope: object }[] = (await vnp.ask("GET")).json().items;
    expect(new Map(seen.map(({ id, scope }) => [id, scope]))).toEqual(
      new Map<string | undefined, object>([
        [ids[0], { sites: ["SHARED"] }],
        [ids[2], { operators: ["VNP"] }],
      ]),
    );
    expect((await vnp.ask("DELETE", `/${ids[0]}`)).statusCode).toBe(403);
    expect((await vnp.ask("PUT", `/${ids[0]}`, plan({ sites: ["VNP1"] }))).statusCode).toBe(403);
    expect((await vnp.ask("DELETE", `/${ids[1]}`)).statusCode).toBe(404);
    expect((await whole.ask("GET")).json().items).toHaveLength(3);
    const paged = (await whole.ask("GET", "?limit=2")).json();
    expect((await whole.ask("GET", `?limit=2&cursor=${paged.next}`)).json()).toMatchObject({ next: null });
  });
});
