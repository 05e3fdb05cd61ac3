import { readFileSync } from "node:fs";
import { describe, expect, it } from "vitest";
import { tmfAlarm, tmfAlarmAttributes } from "../../api/tmf/alarm-resource.ts";
import { tmfAlarmSchema } from "../../api/tmf/alarm-schema.ts";
import { tmfErrorSchema } from "../../api/tmf/errors.ts";
import { alarmId } from "../../telemetry/identifiers.ts";
import { scopes, startMs } from "./house.ts";
import { tmfClient, withAlarms } from "./tmf-client.ts";

const page = readFileSync(new URL("../../docs/formats/tmf642.md", import.meta.url), "utf8");

/** The attributes that an alarm must have when it is created, and those that every resource has. */
const mandatory = [
  "id",
  "href",
  "@type",
  "alarmRaisedTime",
  "alarmType",
  "alarmedObject",
  "perceivedSeverity",
  "probableCause",
  "sourceSystemId",
  "state",
];

describe("TMF642: the resource alarm", () => {
  it("has every mandatory attribute, each in its form", async () => {
    const { client, idOf } = await withAlarms();
    const answer = await client.get(`/alarm/${idOf("SHARED/bts-vnp")}`);
    expect(answer.statusCode).toBe(200);
    expect(answer.headers["content-type"]).toContain("application/json");
    const alarm = answer.json();
    expect(Object.keys(alarm)).toEqual(expect.arrayContaining(mandatory));
    expect(tmfAlarmSchema.safeParse(alarm).error).toBeUndefined();
    expect(alarm).toMatchObject({
      "@type": "Alarm",
      href: `/tmf-api/alarmManagement/v4/alarm/${alarm.id}`,
      perceivedSeverity: "major",
      state: "raised",
      ackState: "unacknowledged",
      sourceSystemId: "tramcanh",
      alarmRaisedTime: new Date(startMs + 1_000).toISOString(),
      alarmedObject: { id: "SHARED/bts-vnp", href: "/api/v1/nodes/SHARED/bts-vnp", "@type": "Resource" },
      alarmedObjectType: "bts",
      isRootCause: false,
      plannedOutageIndicator: "inService",
      affectedService: [{ id: "VNP/4G/SHARED", "@type": "Service" }],
      place: [{ id: "SHARED", name: "Chung", role: "site" }],
    });
    expect((await client.get(alarm.href.replace("/tmf-api/alarmManagement/v4", ""))).json()).toEqual(alarm);
  });

  it("maps cause, symptoms, threshold, outage, acknowledgement, comments and the end", async () => {
    const { house, idOf } = await withAlarms();
    const plain = house.alarms.get(idOf("SHARED/pwr"));
    if (!plain) throw new Error("no alarm");
    const root = alarmId("a".repeat(24));
    const change = { actor: "lan", value: null, occurredAtMs: null, atMs: startMs + 5_000 };
    const at = { eventAtMs: startMs + 9_000, receivedAtMs: startMs + 9_000, clock: "receiver" } as const;
    const shown = tmfAlarm(
      {
        ...plain,
        isCleared: true,
        lastCleared: at,
        operatorState: "closed",
        maintenance: "w1",
        cause: { alarm: root, confidence: 1, reason: { vi: "v", en: "e" } },
        impact: { sites: 2, nodesByOperator: { "": 1, VTL: 3 }, hamlets: 1, population: 9 },
        threshold: {
          ...{ metric: "mains.voltage", unit: "V", direction: "low", observed: 150 },
          ...{ raiseAt: 180, clearAt: 203, armedSinceMs: startMs },
        },
        operatorChanges: [
          { ...change, action: "comment", note: "seen" },
          { ...change, action: "close", note: null },
          { ...change, action: "clear", note: null, atMs: startMs + 9_000 },
        ],
      },
      {
        inventory: house.context.inventory(),
        symptoms: ["b".repeat(24)],
        group: "c".repeat(24),
        grouped: [],
      },
    );
    expect(tmfAlarmSchema.safeParse(shown).error).toBeUndefined();
    expect(shown).toMatchObject({
      perceivedSeverity: "cleared",
      state: "cleared",
      alarmClearedTime: new Date(startMs + 9_000).toISOString(),
      clearUserId: "lan",
      clearSystemId: "tramcanh",
      ackState: "acknowledged",
      ackUserId: "lan",
      plannedOutageIndicator: "outOfService",
      serviceAffecting: true,
      isRootCause: false,
      parentAlarm: [{ id: root }, { id: "c".repeat(24) }],
      correlatedAlarm: [{ id: "b".repeat(24), "@referredType": "Alarm" }],
      affectedService: [{ id: "VTL", name: "3 nodes of VTL" }],
      crossedThresholdInformation: {
        direction: "down",
        indicatorName: "mains.voltage",
        indicatorUnit: "V",
        observedValue: "150",
      },
      comment: [{ comment: "seen", userId: "lan", systemId: "tramcanh" }],
    });
    expect(Object.keys(shown).every((name) => tmfAlarmAttributes.has(name))).toBe(true);
  });

  it("is read with the attributes that are asked for, and always with id, href and @type", async () => {
    const { client, idOf } = await withAlarms();
    const path = `/alarm/${idOf("VTL1/pwr")}`;
    const keys = async (query: string) =>
      Object.keys((await client.get(`${path}?fields=${query}`)).json()).sort();
    expect(await keys("state,perceivedSeverity")).toEqual([
      "@type",
      "href",
      "id",
      "perceivedSeverity",
      "state",
    ]);
    expect(await keys("none")).toEqual(["@type", "href", "id"]);
    const [first] = (await client.get("/alarm?fields=ackState")).json();
    expect(Object.keys(first).sort()).toEqual(["@type", "ackState", "href", "id"]);
    expect((await client.get(`${path}?fields=colour`)).statusCode).toBe(400);
  });

  it("is listed in pages: 206 and 200, X-Total-Count and X-Result-Count", async () => {
    const { client, idOf } = await withAlarms();
    const listed = async (query: string) => {
      const answer = await client.get(`/alarm${query}`);
      const ids: string[] = answer.json().map(({ id }: { id: string }) => id);
      return [
        answer.statusCode,
        answer.headers["x-total-count"],
        answer.headers["x-result-count"],
        ids,
      ] as const;
    };
    const newestFirst = ["VTL1/pwr", "SHARED/bts-vnp", "SHARED/pwr"].map(idOf);
    expect(await listed("")).toEqual([200, "3", "3", newestFirst]);
    expect(await listed("?limit=2")).toEqual([206, "3", "2", newestFirst.slice(0, 2)]);
    expect(await listed("?offset=2&limit=2")).toEqual([206, "3", "1", newestFirst.slice(2)]);
    expect(await listed("?offset=9")).toEqual([206, "3", "0", []]);
    expect(await listed("?perceivedSeverity=critical")).toEqual([200, "0", "0", []]);
    expect((await client.get("/alarm?limit=0")).statusCode).toBe(400);
    expect((await client.get("/alarm?offset=-1")).statusCode).toBe(400);
  });

  it("is filtered by attributes, also deeper ones, by size, and by alternatives", async () => {
    const { client } = await withAlarms();
    const objects = async (query: string): Promise<string[]> =>
      (await client.get(`/alarm?${query}`))
        .json()
        .map(({ alarmedObject }: { alarmedObject: { id: string } }) => alarmedObject.id);
    const after = new Date(startMs + 1_000).toISOString();
    expect(await objects("alarmedObject.id=VTL1/pwr")).toEqual(["VTL1/pwr"]);
    expect(await objects("alarmedObjectType=bts&state=raised")).toEqual(["SHARED/bts-vnp"]);
    expect(await objects("alarmedObject.id=VTL1/pwr,SHARED/pwr")).toEqual(["VTL1/pwr", "SHARED/pwr"]);
    expect(await objects("place.id=SHARED&perceivedSeverity=major")).toHaveLength(2);
    expect(await objects(`alarmRaisedTime.gt=${after}`)).toEqual(["VTL1/pwr"]);
    expect(await objects(`alarmRaisedTime.gte=${after}`)).toHaveLength(2);
    expect(await objects(`alarmRaisedTime.lt=${after}`)).toEqual(["SHARED/pwr"]);
    expect(await objects("alarmedObjectType.ne=power")).toEqual(["SHARED/bts-vnp"]);
    expect(await objects("affectedService.id=VNP/4G/SHARED")).toEqual(["SHARED/bts-vnp"]);
    expect(await objects("ackState=acknowledged")).toEqual([]);
    const wrong = await client.get("/alarm?colour=red");
    expect([wrong.statusCode, wrong.json().code]).toEqual([400, "invalid-request"]);
  });

  it("refuses what no alarm could ever meet: an empty list would say that all is quiet", async () => {
    const { client } = await withAlarms();
    const taken: string[] = [];
    const enumerated = ["perceivedSeverity=Critical", "perceivedSeverity.ne=major,worse", "isRootCause=yes"];
    const deeper = ["alarmedObject=VTL1/pwr", "alarmedObject.colour=red"];
    const times = ["alarmRaisedTime.gt=yesterday", "alarmRaisedTime.after=2026-01-31T00:00:00Z"];
    for (const query of [...enumerated, ...deeper, ...times]) {
      const list = await client.get(`/alarm?${query}`);
      const listener = await client.post("/hub", { callback: "https://oss.example.com/", query });
      const codes = [list.json().code, listener.json().code];
      if (codes.some((code) => code !== "invalid-request")) taken.push(query);
    }
    expect(taken).toEqual([]);
  });

  it("shows each scope its own", async () => {
    const { house, idOf } = await withAlarms();
    const vnp = await tmfClient(house, "regulator", scopes.vnp);
    const answer = await vnp.get("/alarm");
    expect(answer.headers["x-total-count"]).toBe("2");
    expect((await vnp.get(`/alarm/${idOf("VTL1/pwr")}`)).statusCode).toBe(404);
  });
});

describe("TMF642: errors", () => {
  it("have code, reason, message and status, whatever went wrong", async () => {
    const { house, client } = await withAlarms();
    const anonymous = await house.api.inject("/tmf-api/alarmManagement/v4/alarm");
    const regulator = await tmfClient(house, "regulator");
    const answers = [
      [anonymous, 401, "not-authenticated"],
      [await regulator.post("/ackAlarms", {}), 403, "role-refused"],
      [await client.get("/alarm/none"), 404, "not-found"],
      [await client.get("/nonsense"), 404, "not-found"],
      [await client.post("/alarm", {}), 405, "method-refused"],
      [await client.ask("DELETE", "/alarm/none"), 405, "method-refused"],
      [await client.post("/ackAlarms", {}), 400, "invalid-request"],
      [await client.post("/hub", { callback: "ftp://x" }), 400, "invalid-request"],
    ] as const;
    for (const [answer, status, code] of answers) {
      expect([answer.statusCode, answer.json()]).toMatchObject([status, { code, status: String(status) }]);
      expect(tmfErrorSchema.safeParse(answer.json()).error).toBeUndefined();
    }
  });
});

describe("TMF642: what is not offered", () => {
  it("says which methods are, and how else it is done", async () => {
    const { client, idOf } = await withAlarms();
    const created = await client.post("/alarm", {});
    expect(created.headers["allow"]).toBe("GET, HEAD");
    expect(created.json().message).toContain("over MQTT");
    const deleted = await client.ask("DELETE", `/alarm/${idOf("VTL1/pwr")}`);
    expect(deleted.headers["allow"]).toBe("GET, HEAD, PATCH");
    expect(deleted.json().message).toContain("clearAlarms");
    expect((await client.get(`/alarm/${idOf("VTL1/pwr")}`)).statusCode).toBe(200);
  });
});

describe("TMF642: PATCH of an alarm", () => {
  it("acknowledges, takes it back, comments and clears, one thing at a time", async () => {
    const { client, idOf } = await withAlarms();
    const path = `/alarm/${idOf("SHARED/pwr")}`;
    const patched = async (change: object) => {
      const answer = await client.patch(path, change);
      expect(answer.statusCode).toBe(200);
      return answer.json();
    };
    const ack = { ackState: "acknowledged", ackUserId: "lan", ackSystemId: "oss-1" };
    expect(await patched(ack)).toMatchObject({
      ackState: "acknowledged",
      ackUserId: client.actor,
      comment: [{ comment: "TMF642: lan @ oss-1" }],
    });
    const again = await patched(ack);
    expect(again.comment).toHaveLength(1);
    expect(await patched({ comment: [...again.comment, { comment: "gone to site" }] })).toMatchObject({
      comment: [{}, { comment: "gone to site", userId: client.actor }],
    });
    expect(await patched({ ackState: "unacknowledged" })).toMatchObject({ ackState: "unacknowledged" });
    expect(await patched({ state: "cleared" })).toMatchObject({
      state: "cleared",
      perceivedSeverity: "cleared",
      clearUserId: client.actor,
    });
  });

  it("refuses what is not for clients to change, and two things at once", async () => {
    const { house, client, idOf } = await withAlarms();
    const path = `/alarm/${idOf("SHARED/pwr")}`;
    const refused = async (change: object) => (await client.patch(path, change)).statusCode;
    expect(await refused({ probableCause: "fire" })).toBe(400);
    expect(await refused({ id: "other" })).toBe(400);
    expect(await refused({ perceivedSeverity: "minor" })).toBe(400);
    expect(await refused({ ackState: "acknowledged", state: "cleared" })).toBe(400);
    const technician = await tmfClient(house, "technician");
    expect((await technician.patch(path, { state: "cleared" })).statusCode).toBe(403);
    expect((await technician.patch(path, { ackState: "acknowledged" })).statusCode).toBe(200);
  });
});

describe("docs/formats/tmf642.md", () => {
  it("names every attribute and every route that there is", async () => {
    const { house } = await withAlarms();
    for (const name of tmfAlarmAttributes) expect(page).toContain(`| \`${name}\` |`);
    const routes = house.api.routeNames.filter((name) => name.includes("/tmf-api/"));
    for (const route of routes) {
      const [method, path = ""] = route.split(" ");
      const short = path.replace("/tmf-api/alarmManagement/v4", "").replace(":id", "{id}");
      expect(page).toContain(`\`${method} ${short}\``);
    }
  });
});
