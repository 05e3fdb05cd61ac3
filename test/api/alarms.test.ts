import { describe, expect, it } from "vitest";
import { alarmViewSchema, briefAlarmSchema } from "../../alerts/alarm-view.ts";
import type { Role } from "../../api/identity/role.ts";
import { bearer, openHouse } from "./house.ts";

const withAlarm = async () => {
  const house = await openHouse();
  await house.deviceAlarm("SHARED/pwr", "lamp-failure");
  const client = async (role: Role) => {
    const headers = bearer(await house.key(role));
    const get = async (path: string) => (await house.api.inject({ url: `/api/v1/${path}`, headers })).json();
    const post = (path: string, payload?: object, more: Record<string, string> = {}) =>
      house.api.inject({
        method: "POST",
        url: `/api/v1/${path}`,
        headers: { ...headers, ...more },
        ...(payload && { payload }),
      });
    return { get, post };
  };
  const desk = await client("noc-operator");
  const [alarm] = (await desk.get("alarms")).items;
  return { house, client, desk, id: String(alarm.id) };
};

describe("an alarm", () => {
  it("is acknowledged once, with a note, by whom and when; the change is in its history and in the audit log", async () => {
    const { house, client, desk, id } = await withAlarm();
    const technician = await client("technician");
    const answer = await technician.post(`alarms/${id}/acknowledge`, { note: "on my way" });
    expect(answer.statusCode).toBe(200);
    expect(answer.json()).toMatchObject({ id, operatorState: "acknowledged", isCleared: false });
    expect(answer.json().operatorChanges).toMatchObject([{ action: "acknowledge", note: "on my way" }]);
    expect((await technician.post(`alarms/${id}/acknowledge`)).json()).toMatchObject({
      status: 409,
      code: "conflict",
    });
    const history = await desk.get(`alarms/${id}/history`);
    expect(history.items.map(({ event }: { event: string }) => event)).toEqual(["raised", "acknowledged"]);
    const [audit] = await house.store.audit({ beforeSequence: 100, rowsMax: 10 });
    expect(audit).toMatchObject({ action: "alarm.acknowledge", target: id, detail: '{"note":"on my way"}' });
  });

  it("is cleared by the desk, not by a technician", async () => {
    const { client, desk, id } = await withAlarm();
    const technician = await client("technician");
    expect((await technician.post(`alarms/${id}/clear`)).statusCode).toBe(403);
    const cleared = await desk.post(`alarms/${id}/clear`, { note: null });
    expect(cleared.json()).toMatchObject({ isCleared: true });
    expect((await desk.post(`alarms/${id}/clear`)).statusCode).toBe(409);
    expect((await desk.get("alarms?cleared=true")).items).toHaveLength(1);
    expect((await desk.get("alarms?cleared=false")).items).toEqual([]);
  });

  it("takes a note of bounded length", async () => {
    const { desk, id } = await withAlarm();
    const answer = await desk.post(`alarms/${id}/acknowledge`, { note: "x".repeat(9_000) });
    expect(answer.statusCode).toBe(400);
  });

  it("has its history in pages", async () => {
    const { house, desk, id } = await withAlarm();
    await house.deviceAlarm("SHARED/pwr", "lamp-failure", true);
    await house.deviceAlarm("SHARED/pwr", "lamp-failure");
    const events: string[] = [];
    let cursor = "";
    for (;;) {
      const page = await desk.get(`alarms/${id}/history?limit=1${cursor}`);
      events.push(...page.items.map(({ event }: { event: string }) => event));
      if (page.next === null) break;
      cursor = `&cursor=${page.next}`;
    }
    expect(events).toEqual(["raised", "cleared", "raised"]);
  });
});

describe("the list of alarms", () => {
  it("in brief leaves out what only the page of one alarm shows, and changes nothing else", async () => {
    const { desk, id } = await withAlarm();
    const [whole] = (await desk.get("alarms")).items;
    const [brief] = (await desk.get("alarms?brief=true")).items;
    expect(brief).toEqual(briefAlarmSchema.parse(whole));
    expect(brief).not.toHaveProperty("evidence");
    expect(brief).not.toHaveProperty("statusChanges");
    expect((await desk.get("alarms?brief=false")).items).toEqual([whole]);
    expect((await desk.get(`alarms/${id}/symptoms?brief=true`)).items).toEqual([]);
    expect(await desk.get("alarms?brief=1")).toMatchObject({ status: 400, code: "invalid-request" });
  });

  it("says in its head where the next page begins and where the stream goes on", async () => {
    const { house, desk } = await withAlarm();
    await house.deviceAlarm("VTL1/pwr", "a");
    const headersOf = async (query: string) =>
      (await house.api.inject({ url: `/api/v1/alarms?${query}`, headers: bearer(await house.key("admin")) }))
        .headers;
    const { next } = await desk.get("alarms?limit=1");
    const first = await headersOf("limit=1");
    expect(first["next-cursor"]).toBe(next);
    expect(Number(first["stream-position"])).toBe(house.hub.position);
    expect(house.hub.position).toBeGreaterThan(0);
    expect((await headersOf(`limit=1&cursor=${next}`))["next-cursor"]).toBeUndefined();
  });

  it("filters, and pages newest first without repeating or leaving out", async () => {
    const { house, desk } = await withAlarm();
    for (const type of ["a", "b", "c", "d"]) {
      house.time.nowMs += 1_000;
      await house.deviceAlarm("VTL1/pwr", type);
    }
    const filtered = async (query: string): Promise<string[]> =>
      (await desk.get(`alarms?${query}`)).items.map(({ type }: { type: string }) => type);
    const all = await filtered("");
    expect(all).toHaveLength(5);
    const { items } = await desk.get("alarms");
    expect(items).toEqual(items.map((item: unknown) => alarmViewSchema.parse(item)));
    const paged: string[] = [];
    let cursor = "";
    for (;;) {
      const page = await desk.get(`alarms?limit=2${cursor}`);
      paged.push(...page.items.map(({ type }: { type: string }) => type));
      if (page.next === null) break;
      cursor = `&cursor=${page.next}`;
    }
    expect(paged).toEqual(all);
    expect(await filtered("site=SHARED&node=pwr")).toEqual([all[4]]);
    expect(await filtered(`type=${all[0]}`)).toEqual([all[0]]);
    expect(await filtered("severity=critical,minor")).toEqual([]);
    expect(await filtered("severity=critical&severity=major")).toEqual(all);
    expect(await filtered("acknowledged=true")).toEqual([]);
    expect(await filtered("acknowledged=false&cleared=false")).toEqual(all);
  });
});

describe("an Idempotency-Key", () => {
  it("gives the same answer to the same request, once done", async () => {
    const { house, desk, id } = await withAlarm();
    const key = { "idempotency-key": "4f0e" };
    const first = await desk.post(`alarms/${id}/acknowledge`, { note: "a" }, key);
    const again = await desk.post(`alarms/${id}/acknowledge`, { note: "a" }, key);
    expect(again.statusCode).toBe(200);
    expect(again.json()).toEqual(first.json());
    expect(again.headers["idempotency-replayed"]).toBe("true");
    expect(await house.store.audit({ beforeSequence: 100, rowsMax: 10 })).toHaveLength(1);
  });

  it("is refused for another body, and knows its owner", async () => {
    const { client, desk, id } = await withAlarm();
    const key = { "idempotency-key": "4f0e" };
    await desk.post(`alarms/${id}/acknowledge`, { note: "a" }, key);
    const other = await desk.post(`alarms/${id}/acknowledge`, { note: "b" }, key);
    expect(other.json()).toMatchObject({ status: 422, code: "idempotency-mismatch" });
    const technician = await client("technician");
    expect((await technician.post(`alarms/${id}/acknowledge`, { note: "a" }, key)).statusCode).toBe(409);
    expect((await desk.post(`alarms/${id}/clear`, { note: "b" }, key)).statusCode).toBe(200);
  });

  it("answers a second request while the first runs with 409, then with its answer", async () => {
    const { desk, id } = await withAlarm();
    const key = { "idempotency-key": "4f0e" };
    const path = `alarms/${id}/acknowledge`;
    const answers = await Promise.all([desk.post(path, {}, key), desk.post(path, {}, key)]);
    expect(answers.map(({ statusCode }) => statusCode).sort()).toEqual([200, 409]);
    expect(answers.find(({ statusCode }) => statusCode === 409)?.json().code).toBe("idempotency-in-flight");
    expect((await desk.post(path, {}, key)).statusCode).toBe(200);
  });

  it("must be visible ASCII", async () => {
    const { desk, id } = await withAlarm();
    const answer = await desk.post(`alarms/${id}/clear`, {}, { "idempotency-key": "a b" });
    expect(answer.json().errors[0]).toMatchObject({ path: "header.idempotency-key" });
  });
});
