import { setImmediate as turn } from "node:timers/promises";
import { describe, expect, it, vi } from "vitest";
import { type Outage, outageRowOf } from "../../alerts/outages/outage.ts";
import type { Principal } from "../../api/identity/principal.ts";
import type { Role } from "../../api/identity/role.ts";
import { streamTopics } from "../../api/stream/client.ts";
import type { Scope } from "../../inventory/visibility.ts";
import { nodeCode, siteCode } from "../../telemetry/identifiers.ts";
import { emptyRows, type JournalBatch } from "../../telemetry/journal.ts";
import { until } from "../until.ts";
import { MemorySink, readStream, type SeenEvent } from "./event-reader.ts";
import { bearer, type House, openHouse, scopes, startMs } from "./house.ts";

const startIso = new Date(startMs).toISOString();

const principalFor = async (house: House, { scope, role }: Wish): Promise<Principal> => {
  const authorization = `Bearer ${await house.key(role ?? "noc-operator", scope ?? scopes.whole)}`;
  const principal = house.identity.authenticate({ authorization, cookie: undefined }, house.time.nowMs);
  if (!principal) throw new Error("the key does not work");
  return principal;
};

interface Wish {
  readonly scope?: Scope;
  readonly role?: Role;
  readonly after?: number;
  readonly sites?: readonly string[];
  readonly topics?: readonly (typeof streamTopics)[number][];
}

const listen = async (house: House, wish: Wish = {}): Promise<MemorySink> => {
  const principal = await principalFor(house, wish);
  const sink = new MemorySink();
  const request = {
    principal,
    after: wish.after ?? null,
    topics: new Set(wish.topics ?? streamTopics),
    sites: wish.sites ? new Set(wish.sites) : null,
    isBrief: false,
  };
  house.hub.open(request, () => sink);
  return sink;
};

const named = (events: readonly SeenEvent[], name: string): SeenEvent[] =>
  events.filter(({ event }) => event === name);
const ids = (events: readonly SeenEvent[]): (number | null)[] => named(events, "alarm").map(({ id }) => id);
const upTo = (last: number): number[] => Array.from({ length: last }, (_none, index) => index + 1);

describe("what people and the network do, on the stream", () => {
  it("each kind of change of an alarm comes with the whole alarm", async () => {
    const house = await openHouse();
    await house.deviceAlarm("SHARED/pwr", "lamp-failure");
    const [alarm] = house.alarms.list();
    if (!alarm) throw new Error("no alarm was raised");
    const sink = await listen(house, { after: house.hub.position });
    await until(() => expect(named(sink.events, "hello")).toHaveLength(1));
    const headers = bearer(await house.key("noc-operator"));
    const shelf = { until: new Date(startMs + 60_000).toISOString(), note: "works" };
    const post = (path: string, payload: object) =>
      house.api.inject({ method: "POST", url: `/api/v1/${path}`, headers, payload });
    await post(`alarms/${alarm.id}/shelve`, shelf);
    await post(`alarms/${alarm.id}/assign`, { assignee: null, note: null });
    await post(`alarms/${alarm.id}/ticket`, { ticket: "INC-7" });
    const period = { kind: "once", from: startIso, to: new Date(startMs + 60_000).toISOString() };
    await post("maintenance-windows", { name: "n", reason: "r", scope: { sites: ["SHARED"] }, period });
    const told = named(sink.events, "alarm").map(({ data }) => data["event"]);
    expect(told).toEqual(["shelved", "ticketed", "out-of-service"]);
    const one = (await house.api.inject({ url: `/api/v1/alarms/${alarm.id}`, headers })).json();
    const { instruction: _, ...current } = one;
    expect(named(sink.events, "alarm").at(-1)?.data["alarm"]).toEqual(current);
    expect(current).toMatchObject({ shelf: { reason: "works" }, ticket: "INC-7" });
    expect(current.maintenance).not.toBeNull();
  });

  it("maintenance windows come to whoever sees something of them, and their end to all", async () => {
    const house = await openHouse();
    const sinks = [await listen(house), await listen(house, { scope: scopes.vnp })];
    const desk = bearer(await house.key("noc-operator"));
    const period = { kind: "once", from: startIso, to: new Date(startMs + 60_000).toISOString() };
    const plan = { name: "n", reason: "r", scope: { sites: ["VTL1"] }, period };
    const url = "/api/v1/maintenance-windows";
    const made = await house.api.inject({ method: "POST", url, headers: desk, payload: plan });
    const { id } = made.json();
    const told = () => sinks.map(({ events }) => named(events, "maintenance").map(({ data }) => data));
    expect(told()).toEqual([[{ id, window: made.json() }], [{ id, window: null }]]);
    await house.api.inject({ method: "DELETE", url: `${url}/${id}`, headers: desk });
    expect(told().map((events) => events.at(-1))).toEqual([
      { id, window: null },
      { id, window: null },
    ]);
  });

  it("outages come to whoever sees the site, or the node when one is meant", async () => {
    const house = await openHouse();
    const sinks = [await listen(house), await listen(house, { scope: scopes.vnp })];
    const outage = (site: string, node: string | null): Outage => ({
      ...{ id: "a".repeat(24), site: siteCode(site), node: node === null ? null : nodeCode(node) },
      ...{ fromMs: startMs, toMs: null, causeClass: "power", alarm: null, causeAlarm: null },
      ...{ confirmedBy: "alarm", corrections: [] },
    });
    await house.context.act((rows, nowMs) => {
      for (const each of [outage("VTL1", null), outage("SHARED", null), outage("SHARED", "bts-vtl")]) {
        rows.outage.push(outageRowOf(each, nowMs));
      }
    });
    const told = sinks.map(({ events }) =>
      named(events, "outage").map(({ data }) => `${data["site"]}/${data["node"]}`),
    );
    expect(told).toEqual([["VTL1/null", "SHARED/null", "SHARED/bts-vtl"], ["SHARED/null"]]);
  });
});

describe("alarms on the stream", () => {
  it("come with the sequence as id, after the commit, as the API gives them", async () => {
    const house = await openHouse();
    const sink = await listen(house);
    await house.deviceAlarm("SHARED/pwr", "lamp-failure");
    const [hello, alarm] = sink.events;
    expect(hello).toMatchObject({ event: "hello", id: 0, data: { position: 0 } });
    expect(alarm).toMatchObject({ event: "alarm", id: 1, data: { event: "raised", severity: "major" } });
    const headers = bearer(await house.key("regulator"));
    const listed = (await house.api.inject({ url: "/api/v1/alarms", headers })).json();
    expect(alarm?.data["alarm"]).toEqual(listed.items[0]);
  });

  it("are replayed after the last event id, with no gap and no double while commits go on", async () => {
    const house = await openHouse();
    const raise = async (count: number): Promise<void> => {
      for (let index = 0; index < count; index++) {
        house.time.nowMs += 1_000;
        const node = index % 2 === 0 ? "SHARED/pwr" : "VTL1/pwr";
        await house.deviceAlarm(node, `type-${house.hub.position}`);
      }
    };
    await raise(40);
    const busy = raise(60);
    const sinks: MemorySink[] = [];
    for (let after = 0; after < 40; after += 3) {
      await turn();
      sinks.push(await listen(house, { after }));
    }
    await busy;
    const last = house.hub.position;
    expect(last).toBe(100);
    for (const [index, sink] of sinks.entries()) {
      await until(() => expect(ids(sink.events).at(-1)).toBe(last));
      expect(ids(sink.events)).toEqual(upTo(last).slice(index * 3));
    }
    expect(house.faults).toEqual([]);
  });

  it("go only to those who may see their node", async () => {
    const house = await openHouse();
    const vtl = await listen(house, { scope: scopes.vtl });
    await house.deviceAlarm("SHARED/bts-vnp", "lamp-failure");
    await house.deviceAlarm("SHARED/bts-vtl", "lamp-failure");
    await house.deviceAlarm("GONE/pwr", "lamp-failure");
    const replayed = await listen(house, { scope: scopes.vtl, after: 0 });
    await until(() => expect(ids(replayed.events)).toEqual([2]));
    expect(ids(vtl.events)).toEqual([2]);
  });

  it("are told to have been missed when the position is ahead, or too far behind", async () => {
    const house = await openHouse({ limits: { replayRowsMax: 2 } });
    for (const type of ["a", "b", "c"]) await house.deviceAlarm("VTL1/pwr", type);
    const ahead = await listen(house, { after: 99 });
    const behind = await listen(house, { after: 0 });
    for (const sink of [ahead, behind]) {
      expect(named(sink.events, "reset")).toMatchObject([{ id: 3, data: { position: 3 } }]);
    }
    await house.deviceAlarm("VTL1/pwr", "d");
    expect(ids(ahead.events)).toEqual([4]);
    expect(ids(behind.events)).toEqual([4]);
  });
});

describe("what changes often", () => {
  const publish = (house: House, node: string, voltage: number) =>
    house.publish(`sites/${node}/telemetry`, {
      ts: house.time.nowMs,
      values: { "mains.voltage": voltage },
    });

  it("is sent once a flush with its newest value, without an id", async () => {
    const house = await openHouse();
    const sink = await listen(house, { topics: ["latest"] });
    for (const voltage of [228, 229, 230]) {
      house.time.nowMs += 1_000;
      await publish(house, "SHARED/pwr", voltage);
    }
    expect(named(sink.events, "latest")).toEqual([]);
    house.hub.flush();
    house.hub.flush();
    const sent = named(sink.events, "latest");
    expect(sent).toHaveLength(1);
    expect(sent[0]).toMatchObject({
      id: null,
      data: { site: "SHARED", items: [{ node: "pwr", metric: "mains.voltage", value: 230, unit: "V" }] },
    });
  });

  it("is sent in parts when there is more than a flush may carry", async () => {
    const house = await openHouse({ limits: { flushItemsMax: 2 } });
    const sink = await listen(house, { topics: ["latest"] });
    for (const node of ["SHARED/pwr", "VTL1/pwr", "VNP1/pwr"]) await publish(house, node, 230);
    house.hub.flush();
    expect(named(sink.events, "latest")).toHaveLength(2);
    house.hub.flush();
    expect(named(sink.events, "latest").map(({ data }) => data["site"])).toEqual(["SHARED", "VTL1", "VNP1"]);
  });

  it("honours the scope and the sites that were asked for", async () => {
    const house = await openHouse();
    const vtl = await listen(house, { scope: scopes.vtl });
    const one = await listen(house, { sites: ["VTL1"] });
    for (const node of ["SHARED/pwr", "SHARED/bts-vnp", "VTL1/pwr", "VNP1/pwr"])
      await publish(house, node, 230);
    await house.deviceAlarm("VNP1/pwr", "lamp-failure");
    house.hub.flush();
    const nodes = (sink: MemorySink) =>
      named(sink.events, "latest").flatMap(({ data }) =>
        [data["items"]].flat().map((item) => JSON.stringify(item).match(/"node":"([^"]+)"/)?.[1]),
      );
    expect(nodes(vtl)).toEqual(["pwr", "pwr"]);
    expect(named(vtl.events, "site")).toEqual([]);
    expect(named(one.events, "latest").map(({ data }) => data["site"])).toEqual(["VTL1"]);
  });

  it("tells of presence and of a site's active alarms", async () => {
    const house = await openHouse();
    const sink = await listen(house);
    await house.publish("sites/SHARED/pwr/state", { online: true, session: 1, period: 60, firmware: "1.0" });
    await house.deviceAlarm("SHARED/pwr", "lamp-failure");
    house.hub.flush();
    expect(named(sink.events, "presence")).toMatchObject([
      { data: { device: "SHARED-ctl", site: "SHARED" } },
    ]);
    expect(named(sink.events, "site")).toMatchObject([{ data: { site: "SHARED", alarms: { major: 1 } } }]);
  });

  it("tells a regulator how a site stands, but nothing of its devices", async () => {
    const house = await openHouse();
    const sink = await listen(house, { role: "regulator" });
    await house.publish("sites/SHARED/pwr/state", { online: true, session: 1, period: 60, firmware: "1.0" });
    house.hub.flush();
    expect(named(sink.events, "presence")).toEqual([]);
    expect(named(sink.events, "site")).toMatchObject([{ data: { site: "SHARED", lastHeardAt: startIso } }]);
    expect(JSON.stringify(sink.events)).not.toMatch(/SHARED-ctl|firmware|session/);
  });

  it("lists neither alarms nor devices when only readings changed", async () => {
    const house = await openHouse();
    const sink = await listen(house);
    await house.publish("sites/VTL1/pwr/telemetry", { values: { "door.open": true } });
    house.hub.flush();
    const list = vi.spyOn(house.alarms, "list");
    const presence = vi.spyOn(house.alarms, "presence");
    await house.publish("sites/VTL1/pwr/telemetry", { values: { "door.open": false } });
    house.hub.flush();
    expect(named(sink.events, "latest")).toHaveLength(2);
    expect(list).not.toHaveBeenCalled();
    expect(presence).not.toHaveBeenCalled();
  });

  it("costs nothing while nobody listens: readings are not looked at", async () => {
    const house = await openHouse();
    const untouchable: JournalBatch = {
      get fresh(): never {
        throw new Error("looked at");
      },
      get behind(): never {
        throw new Error("looked at");
      },
      rows: emptyRows(),
    };
    house.hub.committed(untouchable);
    await listen(house, { topics: ["alarm"] });
    house.hub.committed(untouchable);
    await listen(house, { topics: ["latest"] });
    expect(() => house.hub.committed(untouchable)).toThrow("looked at");
  });
});

describe("a stream's client", () => {
  it("gets the server's time with each heartbeat", async () => {
    const house = await openHouse();
    const sink = await listen(house);
    house.time.nowMs += 5_000;
    house.hub.beat();
    const now = new Date(house.time.nowMs).toISOString();
    expect(named(sink.events, "heartbeat")).toMatchObject([{ id: null, data: { now } }]);
  });

  it("is cut off when it leaves too much unread; others don't notice", async () => {
    const house = await openHouse({ limits: { streamBufferedBytesMax: 2_000 } });
    const dead = await listen(house);
    const alive = await listen(house);
    dead.reads = false;
    for (let beat = 0; beat < 100; beat++) house.hub.beat();
    expect(dead.isGone).toBe(true);
    expect(dead.bufferedBytes).toBeLessThan(4_000);
    expect(house.hub.cutStreams).toBe(1);
    expect(house.hub.size).toBe(1);
    expect(named(alive.events, "heartbeat")).toHaveLength(100);
  });

  it("is ended when its key is revoked", async () => {
    const house = await openHouse();
    const sink = await listen(house);
    const [key] = house.identity.apiKeys.list();
    house.identity.apiKeys.revoke(key?.id ?? "", house.time.nowMs);
    house.hub.beat();
    expect(sink.events.at(-1)?.event).toBe("end");
    expect(sink.isGone).toBe(true);
    expect(house.hub.size).toBe(0);
  });

  it("is refused above the limits with streams-exhausted, which is counted", async () => {
    const house = await openHouse({ limits: { streamsMax: 2, streamsPerIdentityMax: 1 } });
    const headers = bearer(await house.key("admin"));
    const url = `${await house.listen()}/api/v1/stream`;
    const first = await readStream(url, headers);
    expect((await readStream(url, headers)).status).toBe(503);
    await listen(house);
    expect((await readStream(url, bearer(await house.key("admin")))).status).toBe(503);
    expect(house.hub.refusedStreams).toBe(2);
    first.close();
    await until(() => expect(house.hub.size).toBe(1));
    expect((await readStream(url, headers)).status).toBe(200);
  });
});

describe("over a real socket", () => {
  it("the stream lives, resumes where it broke, and ends with the server", async () => {
    const house = await openHouse({ limits: { heartbeatIntervalMs: 20, flushIntervalMs: 20 } });
    const headers = bearer(await house.key("noc-operator"));
    const url = `${await house.listen()}/api/v1/stream`;
    const first = await readStream(url, headers);
    expect(first.headers).toMatchObject({
      "content-type": "text/event-stream; charset=utf-8",
      "cache-control": "no-store",
      "x-content-type-options": "nosniff",
    });
    await house.deviceAlarm("VTL1/pwr", "a");
    await until(() => {
      expect(ids(first.events)).toEqual([1]);
      expect(named(first.events, "heartbeat").length).toBeGreaterThan(0);
      expect(named(first.events, "site").length).toBe(1);
    });
    first.close();
    await house.deviceAlarm("VTL1/pwr", "b");
    await house.deviceAlarm("VTL1/pwr", "c");
    const second = await readStream(url, { ...headers, "last-event-id": "1" });
    const third = await readStream(`${url}?from=2&events=alarm`, headers);
    await until(() => expect(ids(second.events)).toEqual([2, 3]));
    await until(() => expect(ids(third.events)).toEqual([3]));
    expect((await readStream(url, { ...headers, "last-event-id": "x" })).status).toBe(400);
    await house.close();
    await Promise.all([second.closed, third.closed]);
  });

  it("a client that never reads is cut off", async () => {
    const house = await openHouse({ limits: { streamBufferedBytesMax: 10_000 } });
    const reader = await readStream(
      `${await house.listen()}/api/v1/stream`,
      bearer(await house.key("admin")),
    );
    reader.pause();
    await until(() => {
      for (let beat = 0; beat < 2_000; beat++) house.hub.beat();
      expect(house.hub.cutStreams).toBe(1);
    });
    await until(() => expect(house.hub.size).toBe(0));
  });
});
