import { describe, expect, it, onTestFinished } from "vitest";
import { eventTypesOf } from "../../api/tmf/listener-events.ts";
import { type Receiver, startReceiver, status } from "../alerts/receiver.ts";
import { until } from "../until.ts";
import { type House, openHouse, scopes, temporaryDirectory } from "./house.ts";
import { tmfClient } from "./tmf-client.ts";

interface Told {
  readonly eventType: string;
  readonly eventId: string;
  readonly event: { readonly alarm: Readonly<Record<string, unknown>> };
}

const receiver = async (answer: Parameters<typeof startReceiver>[0] = status(204)) => {
  const started = await startReceiver(answer);
  onTestFinished(() => started.close());
  return started;
};

const toldTo = ({ received }: Receiver): Told[] => received.map(({ body }) => JSON.parse(body));
const typesTold = (to: Receiver): string[] => toldTo(to).map(({ eventType }) => eventType);

const alarmOf = (house: House, node: string): string => {
  const found = house.alarms.list().find((alarm) => `${alarm.site}/${alarm.node}` === node);
  if (!found) throw new Error(`no alarm at ${node}`);
  return found.id;
};

describe("TMF642: the hub", () => {
  it("tells a listener of each change of an alarm, in order, with the alarm as the API gives it", async () => {
    const house = await openHouse();
    const client = await tmfClient(house);
    const listener = await receiver();
    const made = await client.post("/hub", { callback: listener.url });
    expect([made.statusCode, made.headers["location"]]).toEqual([
      201,
      `/tmf-api/alarmManagement/v4/hub/${made.json().id}`,
    ]);
    await house.deviceAlarm("SHARED/pwr", "a");
    const id = alarmOf(house, "SHARED/pwr");
    await until(() => expect(listener.received).toHaveLength(1));
    const [created] = toldTo(listener);
    expect(created?.event.alarm).toEqual((await client.get(`/alarm/${id}`)).json());
    await client.patch(`/alarm/${id}`, { ackState: "acknowledged" });
    await house.deviceAlarm("SHARED/pwr", "a", true);
    await until(() =>
      expect(typesTold(listener)).toEqual([
        "AlarmCreateEvent",
        "AlarmAttributeValueChangeEvent",
        "AlarmStateChangeEvent",
        "AlarmDeleteEvent",
      ]),
    );
    expect(new Set(toldTo(listener).map(({ eventId }) => eventId)).size).toBe(4);
    expect(listener.received[0]?.headers["idempotency-key"]).toBe(created?.eventId);
    expect((await client.ask("DELETE", `/hub/${made.json().id}`)).statusCode).toBe(204);
    await house.deviceAlarm("SHARED/pwr", "a");
    expect((await client.get("/hub")).json()).toEqual([]);
    expect(listener.received).toHaveLength(4);
  });

  it("tells only what was asked for", async () => {
    const house = await openHouse();
    const client = await tmfClient(house);
    const listener = await receiver();
    const query = "eventType=AlarmCreateEvent,AlarmDeleteEvent&event.alarm.alarmedObject.id=VTL1/pwr";
    await client.post("/hub", { callback: listener.url, query });
    await house.deviceAlarm("SHARED/pwr", "a");
    await house.deviceAlarm("VTL1/pwr", "b");
    await house.deviceAlarm("VTL1/pwr", "b", true);
    await house.deviceAlarm("VTL1/pwr", "c");
    await until(() => expect(typesTold(listener)).toEqual(["AlarmCreateEvent", "AlarmCreateEvent"]));
    const wrong = await client.post("/hub", { callback: listener.url, query: "colour=red" });
    expect(wrong.json()).toMatchObject({ code: "invalid-request", status: "400" });
  });

  it("tells a listener what its owner may see, and nothing once the owner is nobody", async () => {
    const house = await openHouse();
    const vnp = await tmfClient(house, "noc-operator", scopes.vnp);
    const listener = await receiver();
    await vnp.post("/hub", { callback: listener.url });
    await house.deviceAlarm("VTL1/pwr", "a");
    await house.deviceAlarm("VNP1/pwr", "b");
    await until(() => expect(listener.received).toHaveLength(1));
    expect(toldTo(listener)[0]?.event.alarm).toMatchObject({ alarmedObject: { id: "VNP1/pwr" } });
    await house.context.act((rows, nowMs) => {
      rows.document.push(house.identity.apiKeys.revoke(vnp.actor.slice("key:".length), nowMs));
    });
    await house.deviceAlarm("VNP1/pwr", "c");
    const admin = await tmfClient(house, "admin");
    await until(async () =>
      expect((await admin.get("/hub")).json()).toMatchObject([
        { lastError: expect.stringContaining("no identity"), eventsBehind: 1 },
      ]),
    );
    expect(listener.received).toHaveLength(1);
  });

  it("tries again what a listener can't take, drops what it refuses, and goes on", async () => {
    const house = await openHouse();
    const client = await tmfClient(house);
    const patient = await receiver((response, count) =>
      status(count === 0 ? 503 : 200, count === 0 ? { "retry-after": "0" } : {})(response),
    );
    const refusing = await receiver((response, _count, { body }) =>
      status(body.includes('"SHARED/pwr"') ? 410 : 200)(response),
    );
    await client.post("/hub", { callback: patient.url });
    await client.post("/hub", { callback: refusing.url });
    await house.deviceAlarm("SHARED/pwr", "a");
    await house.deviceAlarm("VTL1/pwr", "b");
    await until(() => {
      expect(patient.received).toHaveLength(3);
      expect(house.tmf.hub.counts).toMatchObject({ delivered: 3, dropped: 1 });
    });
    expect(house.tmf.hub.counts.failed).toBeGreaterThanOrEqual(3);
    await until(() => expect(house.tmf.hub.list().map(({ behind }) => behind)).toEqual([0, 0]));
  });

  it("at least once: a listener that was away is told after a restart what it missed, and where it was is kept", async () => {
    const directory = temporaryDirectory();
    let isAway = true;
    const listener = await receiver((response) => status(isAway ? 503 : 200)(response));
    const first = await openHouse({ directory });
    await (await tmfClient(first)).post("/hub", { callback: listener.url });
    await first.deviceAlarm("SHARED/pwr", "a");
    await first.deviceAlarm("VTL1/pwr", "b");
    await until(() => expect(listener.received.length).toBeGreaterThan(0));
    await first.close();
    isAway = false;
    const before = listener.received.length;
    const second = await openHouse({ directory });
    await until(() => {
      const ids = listener.received.slice(before).map(({ headers }) => headers["idempotency-key"]);
      expect(new Set(ids).size).toBe(2);
    });
    await until(() => expect(second.tmf.hub.list().map(({ behind }) => behind)).toEqual([0]));
    await second.close();
    const after = listener.received.length;
    const third = await openHouse({ directory });
    await third.deviceAlarm("VNP1/pwr", "c");
    await until(() => expect(listener.received.length).toBe(after + 1));
  });

  it("skips what is too much for a listener far behind, and counts it", async () => {
    const house = await openHouse({ limits: { listenerBehindRowsMax: 2 } });
    const client = await tmfClient(house);
    const answers: (() => void)[] = [];
    const listener = await receiver((response) => {
      answers.push(() => status(200)(response));
    });
    await client.post("/hub", { callback: listener.url });
    await house.deviceAlarm("SHARED/pwr", "first");
    await until(() => expect(answers).toHaveLength(1));
    for (const type of ["a", "b", "c", "d"]) await house.deviceAlarm("SHARED/pwr", type);
    const answerAll = (): void => {
      for (const answer of answers.splice(0)) answer();
    };
    await until(() => {
      answerAll();
      expect(listener.received).toHaveLength(3);
      expect(house.tmf.hub.counts).toMatchObject({ delivered: 3, skipped: 2 });
    });
  });

  it.each([
    ["http://169.254.169.254/latest/meta-data", "the metadata of a cloud"],
    ["http://127.0.0.1:9/", "this machine"],
    ["http://[::1]/", "this machine over IPv6"],
    ["http://10.0.0.7/", "a private network"],
  ])("does not connect to %s: %s", async (callback) => {
    const house = await openHouse({ privateListeners: false });
    const client = await tmfClient(house);
    const answer = await client.post("/hub", { callback });
    expect(answer.json()).toMatchObject({
      status: "400",
      code: "invalid-request",
      message: expect.stringContaining("body.callback"),
    });
    expect((await client.get("/hub")).json()).toEqual([]);
  });

  it("follows no redirect, takes no credentials, no second copy, and so many listeners", async () => {
    const house = await openHouse({ limits: { listenersMax: 2 } });
    const client = await tmfClient(house);
    const listener = await receiver(status(307, { location: "http://169.254.169.254/" }));
    const register = async (callback: string) => (await client.post("/hub", { callback })).statusCode;
    expect(await register(listener.url)).toBe(201);
    expect(await register(listener.url)).toBe(409);
    expect(await register("http://user:secret@192.0.2.1/")).toBe(400);
    expect(await register(`${listener.url}/2`)).toBe(201);
    expect(await register(`${listener.url}/3`)).toBe(422);
    await house.deviceAlarm("SHARED/pwr", "a");
    await until(() => expect(house.tmf.hub.counts.dropped).toBe(2));
    const [{ id, lastError }] = (await client.get("/hub")).json();
    expect(lastError).toContain("redirects are not followed");
    const stranger = await tmfClient(house);
    expect((await stranger.get("/hub")).json()).toEqual([]);
    expect((await stranger.ask("DELETE", `/hub/${id}`)).statusCode).toBe(404);
  });
});

describe("TMF642: events", () => {
  const happened = (event: string, isCleared = false, operatorState = "none") =>
    eventTypesOf({ event, isCleared, operatorState });

  it.each([
    [happened("raised"), ["AlarmCreateEvent"]],
    [happened("updated"), ["AlarmAttributeValueChangeEvent"]],
    [happened("suppressed"), ["AlarmAttributeValueChangeEvent"]],
    [happened("acknowledged", false, "acknowledged"), ["AlarmAttributeValueChangeEvent"]],
    [happened("cleared", true), ["AlarmStateChangeEvent"]],
    [happened("operator-cleared", true, "acknowledged"), ["AlarmStateChangeEvent", "AlarmDeleteEvent"]],
    [happened("acknowledged", true, "acknowledged"), ["AlarmAttributeValueChangeEvent", "AlarmDeleteEvent"]],
    [happened("closed", true, "closed"), ["AlarmAttributeValueChangeEvent", "AlarmDeleteEvent"]],
    [happened("commented", true, "closed"), ["AlarmAttributeValueChangeEvent"]],
  ])("%j", (types, expected) => {
    expect(types).toEqual(expected);
  });
});
