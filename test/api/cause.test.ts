import { expect, it } from "vitest";
import { emptyRows } from "../../telemetry/journal.ts";
import { bearer, type House, openHouse, scopes } from "./house.ts";

const ask = async (house: House, path: string, scope = scopes.whole) => {
  const headers = bearer(await house.key("regulator", scope));
  const answer = await house.api.inject({ url: path, headers });
  return { status: answer.statusCode, body: answer.json() };
};

/** The hop between SHARED and the core is down by its link alarm, the node behind it by a symptom. */
const cut = async () => {
  const house = await openHouse();
  for (const waitMs of [60_000, 0]) {
    await house.publish("sites/SHARED/bts-vtl/telemetry", {
      ts: house.time.nowMs,
      values: { "link.up": false },
    });
    house.time.nowMs += waitMs;
  }
  await house.gate.act((rows, nowMs) => house.alarms.tick(rows, nowMs));
  await house.deviceAlarm("SHARED/pwr", "smoke");
  const root = house.alarms.list().find(({ meaning }) => meaning === "link-down");
  const symptom = house.alarms.list().find(({ type }) => type === "smoke");
  if (root === undefined || symptom === undefined) throw new Error("the alarms are not there");
  const reason = { vi: "hop-1 đứt", en: "hop-1 is down" };
  const causes = new Map([[symptom.id, { alarm: root.id, confidence: 0.9, reason }]]);
  return { house, root, symptom, causes };
};

it("a link is down while an active alarm says so, and up again afterwards", async () => {
  const { house, root } = await cut();
  const states = async () => {
    const { body } = await ask(house, "/api/v1/links");
    return body.items.map(({ code, state, alarms }: { code: string; state: string; alarms: string[] }) => [
      ...[code, state],
      ...alarms,
    ]);
  };
  expect(await states()).toEqual([
    ["hop-1", "down", root.id],
    ["hop-2", "up"],
  ]);
  house.alarms.clear(emptyRows(), house.time.nowMs, { id: root.id, actor: "test", note: "mended" });
  expect(await states()).toEqual([
    ["hop-1", "up"],
    ["hop-2", "up"],
  ]);
});

it("links of a past moment are as the alarms of then said", async () => {
  const { house, root } = await cut();
  const beforeMs = house.time.nowMs - 60_000;
  const thenMs = house.time.nowMs;
  house.time.nowMs += 60_000;
  await house.gate.act((rows, nowMs) =>
    house.alarms.clear(rows, nowMs, { id: root.id, actor: "test", note: "mended" }),
  );
  const then = async (atMs: number) => {
    const { status, body } = await ask(house, `/api/v1/links?at=${new Date(atMs).toISOString()}`);
    return status === 200
      ? body.items.map(({ state, alarms }: { state: string; alarms: string[] }) => [state, ...alarms])
      : body.code;
  };
  expect(await then(thenMs)).toEqual([["down", root.id], ["up"]]);
  expect(await then(house.time.nowMs)).toEqual([["up"], ["up"]]);
  expect(await then(beforeMs)).toEqual([["up"], ["up"]]);
  expect(await then(house.time.nowMs + 1)).toBe("invalid-range");
});

it("an alarm is followed to its root, what failed, and the way to the core", async () => {
  const { house, root } = await cut();
  const { body } = await ask(house, `/api/v1/alarms/${root.id}/cause`);
  expect(body).toMatchObject({
    alarm: root.id,
    root: { id: root.id, site: "SHARED", node: "bts-vtl", isCleared: false },
    explanation: null,
    failed: [{ kind: "link", code: "hop-1", state: "down" }],
    path: [
      { kind: "node", site: "SHARED", node: "bts-vtl", state: "cut-off" },
      { kind: "link", code: "hop-1", state: "down" },
      { kind: "node", site: "VTL1", node: "pwr", state: "up" },
    ],
    symptoms: [],
  });
});

it("a symptom has the explanation, and its root counts it", async () => {
  const { house, root, symptom, causes } = await cut();
  house.alarms.explain(emptyRows(), house.time.nowMs, { causes, roots: new Map() });
  const { body } = await ask(house, `/api/v1/alarms/${symptom.id}/cause`);
  expect(body).toMatchObject({
    root: { id: root.id },
    explanation: { confidence: 0.9, reason: { en: "hop-1 is down" } },
    symptoms: [{ type: "smoke", count: 1 }],
  });
  expect(body.path.map(({ state }: { state: string }) => state)).toContain("down");
});

it("names nothing that is out of sight", async () => {
  const { house, symptom, causes } = await cut();
  house.alarms.explain(emptyRows(), house.time.nowMs, { causes, roots: new Map() });
  const { status, body } = await ask(house, `/api/v1/alarms/${symptom.id}/cause`, scopes.vnp);
  expect(status).toBe(200);
  expect(body.root).toBeNull();
  expect(JSON.stringify(body)).not.toMatch(/hop-1|VTL1|bts-vtl/);
  const { status: none } = await ask(house, `/api/v1/alarms/${"0".repeat(24)}/cause`);
  expect(none).toBe(404);
});
