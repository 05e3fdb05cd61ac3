import { beforeAll, describe, expect, it } from "vitest";
import { bearer, openHouse, scopes, sharedHouse, startMs } from "./house.ts";

const iso = (atMs: number): string => new Date(atMs).toISOString();

describe("health", () => {
  it("answers without an identity", async () => {
    const { api } = await openHouse();
    expect((await api.inject("/healthz")).json()).toEqual({ ok: true });
    expect((await api.inject("/version")).json()).toEqual({ name: "tramcanh", version: "0.1.0" });
    expect((await api.inject("/readyz")).statusCode).toBe(200);
  });

  it("says why it is not ready", async () => {
    const checks = [{ name: "journal", ok: false, detail: "disk full" }];
    const { api } = await openHouse({ context: { readiness: () => ({ ready: false, checks }) } });
    const answer = await api.inject("/readyz");
    expect(answer.statusCode).toBe(503);
    expect(answer.json()).toEqual({ ready: false, checks });
  });
});

describe("readings", () => {
  const values = [220.5, 221, 222.25];

  const shared = sharedHouse();
  let headers: Record<string, string> = {};

  beforeAll(async () => {
    const house = shared.current;
    for (const [index, value] of values.entries()) {
      house.time.nowMs = startMs + index * 60_000;
      const ts = house.time.nowMs - 500;
      await house.publish("sites/SHARED/pwr/telemetry", { ts, values: { "mains.voltage": value } });
    }
    await house.publish("sites/SHARED/pwr/telemetry", { values: { "door.open": true } });
    headers = bearer(await house.key("regulator"));
  });

  const get = (query: string) =>
    shared.current.api.inject({ url: `/api/v1/readings?site=SHARED&node=pwr&${query}`, headers });

  it("come back as they were, with both times and whose clock it was", async () => {
    const answer = await get(
      `metric=mains.voltage&from=${iso(startMs - 1_000)}&to=${iso(startMs + 600_000)}`,
    );
    expect(answer.json()).toEqual({
      items: values.map((value, index) => ({
        ts: iso(startMs + index * 60_000 - 500),
        value,
        receivedAt: iso(startMs + index * 60_000),
        clock: "device",
      })),
      next: null,
    });
    const doorNow = await get(`metric=door.open&to=${iso(startMs + 600_000)}`);
    expect(doorNow.json().items).toEqual([
      { ts: iso(startMs + 120_000), value: true, receivedAt: iso(startMs + 120_000), clock: "receiver" },
    ]);
  });

  it("come in steps with an aggregate", async () => {
    const range = `from=${iso(startMs - 300_000)}&to=${iso(startMs + 300_000)}`;
    const mean = await get(`metric=mains.voltage&step=1h&aggregate=mean&${range}`);
    expect(mean.json().items).toEqual([
      { ts: "2026-01-31T02:00:00.000Z", value: 220.5 },
      { ts: "2026-01-31T03:00:00.000Z", value: 221.625 },
    ]);
    const count = await get(`metric=mains.voltage&step=1d&aggregate=count&${range}`);
    expect(count.json().items).toEqual([{ ts: "2026-01-31T00:00:00.000Z", value: 3 }]);
    const last = await get(`metric=door.open&step=1d&aggregate=last&${range}`);
    expect(last.json().items).toEqual([{ ts: "2026-01-31T00:00:00.000Z", value: true }]);
  });

  it("come in pages that neither repeat nor leave out", async () => {
    const range = `metric=mains.voltage&from=${iso(startMs - 1_000)}&to=${iso(startMs + 600_000)}&limit=1`;
    const seen: unknown[] = [];
    let cursor: string | null = "";
    while (cursor !== null) {
      const page: { items: { value: unknown }[]; next: string | null } = (
        await get(cursor === "" ? range : `${range}&cursor=${cursor}`)
      ).json();
      seen.push(...page.items.map((item) => item.value));
      cursor = page.next;
    }
    expect(seen).toEqual(values);
  });

  it.each([
    ["from=yesterday", "query.from"],
    ["step=5x", "query.step"],
    ["step=0s", "query.step"],
    ["aggregate=mean", "query.step"],
    ["step=1h&aggregate=median", "query.aggregate"],
    ["limit=10001", "query.limit"],
    ["limit=0", "query.limit"],
    ["cursor=rubbish", "query.cursor"],
    [`from=${iso(startMs)}&to=${iso(startMs)}`, "query.from"],
    [`from=2020-01-01T00:00:00Z&to=${iso(startMs)}`, "query.from"],
    ["from=2026-01-31T00:00:00+07:00", "query.from"],
  ])("refuse %s and name the field", async (query, path) => {
    const answer = await get(`metric=mains.voltage&${query}`);
    expect(answer.statusCode).toBe(400);
    expect(answer.headers["content-type"]).toContain("application/problem+json");
    expect(answer.json().errors.map((field: { path: string }) => field.path)).toContain(path);
  });

  it("name every wrong field at once", async () => {
    const house = shared.current;
    const headers = bearer(await house.key("admin"));
    const answer = await house.api.inject({
      url: "/api/v1/readings?site=-&metric=1&limit=x&wrong=1",
      headers,
    });
    const paths = answer.json().errors.map((field: { path: string }) => field.path);
    expect(paths).toEqual(
      expect.arrayContaining(["query.site", "query.node", "query.metric", "query.limit"]),
    );
  });

  it("are empty for a series that never was, and 404 for a site out of scope", async () => {
    const house = shared.current;
    expect((await get("metric=battery.soc")).json()).toEqual({ items: [], next: null });
    const headers = bearer(await house.key("noc-operator", scopes.mbf));
    const url = "/api/v1/readings?site=SHARED&node=pwr&metric=mains.voltage";
    expect((await house.api.inject({ url, headers })).statusCode).toBe(404);
  });
});

describe("latest values", () => {
  it("show the newest of each series of a site or node", async () => {
    const house = await openHouse();
    await house.publish("sites/SHARED/pwr/telemetry", { ts: startMs, values: { "genset.state": "running" } });
    await house.publish("sites/SHARED/bts-vnp/telemetry", { ts: startMs, values: { "bts.up": true } });
    const headers = bearer(await house.key("technician", scopes.vtl));
    const site = await house.api.inject({ url: "/api/v1/sites/SHARED/latest", headers });
    expect(site.json().items).toEqual([
      {
        site: "SHARED",
        node: "pwr",
        metric: "genset.state",
        unit: "",
        value: "running",
        ts: iso(startMs),
        receivedAt: iso(startMs),
        clock: "device",
      },
    ]);
    const node = await house.api.inject({ url: "/api/v1/nodes/SHARED/pwr/latest", headers });
    expect(node.json()).toEqual(site.json());
    const other = await house.api.inject({ url: "/api/v1/nodes/SHARED/bts-vnp/latest", headers });
    expect(other.statusCode).toBe(404);
  });
});
