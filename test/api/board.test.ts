import fc from "fast-check";
import { describe, expect, it } from "vitest";
import { z } from "zod";
import { bearer, type House, openHouse, scopes, sharedHouse, startMs } from "./house.ts";

const minuteMs = 60_000;
const iso = (atMs: number) => new Date(atMs).toISOString();

const ask = async (house: House, key: string, path: string) => {
  const answer = await house.api.inject({ url: path, headers: bearer(key) });
  return { status: answer.statusCode, body: answer.json() };
};

const alarmFields = z.object({
  id: z.string(),
  severity: z.string(),
  operatorState: z.string(),
  shelf: z.unknown(),
  cause: z.unknown(),
  lastChanged: z.unknown(),
});
const page = z.object({ items: z.array(alarmFields) });
const boardFields = z.object({ alarms: z.array(alarmFields), total: z.number(), counts: z.unknown() });

const byId = (alarms: readonly z.output<typeof alarmFields>[]) =>
  [...alarms].sort((one, other) => (one.id < other.id ? -1 : 1));

const nodes = ["SHARED/pwr", "SHARED/bts-vnp", "VTL1/pwr", "VNP1/pwr"] as const;
const step = fc.record({
  node: fc.constantFrom(...nodes),
  what: fc.constantFrom("raise", "raise", "clear", "acknowledge", "shelve"),
  waitMs: fc.integer({ min: 1, max: 10 * minuteMs }),
});

/** Does one step; what the present state refuses changes nothing. */
const take = async (house: House, key: string, { node, what }: { node: string; what: string }) => {
  if (what === "raise" || what === "clear") return house.deviceAlarm(node, "smoke", what === "clear");
  const alarm = house.alarms.list().find(({ site, node: own }) => `${site}/${own}` === node);
  if (alarm === undefined) return;
  const body =
    what === "shelve" ? { until: iso(house.clock() + 5 * minuteMs), note: "work at the site" } : {};
  await house.api.inject({
    method: "POST",
    url: `/api/v1/alarms/${alarm.id}/${what}`,
    headers: bearer(key),
    payload: body,
  });
};

describe("the board at a past moment", () => {
  it("law: is what the live list was then, whatever happened since", async () => {
    await fc.assert(
      fc.asyncProperty(fc.array(step, { minLength: 1, maxLength: 25 }), async (steps) => {
        const ends: (() => Promise<void>)[] = [];
        const house = await openHouse({ cleanUp: (close) => ends.push(close) });
        const key = await house.key("admin");
        const seen: { readonly atMs: number; readonly live: unknown; readonly counts: unknown }[] = [];
        for (const each of steps) {
          await take(house, key, each);
          const live = await ask(house, key, "/api/v1/alarms?cleared=false");
          const counts = await ask(house, key, "/api/v1/alarms/counts?cleared=false");
          seen.push({
            atMs: house.time.nowMs,
            live: byId(page.parse(live.body).items),
            counts: counts.body.active,
          });
          house.time.nowMs += each.waitMs;
        }
        for (const { atMs, live, counts } of seen) {
          const { status, body } = await ask(house, key, `/api/v1/board?at=${iso(atMs)}`);
          if (status === 400) continue; // Before the first thing ever recorded.
          const board = boardFields.parse(body);
          expect(byId(board.alarms)).toEqual(live);
          expect(board.counts).toMatchObject({ active: counts });
        }
        for (const end of ends.reverse()) await end();
      }),
      { numRuns: 6 },
    );
  });

  it("tells how each site stood: devices, alarms, lost feed", async () => {
    const house = await openHouse();
    const key = await house.key("regulator");
    const state = (online: boolean) => ({ ts: house.time.nowMs, online, session: 1, period: 60 });
    await house.publish("sites/VTL1/pwr/state", state(true));
    house.time.nowMs += minuteMs;
    await house.deviceAlarm("VTL1/pwr", "smoke");
    const atMs = house.time.nowMs;
    house.time.nowMs += minuteMs;
    await house.deviceAlarm("VTL1/pwr", "smoke", true);
    await house.publish("sites/VTL1/pwr/state", state(false));
    const siteAt = async (momentMs: number) => {
      const { body } = await ask(house, key, `/api/v1/board?at=${iso(momentMs)}`);
      return body.sites.find(({ site }: { site: string }) => site === "VTL1");
    };
    expect(await siteAt(atMs)).toMatchObject({ online: true, alarms: { major: 1 }, onBattery: false });
    const justClosed = await siteAt(house.time.nowMs);
    expect(justClosed).toMatchObject({ online: false, silent: false, alarms: { major: 0 } });
    house.time.nowMs += 10_000;
    await house.gate.act((rows, nowMs) => house.alarms.tick(rows, nowMs));
    expect(await siteAt(house.time.nowMs)).toMatchObject({ online: false, silent: true });
  });

  it("is bounded, most severe first, and says that there is more", async () => {
    const house = await openHouse();
    const key = await house.key("admin");
    for (const node of nodes) await house.deviceAlarm(node, "smoke");
    const { body } = await ask(house, key, `/api/v1/board?at=${iso(house.time.nowMs)}&limit=2`);
    expect(body).toMatchObject({ total: 4, more: true });
    expect(body.alarms).toHaveLength(2);
    const all = await ask(house, key, `/api/v1/board?at=${iso(house.time.nowMs)}`);
    expect(all.body).toMatchObject({ total: 4, more: false });
  });

  it("shows only what is in scope", async () => {
    const house = await openHouse();
    for (const node of nodes) await house.deviceAlarm(node, "smoke");
    const key = await house.key("noc-operator", scopes.vnp);
    const { body } = await ask(house, key, `/api/v1/board?at=${iso(house.time.nowMs)}`);
    const sites = body.alarms.map(({ site, node }: { site: string; node: string }) => `${site}/${node}`);
    expect(sites.sort()).toEqual(["SHARED/bts-vnp", "SHARED/pwr", "VNP1/pwr"]);
    expect(body.sites.map(({ site }: { site: string }) => site).sort()).toEqual(["SHARED", "VNP1"]);
  });

  it("refuses moments to come and those before its span, and says which it can show", async () => {
    const house = await openHouse();
    const key = await house.key("admin");
    await house.deviceAlarm("VTL1/pwr", "smoke");
    house.time.nowMs += minuteMs;
    const span = await ask(house, key, "/api/v1/board/span");
    expect(span.body).toEqual({ from: iso(startMs), to: iso(startMs + minuteMs) });
    for (const [atMs, message] of [
      [startMs + 2 * minuteMs, "the moment has not come yet"],
      [startMs - 1, "the moment is before everything that is kept"],
    ] as const) {
      const { status, body } = await ask(house, key, `/api/v1/board?at=${iso(atMs)}`);
      expect([status, body.code]).toEqual([400, "invalid-range"]);
      const fix = `choose one from ${iso(startMs)} to ${iso(startMs + minuteMs)}`;
      expect(body.errors).toEqual([{ path: "query.at", value: iso(atMs), message, fix }]);
    }
  });
});

describe("the latest values at a past moment", () => {
  const shared = sharedHouse();

  it("are the newest until then, no older than a day", async () => {
    const house = shared.current;
    const key = await house.key("technician");
    const send = (voltage: number) =>
      house.publish("sites/VTL1/pwr/telemetry", {
        ts: house.time.nowMs,
        values: { "mains.voltage": voltage },
      });
    await send(231);
    house.time.nowMs += 10 * minuteMs;
    await send(199);
    const valuesAt = async (atMs: number) => {
      const { body } = await ask(house, key, `/api/v1/sites/VTL1/latest?at=${iso(atMs)}`);
      return body.items.map(({ value }: { value: number }) => value);
    };
    expect(await valuesAt(startMs - 1)).toEqual([]);
    expect(await valuesAt(startMs + minuteMs)).toEqual([231]);
    expect(await valuesAt(startMs + 10 * minuteMs)).toEqual([199]);
    expect(await valuesAt(startMs + 25 * 60 * minuteMs)).toEqual([]);
  });

  it("are not told of sites out of scope", async () => {
    const key = await shared.current.key("technician", scopes.vnp);
    const { status } = await ask(shared.current, key, `/api/v1/sites/VTL1/latest?at=${iso(startMs)}`);
    expect(status).toBe(404);
  });
});
