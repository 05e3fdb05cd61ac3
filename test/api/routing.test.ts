import { describe, expect, it } from "vitest";
import { escalationSchema, rotaSchema } from "../../alerts/notification/rota.ts";
import { routeSchema } from "../../alerts/routes.ts";
import { bearer, openHouse, sharedHouse, startMs } from "./house.ts";

/** 10:00 at Hồ Chí Minh City on a Saturday. */
const iso = (atMs: number) => new Date(atMs).toISOString();
const minuteMs = 60_000;

const routing = {
  routes: [
    routeSchema.parse({ match: { severity: ["critical"] }, to: ["noc"], escalation: "night" }),
    routeSchema.parse({
      match: { operator: ["VNP"], severity: ["critical", "major"] },
      to: ["vnp"],
      hold: "5m",
    }),
    routeSchema.parse({ match: { event: ["cleared"] }, to: ["archive"] }),
    routeSchema.parse({
      match: { severity: ["minor"], hours: { from: "22:00", to: "23:00" } },
      to: ["late"],
    }),
  ],
  escalation: escalationSchema.parse({
    night: [
      { after: "10m", team: "duty" },
      { after: "60m", to: ["boss"], team: "duty" },
    ],
  }),
  rota: rotaSchema.parse({
    people: { early: { to: [{ channel: "sms", target: "+84900000000" }] } },
    teams: { duty: [{ person: "early", from: "10:30", to: "12:00" }] },
  }),
};

describe("the routing in force", () => {
  const shared = sharedHouse({ context: { routing } });
  const post = async (payload: object) => {
    const key = await shared.current.key("noc-operator");
    const answer = await shared.current.api.inject({
      method: "POST",
      url: "/api/v1/routing/try",
      headers: bearer(key),
      payload,
    });
    return { status: answer.statusCode, body: answer.json() };
  };

  it("is shown whole, without addresses", async () => {
    const headers = bearer(await shared.current.key("admin"));
    const answer = await shared.current.api.inject({ url: "/api/v1/routing", headers });
    expect(answer.json()).toMatchObject({
      routes: [
        { match: { severity: ["critical"] }, to: ["noc"], escalation: "night", holdSeconds: null },
        { to: ["vnp"], holdSeconds: 300 },
        { to: ["archive"] },
        { match: { hours: { from: "22:00", zone: "Asia/Ho_Chi_Minh" } } },
      ],
      escalations: [{ name: "night", steps: [{ afterSeconds: 600, team: "duty" }, { to: ["boss"] }] }],
      people: [{ name: "early", channels: ["sms"] }],
      teams: [{ name: "duty", turns: [{ person: "early", from: "10:30" }] }],
    });
    expect(answer.body).not.toContain("+84900000000");
  });

  it("is tried: channels with their holds, escalations with who is on call then", async () => {
    const { body } = await post({ severity: "critical", site: "SHARED", node: "bts-vnp" });
    expect(body).toEqual({
      at: iso(startMs),
      told: [
        { channel: "noc", person: null, route: 0, at: iso(startMs) },
        { channel: "vnp", person: null, route: 1, at: iso(startMs + 5 * minuteMs) },
      ],
      escalations: [
        {
          escalation: "night",
          route: 0,
          steps: [
            { step: 0, at: iso(startMs + 10 * minuteMs), told: [] },
            {
              step: 1,
              at: iso(startMs + 60 * minuteMs),
              told: [
                { channel: "boss", person: null },
                { channel: "sms", person: "early" },
              ],
            },
          ],
        },
      ],
      holds: null,
    });
  });

  it("knows place, severity and hours", async () => {
    const own = await post({ severity: "critical", site: "SHARED", node: "bts-vtl" });
    expect(own.body.told).toMatchObject([{ channel: "noc" }]);
    expect((await post({ severity: "warning", site: "VTL1" })).body).toMatchObject({
      told: [],
      escalations: [],
    });
    const late = await post({ severity: "minor", site: "VTL1" });
    expect(late.body.told).toMatchObject([{ channel: "late", at: iso(startMs + 12 * 60 * minuteMs) }]);
    const inHours = startMs + 12.5 * 60 * minuteMs;
    const then = await post({ severity: "minor", site: "VTL1", at: iso(inHours) });
    expect(then.body.told).toMatchObject([{ channel: "late", at: iso(inHours) }]);
  });

  it("refuses what does not exist and what is no question", async () => {
    expect((await post({ severity: "major", site: "NOWHERE" })).status).toBe(404);
    expect((await post({ alarm: "0".repeat(24) })).status).toBe(404);
    expect((await post({ severity: "major" })).status).toBe(400);
  });
});

it("says why nothing goes out for an alarm although a route matches", async () => {
  const house = await openHouse({ context: { routing } });
  const headers = bearer(await house.key("admin"));
  await house.deviceAlarm("VNP1/pwr", "smoke");
  const [alarm] = house.alarms.list();
  const ask = async () => {
    const answer = await house.api.inject({
      method: "POST",
      url: "/api/v1/routing/try",
      headers,
      payload: { alarm: alarm?.id },
    });
    return answer.json();
  };
  expect(await ask()).toMatchObject({ told: [{ channel: "vnp" }], holds: null });
  await house.api.inject({
    method: "POST",
    url: `/api/v1/alarms/${alarm?.id}/shelve`,
    headers,
    payload: { until: iso(startMs + 60 * minuteMs), note: "painting" },
  });
  expect(await ask()).toMatchObject({ told: [{ channel: "vnp" }], holds: "shelved" });
});
