import { describe, expect, it } from "vitest";
import { openHouse, scopes } from "./house.ts";
import { tmfClient, withAlarms } from "./tmf-client.ts";

describe("TMF642: task resources", () => {
  const who = { ackUserId: "lan", ackSystemId: "oss-1" };

  it("acknowledge, take back, comment and clear what fits a pattern, and tell what was done", async () => {
    const { client, idOf } = await withAlarms();
    const shared = [idOf("SHARED/bts-vnp"), idOf("SHARED/pwr")];
    const pattern = { alarmPattern: [{ place: [{ id: "SHARED" }], state: "raised" }] };
    const tasks = [
      ["/ackAlarms", { ...pattern, ...who }, "ackedAlarm"],
      ["/unAckAlarms", { ...pattern, ...who }, "unAckedAlarm"],
      [
        "/commentAlarms",
        { ...pattern, comment: { comment: "storm", userId: "lan", systemId: "oss-1" } },
        "commentedAlarm",
      ],
      ["/clearAlarms", { ...pattern, clearUserId: "lan", clearSystemId: "oss-1" }, "clearedAlarm"],
    ] as const;
    for (const [path, body, done] of tasks) {
      const answer = await client.post(path, body);
      expect([path, answer.statusCode]).toEqual([path, 201]);
      const task = answer.json();
      expect(task).toMatchObject({ ...body, state: "done" });
      expect(task[done].map(({ id }: { id: string }) => id).sort()).toEqual([...shared].sort());
      expect(answer.headers["location"]).toBe(task.href);
      const read = await client.get(task.href.replace("/tmf-api/alarmManagement/v4", ""));
      expect(read.json()).toEqual(task);
      const list = await client.get(`${path}?fields=state`);
      expect(list.json()).toEqual([{ id: task.id, href: task.href, "@type": task["@type"], state: "done" }]);
    }
    const cleared = (await client.get("/alarm?state=cleared")).headers["x-total-count"];
    expect(cleared).toBe("2");
  });

  it("say which alarms refused, and take one pattern of several", async () => {
    const { client, idOf } = await withAlarms();
    const one = { id: idOf("SHARED/pwr") };
    const other = { alarmedObject: { id: "VTL1/pwr" } };
    await client.post("/ackAlarms", { ...who, alarmPattern: [one] });
    const task = (await client.post("/ackAlarms", { ...who, alarmPattern: [one, other] })).json();
    expect(task).toMatchObject({
      state: "terminatedWithError",
      ackedAlarm: [{ id: idOf("VTL1/pwr") }],
      refusedAlarm: [{ id: one.id }],
    });
  });

  it("refuse empty and unknown patterns, and more alarms than one request may act on", async () => {
    const house = await openHouse({ limits: { bulkAlarmsMax: 1, tasksMax: 1 } });
    await house.deviceAlarm("SHARED/pwr", "a");
    await house.deviceAlarm("SHARED/pwr", "b");
    const client = await tmfClient(house);
    const status = async (...alarmPattern: object[]) =>
      (await client.post("/ackAlarms", { ...who, alarmPattern })).statusCode;
    expect(await status()).toBe(400);
    expect(await status({})).toBe(400);
    expect(await status({ colour: "red" })).toBe(400);
    expect(await status({ state: "raised" })).toBe(422);
    expect(await status({ state: "cleared" })).toBe(201);
    expect(await status({ state: "cleared" })).toBe(201);
    expect((await client.get("/ackAlarms")).json()).toHaveLength(1);
    const other = await tmfClient(house);
    expect((await other.get("/ackAlarms")).json()).toEqual([]);
  });

  it("refuse an attribute that an alarm never has, however deep, and say where and what there is", async () => {
    const { client } = await withAlarms();
    const wrong = [
      [{ state: "raised", place: [{ colour: 1 }] }, "body.alarmPattern[0].place[0].colour", "role"],
      [{ alarmedObject: { ident: "VTL1/pwr" } }, "body.alarmPattern[0].alarmedObject.ident", "href"],
      [{ state: { is: "raised" } }, "body.alarmPattern[0].state", "without braces"],
    ] as const;
    for (const [pattern, path, mend] of wrong) {
      const answer = await client.post("/ackAlarms", { ...who, alarmPattern: [pattern] });
      expect(answer.statusCode).toBe(400);
      expect(answer.json().message).toContain(path);
      expect(answer.json().message).toContain(mend);
    }
  });

  it("last over a restart, the newest tasksMax of them", async () => {
    const house = await openHouse({ limits: { tasksMax: 2 } });
    const client = await tmfClient(house);
    const hrefs: string[] = [];
    for (const state of ["cleared", "updated", "cleared"]) {
      house.time.nowMs += 1_000;
      hrefs.push((await client.post("/ackAlarms", { ...who, alarmPattern: [{ state }] })).json().href);
    }
    const told = async (each: typeof client) =>
      (await each.get("/ackAlarms")).json().map(({ href }: { href: string }) => href);
    expect(await told(client)).toEqual(hrefs.slice(1).reverse());
    await house.close();
    const next = await openHouse({ directory: house.directory });
    expect(
      next.context.tmf.tasks.of("/ackAlarms", client.actor).map(({ resource }) => resource["href"]),
    ).toEqual(hrefs.slice(1).reverse());
  });

  it("group alarms under a parent and take them out again; a group lasts and hides nothing", async () => {
    const { house, client, idOf } = await withAlarms();
    const parent = idOf("VTL1/pwr");
    const members = [idOf("SHARED/pwr"), idOf("SHARED/bts-vnp")];
    const body = { parentAlarm: { id: parent }, correlatedAlarm: members.map((id) => ({ id })) };
    const task = await client.post("/groupAlarms", body);
    expect(task.json()).toMatchObject({ state: "done", groupedAlarm: members.map((id) => ({ id })) });
    const shown = (await client.get(`/alarm/${members[0]}`)).json();
    expect(shown.parentAlarm).toMatchObject([{ id: parent }]);
    expect((await client.get(`/alarm/${parent}`)).json().correlatedAlarm).toHaveLength(2);
    expect((await client.get(`/alarm?parentAlarm.id=${parent}`)).json()).toHaveLength(2);
    expect(house.alarms.get(members[0] ?? "")?.cause).toBeNull();
    const nested = { parentAlarm: { id: members[0] }, correlatedAlarm: [{ id: parent }] };
    expect((await client.post("/groupAlarms", nested)).statusCode).toBe(409);
    const vnp = await tmfClient(house, "noc-operator", scopes.vnp);
    expect((await vnp.post("/groupAlarms", body)).statusCode).toBe(404);
    expect((await vnp.get(`/alarm/${members[1]}`)).json().parentAlarm).toBeUndefined();

    await house.close();
    const next = await openHouse({ directory: house.directory });
    await next.deviceAlarm("VTL1/pwr", "c");
    const later = await tmfClient(next);
    expect((await later.get(`/alarm/${members[0]}`)).json().parentAlarm).toMatchObject([{ id: parent }]);
    const undone = await later.post("/unGroupAlarms", body);
    expect(undone.json().unGroupedAlarm).toHaveLength(2);
    expect((await later.get(`/alarm/${members[0]}`)).json().parentAlarm).toBeUndefined();
    expect((await later.post("/unGroupAlarms", body)).json().state).toBe("terminatedWithError");
  });

  it("group so many alarms and no more; those that are over make room", async () => {
    const house = await openHouse({ limits: { groupedAlarmsMax: 1 } });
    for (const type of ["a", "b", "c"]) await house.deviceAlarm("SHARED/pwr", type);
    const [parent, one, other] = house.alarms.list().map(({ id }) => ({ id }));
    const client = await tmfClient(house);
    const group = async (member: object | undefined) =>
      (await client.post("/groupAlarms", { parentAlarm: parent, correlatedAlarm: [member] })).statusCode;
    expect(await group(one)).toBe(201);
    expect(await group(other)).toBe(422);
    await client.post("/clearAlarms", { alarmPattern: [one] });
    expect(await group(other)).toBe(201);
  });
});
