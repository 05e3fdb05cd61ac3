import { describe, expect, it } from "vitest";
import { bearer, openHouse, sharedHouse, startMs } from "./house.ts";

interface Page {
  readonly items: readonly Readonly<Record<string, unknown>>[];
  readonly next: string | null;
}

/** All items of a list, read in pages of the given size. */
const readAll = async (get: (path: string) => Promise<Page>, path: string, limit: number) => {
  const items: Page["items"][number][] = [];
  let cursor = "";
  for (;;) {
    const page = await get(`${path}${path.includes("?") ? "&" : "?"}limit=${limit}${cursor}`);
    expect(page.items.length).toBeLessThanOrEqual(limit);
    items.push(...page.items);
    if (page.next === null) return items;
    cursor = `&cursor=${page.next}`;
  }
};

describe("lists", () => {
  const shared = sharedHouse();
  const getter = async () => {
    const headers = bearer(await shared.current.key("admin"));
    return async (path: string): Promise<Page> =>
      (await shared.current.api.inject({ url: `/api/v1/${path}`, headers })).json();
  };

  it.each(["operators", "communes", "sites", "nodes", "links", "api-keys"])(
    "%s: pages of one, two and all give the same items",
    async (list) => {
      const get = await getter();
      const all = await readAll(get, list, 1_000);
      expect(all.length).toBeGreaterThan(1);
      expect(await readAll(get, list, 1)).toEqual(all);
      expect(await readAll(get, list, 2)).toEqual(all);
    },
  );

  it("filter by operator, commune, class and site", async () => {
    const get = await getter();
    const codes = async (path: string) => (await get(path)).items.map(({ code }) => code);
    expect(await codes("sites?operator=VNP")).toEqual(["SHARED", "VNP1"]);
    expect(await codes("sites?commune=25195&operator=VTL")).toEqual(["SHARED", "VTL1"]);
    expect(await codes("sites?class=hub")).toEqual([]);
    expect(await codes("nodes?site=SHARED")).toEqual(["bts-vnp", "bts-vtl", "pwr"]);
    expect(await codes("links?site=VNP1")).toEqual(["hop-2"]);
  });

  it("show a site with its devices' presence", async () => {
    const house = shared.current;
    await house.publish("sites/VTL1/pwr/state", { online: true, session: 1, period: 60, firmware: "1.4.2" });
    const headers = bearer(await house.key("technician"));
    const site = (await house.api.inject({ url: "/api/v1/sites/VTL1", headers })).json();
    expect(site).toMatchObject({
      code: "VTL1",
      owner: "VTL",
      state: { devices: [{ device: "VTL1-ctl", firmware: "1.4.2", periodSeconds: 60 }] },
    });
  });

  it("call a site silent when the alarm of it is raised, not within the grace time, until it is back", async () => {
    const house = await openHouse();
    const headers = bearer(await house.key("regulator"));
    const state = (online: boolean) =>
      house.publish("sites/VTL1/pwr/state", { online, session: 1, period: 60, firmware: "1.4.2" });
    const stands = async () => (await house.api.inject({ url: "/api/v1/sites/VTL1", headers })).json().state;
    const pass = async (ms: number) => {
      house.time.nowMs += ms;
      await house.gate.act((rows, nowMs) => house.alarms.tick(rows, nowMs));
    };
    expect(await stands()).toMatchObject({ online: null, silent: false });
    await state(true);
    await state(false);
    await pass(9_999);
    expect(await stands()).toMatchObject({ online: false, silent: false });
    await pass(1);
    expect(await stands()).toMatchObject({ online: false, silent: true });
    await state(true);
    expect(await stands()).toMatchObject({ online: true, silent: false });
  });

  it("show a regulator how a site stands without its devices", async () => {
    const house = shared.current;
    await house.publish("sites/VTL1/pwr/state", { online: true, session: 1, period: 60, firmware: "1.4.2" });
    const headers = bearer(await house.key("regulator"));
    const site = await house.api.inject({ url: "/api/v1/sites/VTL1", headers });
    expect(site.json().state).toMatchObject({ lastHeardAt: expect.any(String), alarms: { major: 0 } });
    const list = await house.api.inject({ url: "/api/v1/sites", headers });
    for (const { body } of [site, list]) expect(body).not.toMatch(/VTL1-ctl|firmware|session/);
  });

  it("name the rules in force with their condition in words", async () => {
    const get = await getter();
    const { items } = await get("rules");
    expect(items.length).toBeGreaterThan(20);
    for (const rule of items) expect(rule["condition"]).not.toBe("");
  });
});

describe("quarantine", () => {
  it("is listed newest first, in pages, by site and by reason", async () => {
    const house = await openHouse();
    const bad = ["not json", { ts: startMs, values: { "mains.voltage": 9_999 } }, "also not json"];
    for (const message of bad) {
      house.time.nowMs += 1_000;
      await house.publish("sites/VTL1/pwr/telemetry", message);
    }
    const headers = bearer(await house.key("technician"));
    const get = async (path: string): Promise<Page> =>
      (await house.api.inject({ url: `/api/v1/${path}`, headers })).json();
    const all = await readAll(get, "quarantine", 1);
    expect(all.map(({ reason }) => reason)).toEqual(["not-json", "out-of-range", "not-json"]);
    expect(all[1]).toMatchObject({ site: "VTL1", metric: "mains.voltage", device: "VTL1-ctl" });
    expect((await get("quarantine?reason=out-of-range")).items).toHaveLength(1);
    expect((await get("quarantine?site=VNP1")).items).toEqual([]);
  });
});

describe("notifications and channels", () => {
  it("show what was sent, how it went, and how the channels fare", async () => {
    const health = {
      name: "noc",
      kind: "webhook",
      healthy: false,
      lastSuccessAtMs: null,
      lastFailureAtMs: startMs,
      lastError: "connection refused",
      waiting: 1,
      pausedUntilMs: startMs + 500,
    };
    const house = await openHouse({ context: { channels: () => [health] } });
    await house.gate.act((rows) => {
      for (const [index, id] of ["n1", "n2", "n3"].entries()) {
        const createdAtMs = startMs + index;
        rows.notification.push({ id, transition: "t", channel: "noc", createdAtMs, body: "{}" });
      }
      const delivery = { notification: "n1", attemptedAtMs: startMs + 5, attempt: 2, detail: "refused" };
      rows.delivery.push({ ...delivery, outcome: "failed" });
      rows.delivery.push({
        ...delivery,
        notification: "n2",
        attempt: 1,
        outcome: "delivered",
        detail: "200",
      });
    });
    const headers = bearer(await house.key("noc-operator"));
    const get = async (path: string): Promise<Page> =>
      (await house.api.inject({ url: `/api/v1/${path}`, headers })).json();
    const sent = await readAll(get, "notifications", 2);
    expect(sent).toMatchObject([
      { id: "n3", status: "waiting", attempts: 0, detail: null },
      { id: "n2", status: "delivered", attempts: 1 },
      { id: "n1", status: "retrying", attempts: 2, detail: "refused" },
    ]);
    expect((await get("channels")).items).toMatchObject([
      {
        name: "noc",
        healthy: false,
        state: "degraded",
        lastFailureAt: new Date(startMs).toISOString(),
        pausedUntil: new Date(startMs + 500).toISOString(),
        waiting: 1,
        deadLetters: 0,
      },
    ]);
  });
});
