import { describe, expect, it } from "vitest";
import { defaultApiLimits } from "../../api/limits.ts";
import type { Scope } from "../../inventory/visibility.ts";
import { until } from "../until.ts";
import { readStream, type SocketReader } from "./event-reader.ts";
import { bearer, type House, openHouse, scopes, startMs, temporaryDirectory } from "./house.ts";

const minuteMs = 60_000;
const at = (minutes: number): string => new Date(startMs + minutes * minuteMs).toISOString();

const technician = async (house: House, scope?: Scope) => {
  const headers = bearer(await house.key("technician", scope));
  const tell = (site: string, payload: object, more: Record<string, string> = {}) =>
    house.api.inject({
      method: "POST",
      url: `/api/v1/sites/${site}/visits`,
      headers: { ...headers, ...more },
      payload,
    });
  const get = async (path: string) => (await house.api.inject({ url: `/api/v1/${path}`, headers })).json();
  const list = (site: string, query = "") => get(`sites/${site}/visits${query}`);
  const visitors = async (site: string): Promise<{ kind: string }[]> => (await get(`sites/${site}`)).visitors;
  return { headers, tell, get, list, visitors };
};

describe("a visit", () => {
  it("is kept with both times, shown newest first, and audited", async () => {
    const house = await openHouse();
    const { tell, list } = await technician(house);
    const made = await tell("VTL1", { kind: "on-the-way", occurredAt: at(-30), note: "mang máy phát" });
    expect(made.statusCode).toBe(201);
    expect(made.json()).toMatchObject({
      site: "VTL1",
      kind: "on-the-way",
      note: "mang máy phát",
      occurredAt: at(-30),
      recordedAt: at(0),
      clock: "device",
    });
    await tell("VTL1", { kind: "on-site" });
    await tell("VTL1", { kind: "left", occurredAt: at(-40) });
    const { items } = await list("VTL1");
    expect(items.map(({ kind, clock }: Record<string, string>) => [kind, clock])).toEqual([
      ["on-site", "receiver"],
      ["on-the-way", "device"],
      ["left", "device"],
    ]);
    const first = await list("VTL1", "?limit=2");
    expect((await list("VTL1", `?limit=2&cursor=${first.next}`)).items).toEqual(items.slice(2));
    const audit = await house.store.audit({ beforeSequence: 100, rowsMax: 1 });
    expect(audit[0]).toMatchObject({ action: "visit.tell", target: "VTL1" });
    expect(JSON.parse(audit[0]?.detail ?? "")).toMatchObject({ kind: "left", occurredAt: at(-40) });
  });

  it.each([
    ["from the future", 1],
    ["older than occurredAgeMsMax", -(defaultApiLimits.occurredAgeMsMax / minuteMs) - 1],
  ])(
    "%s is taken with the platform's time: a phone with a wrong clock is heard too",
    async (_name, minutes) => {
      const house = await openHouse();
      const { tell } = await technician(house);
      const made = await tell("VTL1", { kind: "on-site", occurredAt: at(minutes) });
      expect(made.json()).toMatchObject({ occurredAt: at(0), recordedAt: at(0), clock: "receiver" });
    },
  );

  it("told again is the same visit, after a restart too", async () => {
    const directory = temporaryDirectory();
    const before = await openHouse({ directory });
    const key = await before.key("technician");
    const payload = { kind: "fixed", occurredAt: at(-5) };
    const told = (house: House) =>
      house.api.inject({ method: "POST", url: "/api/v1/sites/VTL1/visits", headers: bearer(key), payload });
    const first = await told(before);
    expect((await told(before)).json()).toEqual(first.json());
    await before.close();
    const after = await openHouse({ directory });
    const again = await told(after);
    expect([again.statusCode, again.json()]).toEqual([201, first.json()]);
    expect(after.field.visits.ofSite("VTL1")).toHaveLength(1);
    const replay = (payloadAgain: object) =>
      after.api.inject({
        method: "POST",
        url: "/api/v1/sites/VTL1/visits",
        headers: { ...bearer(key), "idempotency-key": "one" },
        payload: payloadAgain,
      });
    const kept = await replay({ kind: "left" });
    expect((await replay({ kind: "left" })).json()).toEqual(kept.json());
    expect((await replay({ kind: "on-site" })).statusCode).toBe(422);
  });

  it("names what is wrong", async () => {
    const house = await openHouse();
    const { tell } = await technician(house);
    const wrong = await tell("VTL1", { kind: "lost", occurredAt: "yesterday", note: "x".repeat(2_001) });
    expect(wrong.statusCode).toBe(400);
    expect(wrong.json().errors.map(({ path }: { path: string }) => path)).toEqual([
      "body.kind",
      "body.occurredAt",
      "body.note",
    ]);
    expect((await tell("NOWHERE", { kind: "left" })).statusCode).toBe(404);
  });

  it("out of scope does not exist", async () => {
    const house = await openHouse();
    const vnp = await technician(house, scopes.vnp);
    expect((await vnp.tell("VTL1", { kind: "left" })).statusCode).toBe(404);
    expect(await vnp.list("VTL1")).toMatchObject({ code: "not-found" });
    expect((await vnp.tell("SHARED", { kind: "left" })).statusCode).toBe(201);
  });
});

describe("who is at a site", () => {
  it("is told by each person's newest visit: elsewhere, left or silent for visitHoldMs, he is gone", async () => {
    const house = await openHouse();
    const { tell, visitors } = await technician(house);
    await tell("VTL1", { kind: "on-the-way", occurredAt: at(-20) });
    expect(await visitors("VTL1")).toMatchObject([{ kind: "on-the-way", since: at(-20), note: null }]);
    await tell("VTL1", { kind: "on-site", occurredAt: at(-10) });
    await tell("VNP1", { kind: "left", occurredAt: at(-15) });
    expect(await visitors("VTL1")).toMatchObject([{ kind: "on-site" }]);
    await tell("SHARED", { kind: "on-the-way", occurredAt: at(-5) });
    expect(await visitors("VTL1")).toEqual([]);
    expect(await visitors("SHARED")).toMatchObject([{ kind: "on-the-way" }]);
    house.time.nowMs += defaultApiLimits.visitHoldMs;
    expect(await visitors("SHARED")).toEqual([]);
    await tell("SHARED", { kind: "fixed" });
    expect(await visitors("SHARED")).toMatchObject([{ kind: "fixed" }]);
    await tell("SHARED", { kind: "left" });
    expect(await visitors("SHARED")).toEqual([]);
  });

  it("stands in the list of sites", async () => {
    const house = await openHouse();
    const { tell, get } = await technician(house);
    await tell("VTL1", { kind: "on-site" });
    const { items } = await get("sites");
    expect(
      items.map(({ code, visitors }: { code: string; visitors: [] }) => [code, visitors.length]),
    ).toEqual([
      ["SHARED", 0],
      ["VNP1", 0],
      ["VTL1", 1],
    ]);
  });
});

describe("the stream", () => {
  it("tells of a visit as the list gives it, to who sees the site", async () => {
    const house = await openHouse();
    const url = `${await house.listen()}/api/v1/stream?events=visit`;
    const { headers, tell } = await technician(house);
    const own = await readStream(url, headers);
    const other = await readStream(url, bearer(await house.key("technician", scopes.vnp)));
    const made = (await tell("VTL1", { kind: "on-site" })).json();
    await tell("VNP1", { kind: "on-site" });
    const visitsOf = ({ events }: SocketReader) => events.filter(({ event }) => event === "visit");
    await until(() => expect(visitsOf(own)).toHaveLength(2));
    await until(() => expect(visitsOf(other)).toHaveLength(1));
    expect(visitsOf(own)[0]?.data).toEqual(made);
    expect(visitsOf(other)[0]?.data).toMatchObject({ site: "VNP1" });
    own.close();
    other.close();
  });
});

describe("I9: visits are bounded", () => {
  it("visitsPerSiteMax and visitsMax: the oldest give way, are counted and stay away", async () => {
    const directory = temporaryDirectory();
    const limits = { visitsPerSiteMax: 2, visitsMax: 3 };
    const house = await openHouse({ directory, limits });
    const { tell, list } = await technician(house);
    for (const minutes of [-4, -3, -2]) await tell("VTL1", { kind: "on-site", occurredAt: at(minutes) });
    const times = async (site: string) =>
      (await list(site)).items.map(({ occurredAt }: { occurredAt: string }) => occurredAt);
    expect(await times("VTL1")).toEqual([at(-2), at(-3)]);
    for (const minutes of [-9, -8]) await tell("VNP1", { kind: "on-site", occurredAt: at(minutes) });
    expect(await times("VTL1")).toEqual([at(-2)]);
    expect(house.field.visits.removedCount).toBe(2);
    await house.close();
    const after = await openHouse({ directory, limits });
    expect(after.field.visits.size).toBe(3);
  });
});
