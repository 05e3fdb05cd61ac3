import { beforeAll, describe, expect, it } from "vitest";
import { outageCorrectionsMax } from "../../alerts/limits.ts";
import type { Role } from "../../api/identity/role.ts";
import { type AlarmName, OutageStand } from "../alerts/outage-stand.ts";
import { bearer, type House, openHouse, scopes, sharedHouse, startMs } from "./house.ts";

const minute = 60_000;

interface Page {
  readonly items: readonly Readonly<Record<string, unknown>>[];
  readonly next: string | null;
}

/** An outage in minutes after the start of the tests' clock; null lasts. */
type Interval = readonly [name: AlarmName, fromMinute: number, toMinute: number | null];

/** Brings outages into the ledger and onto the disk. */
const enter = async (house: House, intervals: readonly Interval[]): Promise<void> => {
  const stand = new OutageStand();
  await house.gate.act((rows, nowMs) => {
    for (const [name, from, to] of intervals) {
      const raised = stand.raise(name, startMs + from * minute);
      house.outages.follow({ alarm: raised }, { rows, nowMs });
      if (to === null) continue;
      house.outages.follow({ alarm: stand.clear(name, startMs + to * minute) }, { rows, nowMs });
    }
  });
};

const dark = (site: string): AlarmName => ({ meaning: "unreachable", site });
const down = (site: string, node: string): AlarmName => ({ meaning: "node-down", site, node });

const clientOf = async (house: House, role: Role, scope = scopes.whole) => {
  const headers = bearer(await house.key(role, scope));
  const ask = (path: string) => house.api.inject({ url: `/api/v1/${path}`, headers });
  const list = async (path: string): Promise<Page> => (await ask(path)).json();
  const post = (path: string, payload: object) =>
    house.api.inject({ method: "POST", url: `/api/v1/${path}`, headers, payload });
  return { ask, list, post };
};

const named = ({ items }: Page): string[] =>
  items.map(({ site, node }) => (node ? `${site}/${node}` : `${site}`));

describe("the list of outages", () => {
  const shared = sharedHouse();
  beforeAll(async () => {
    await enter(shared.current, [
      [dark("VTL1"), -100, -90],
      [dark("SHARED"), -80, -70],
      [down("SHARED", "bts-vtl"), -60, -50],
      [down("SHARED", "bts-vnp"), -40, -30],
      [dark("VNP1"), -20, null],
      [dark("GONE"), -10, null],
    ]);
  });

  it("refuses a period that ends before it begins, with the field and the way out; an instant is none", async () => {
    const { ask } = await clientOf(shared.current, "admin");
    const backwards = (await ask("outages?from=2026-01-31T03:00:00Z&to=2026-01-31T02:00:00Z")).json();
    const [fault] = backwards.errors;
    expect(backwards).toMatchObject({ status: 400, code: "invalid-range" });
    expect(fault).toMatchObject({ path: "query.from", value: "2026-01-31T03:00:00.000Z" });
    expect(fault.fix).toMatch(/exchange/);
    const instant = await ask("outages?from=2026-01-31T02:00:00Z&to=2026-01-31T02:00:00Z");
    expect(instant.statusCode).toBe(200);
  });

  it.each([
    ["", ["GONE", "VNP1", "SHARED/bts-vnp", "SHARED/bts-vtl", "SHARED", "VTL1"]],
    ["?open=true", ["GONE", "VNP1"]],
    ["?open=false&site=SHARED", ["SHARED/bts-vnp", "SHARED/bts-vtl", "SHARED"]],
    ["?site=SHARED&node=bts-vnp", ["SHARED/bts-vnp"]],
    ["?class=equipment", ["SHARED/bts-vnp", "SHARED/bts-vtl"]],
    ["?class=power,planned", []],
    ["?operator=VNP", ["VNP1", "SHARED/bts-vnp", "SHARED"]],
    ["?operator=VNP&site=VTL1", []],
    ["?from=2026-01-31T02:10:00Z&to=2026-01-31T02:30:00Z", ["SHARED/bts-vnp"]],
  ])("%s", async (query, expected) => {
    const { list } = await clientOf(shared.current, "regulator");
    expect(named(await list(`outages${query}`))).toEqual(expected);
  });

  it("says what there is to say", async () => {
    const { ask, list } = await clientOf(shared.current, "technician");
    const [outage] = (await list("outages?site=SHARED&node=bts-vtl")).items;
    expect(outage).toMatchObject({
      subject: "node",
      site: "SHARED",
      siteName: "Chung",
      from: new Date(startMs - 60 * minute).toISOString(),
      to: new Date(startMs - 50 * minute).toISOString(),
      class: "equipment",
      confirmedBy: "alarm",
      minutes: 10,
      corrections: [],
    });
    expect((await ask(`outages/${outage?.["id"]}`)).json()).toEqual(outage);
    expect((await list("outages?site=VNP1")).items).toMatchObject([{ to: null, minutes: 20 }]);
  });

  it.each([
    ["whole", ["GONE", "VNP1", "SHARED/bts-vnp", "SHARED/bts-vtl", "SHARED", "VTL1"]],
    ["vtl", ["SHARED/bts-vtl", "SHARED", "VTL1"]],
    ["vnp", ["VNP1", "SHARED/bts-vnp", "SHARED"]],
    ["locNinh", ["VNP1"]],
    ["mbf", []],
  ] as const)("%s sees its own, also page by page, one by one and by correction", async (name, expected) => {
    const { ask, list, post } = await clientOf(shared.current, "noc-operator", scopes[name]);
    expect(named(await list("outages"))).toEqual(expected);
    const paged: string[] = [];
    for (let cursor: string | null = ""; cursor !== null; ) {
      const page: Page = await list(`outages?limit=1${cursor === "" ? "" : `&cursor=${cursor}`}`);
      paged.push(...named(page));
      cursor = page.next;
    }
    expect(paged).toEqual(expected);
    const whole = await (await clientOf(shared.current, "admin")).list("outages");
    for (const { id, site, node } of whole.items) {
      const seen = new Set<string>(expected).has(node ? `${site}/${node}` : `${site}`);
      expect((await ask(`outages/${id}`)).statusCode).toBe(seen ? 200 : 404);
      if (seen) continue;
      const refused = await post(`outages/${id}/correction`, { class: "power", reason: "mine" });
      expect(refused.statusCode).toBe(404);
    }
  });

  it("refuses a node without its site, and a class that is none", async () => {
    const { ask } = await clientOf(shared.current, "admin");
    expect((await ask("outages?node=pwr")).json()).toMatchObject({
      code: "invalid-request",
      errors: [{ path: "query.node" }],
    });
    expect((await ask("outages?class=weather")).json()).toMatchObject({ code: "invalid-request" });
    expect((await ask(`outages/${"0".repeat(24)}`)).statusCode).toBe(404);
  });
});

describe("a correction", () => {
  const withOutage = async () => {
    const house = await openHouse();
    await enter(house, [[dark("VTL1"), -100, -90]]);
    const desk = await clientOf(house, "noc-operator");
    const id = String((await desk.list("outages")).items[0]?.["id"]);
    return { house, desk, id };
  };

  it("of a whole site is for its owner's people, of a node for its operator's", async () => {
    const house = await openHouse();
    await enter(house, [
      [dark("SHARED"), -100, -90],
      [down("SHARED", "bts-vnp"), -80, -70],
    ]);
    const statusesOf = async (scope: (typeof scopes)["vnp"]) => {
      const { list, post } = await clientOf(house, "noc-operator", scope);
      const statuses: [unknown, number][] = [];
      for (const { id, node } of (await list("outages?site=SHARED")).items) {
        const answer = await post(`outages/${id}/correction`, { class: "power", reason: "seen" });
        statuses.push([node, answer.statusCode]);
      }
      return statuses;
    };
    expect(await statusesOf(scopes.vnp)).toEqual([
      ["bts-vnp", 200],
      [null, 403],
    ]);
    expect(await statusesOf(scopes.vtl)).toEqual([[null, 200]]);
  });

  it("is in force at once and after a restart, with both classes, and in the audit log", async () => {
    const { house, desk, id } = await withOutage();
    const reason = "the grid operator called";
    const answer = await desk.post(`outages/${id}/correction`, { class: "power", reason });
    expect(answer.statusCode).toBe(200);
    const corrected = {
      id,
      class: "power",
      confirmedBy: "operator",
      corrections: [{ by: "operator", before: "unknown", after: "power", reason }],
    };
    expect(answer.json()).toMatchObject(corrected);
    expect((await desk.list("outages?class=power")).items).toMatchObject([corrected]);
    const [audit] = await house.store.audit({ beforeSequence: 100, rowsMax: 1 });
    expect(audit).toMatchObject({ action: "outage.correct", target: id });
    expect(audit?.detail).toContain('"before":"unknown"');
    await house.close();
    const again = await openHouse({ directory: house.directory });
    expect((await (await clientOf(again, "admin")).list("outages")).items).toMatchObject([corrected]);
  });

  it("reaches an outage that the ledger no longer has in memory", async () => {
    const { house, id } = await withOutage();
    await house.close();
    const directory = house.directory;
    const later = await openHouse({ directory });
    later.time.nowMs += 30 * 24 * 60 * minute;
    const desk = await clientOf(later, "noc-operator");
    const answer = await desk.post(`outages/${id}/correction`, {
      class: "equipment",
      reason: "seen on site",
    });
    expect(answer.json()).toMatchObject({ id, class: "equipment" });
  });

  it("is refused with what is wrong", async () => {
    const { house, desk, id } = await withOutage();
    const path = `outages/${id}/correction`;
    const code = async (payload: object) => (await desk.post(path, payload)).json();
    expect(await code({ class: "power", reason: " " })).toMatchObject({
      code: "invalid-request",
      errors: [{ path: "body.reason", fix: expect.any(String) }],
    });
    expect(await code({ class: "power", reason: "x".repeat(3_000) })).toMatchObject({ status: 400 });
    expect(await code({ class: "weather", reason: "storm" })).toMatchObject({ status: 400 });
    await code({ class: "power", reason: "the grid" });
    expect(await code({ class: "power", reason: "again" })).toMatchObject({ code: "conflict" });
    for (let count = 1; count < outageCorrectionsMax; count++) {
      await house.gate.act((rows, nowMs) =>
        house.outages.correct(rows, nowMs, {
          ...{ id, reason: "to and fro", actor: "an" },
          causeClass: count % 2 === 0 ? "power" : "equipment",
        }),
      );
    }
    expect(await code({ class: "planned", reason: "once more" })).toMatchObject({ code: "limit-reached" });
    const technician = await clientOf(house, "technician");
    expect((await technician.post(path, { class: "planned", reason: "no" })).statusCode).toBe(403);
  });
});

describe("availability", () => {
  const shared = sharedHouse();
  const period = "from=2026-01-31T02:00:00Z&to=2026-01-31T03:00:00Z";
  beforeAll(async () => {
    const house = shared.current;
    house.time.nowMs = startMs - 50 * minute;
    await house.publish("sites/SHARED/pwr/telemetry", { values: { "door.open": false } });
    house.time.nowMs = startMs;
    await enter(house, [
      [dark("SHARED"), -40, -30],
      [down("SHARED", "bts-vtl"), -35, -20],
      [dark("SHARED"), -6, null],
    ]);
  });

  it("of a site: up / (total − planned − unknown), unknown before anything was heard, down for a cause unknown", async () => {
    const { ask, list, post } = await clientOf(shared.current, "noc-operator");
    const lasting = (await list("outages?site=SHARED&open=true")).items[0];
    await post(`outages/${lasting?.["id"]}/correction`, { class: "transmission", reason: "the hop" });
    const answer = await ask(`availability?site=SHARED&${period}`);
    expect(answer.json()).toMatchObject({
      site: "SHARED",
      node: null,
      watchedSince: "2026-01-31T02:10:00.000Z",
      totalMinutes: 60,
      upMinutes: 34,
      downMinutes: 16,
      plannedMinutes: 0,
      unknownMinutes: 10,
      minutesByClass: { transmission: 6, unknown: 10 },
      availability: 0.68,
      outages: 2,
    });
  });

  it("of a node: out when itself or its site is", async () => {
    const { ask } = await clientOf(shared.current, "regulator");
    const vtl = (await ask(`availability?site=SHARED&node=bts-vtl&${period}`)).json();
    expect(vtl).toMatchObject({ node: "bts-vtl", minutesByClass: { equipment: 15 }, outages: 3 });
    const vnp = (await ask(`availability?site=SHARED&node=bts-vnp&${period}`)).json();
    expect(vnp).toMatchObject({ minutesByClass: { equipment: 0 }, outages: 2 });
  });

  it("of a site that was never heard is unknown, whatever the period; the future does not count", async () => {
    const { ask } = await clientOf(shared.current, "regulator");
    const never = (await ask("availability?site=VTL1")).json();
    expect(never).toMatchObject({ watchedSince: null, unknownMinutes: 43_200, availability: null });
    const future = await ask("availability?site=SHARED&from=2026-01-31T02:58:00Z&to=2027-01-01T00:00:00Z");
    expect(future.json()).toMatchObject({ totalMinutes: 2, to: new Date(startMs).toISOString() });
  });

  it.each([
    ["a period that has no length", "site=SHARED&from=2026-01-31T03:00:00Z", 400, "invalid-range"],
    ["more than a year", "site=SHARED&from=2024-01-01T00:00:00Z", 400, "invalid-range"],
    ["no site", period, 400, "invalid-request"],
    ["a site that is not there", "site=NOWHERE", 404, "not-found"],
    ["a node that is not there", "site=SHARED&node=none", 404, "not-found"],
  ])("refuses %s", async (_name, query, status, code) => {
    const { ask } = await clientOf(shared.current, "admin");
    expect((await ask(`availability?${query}`)).json()).toMatchObject({ status, code });
  });

  it.each([
    ["vtl", "SHARED", undefined, 200],
    ["vtl", "SHARED", "bts-vnp", 404],
    ["vnp", "SHARED", "bts-vnp", 200],
    ["vnp", "VTL1", undefined, 404],
    ["locNinh", "SHARED", undefined, 404],
  ] as const)("%s asks for %s %s", async (scope, site, node, expected) => {
    const { ask } = await clientOf(shared.current, "noc-operator", scopes[scope]);
    const query = `site=${site}${node === undefined ? "" : `&node=${node}`}`;
    expect((await ask(`availability?${query}`)).statusCode).toBe(expected);
  });
});
