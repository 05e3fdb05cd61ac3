import type { Packet } from "mqtt-packet";
import { afterAll, beforeAll, describe, expect, test } from "vitest";
import { connectPacket, publishPacket, RawDevice } from "../broker/house.ts";
import { until } from "../until.ts";
import { figureOf, itemsOf } from "./house.ts";
import { type Credential, type House, launchServe, makeHouse, provision, type Served } from "./serve.ts";

let house: House;
let served: Served;
let device: Credential;
let neighbour: Credential;

const topic = "sites/BPH0001/pwr/telemetry";

beforeAll(async () => {
  house = makeHouse();
  served = await launchServe(house).ready;
  device = await provision(served, "BPH0001");
  neighbour = await provision(served, "BPH0002");
});
afterAll(async () => {
  await served.kill();
  house.remove();
});

const connect = async (login: Credential): Promise<RawDevice> => {
  const raw = new RawDevice(served.mqttPort);
  raw.send(connectPacket(login.id, login.token));
  await until(() => expect(raw.of("connack")).toHaveLength(1));
  return raw;
};

/** A device of another site that goes on publishing; each of its messages has to be acknowledged. */
const openNeighbour = async (): Promise<() => Promise<void>> => {
  const raw = await connect(neighbour);
  let sent = 0;
  return async () => {
    const payload = JSON.stringify({ values: { "mains.voltage": 220 + (sent % 10) } });
    raw.send(publishPacket(++sent, "sites/BPH0002/pwr/telemetry", payload));
    await until(() => expect(raw.of("puback")).toHaveLength(sent));
    expect(raw.closed).toBe(false);
  };
};

const quarantined = (reason: string): string => `tramcanh_quarantined_total{reason="${reason}"}`;
const value = (text: string): string => `{"values":{"mains.voltage":${text}}}`;
const entries = JSON.stringify(Array.from({ length: 10_000 }, () => ({})));

describe("I6: what can't be taken is acknowledged, counted and listed, and the others don't notice", () => {
  test.each([
    {
      what: "another site's topic",
      to: "sites/BPH0003/pwr/telemetry",
      payload: value("1"),
      reason: "foreign-site",
    },
    { what: "a topic that means nothing", to: "sites/BPH0001", payload: value("1"), reason: "unknown-topic" },
    { what: "what is not JSON", to: topic, payload: "mains is lost", reason: "not-json" },
    { what: "NaN", to: topic, payload: value("NaN"), reason: "not-json" },
    { what: "Infinity", to: topic, payload: value("1e999"), reason: "not-finite", kept: "Infinity" },
    {
      what: "a number as a string",
      to: topic,
      payload: value('"228.4"'),
      reason: "wrong-type",
      kept: '"228.4"',
    },
    {
      what: "a number out of its physical range",
      to: topic,
      payload: value("1e6"),
      reason: "out-of-range",
      kept: "1000000",
    },
    {
      what: "__proto__ as a metric",
      to: topic,
      payload: '{"values":{"__proto__":{"admin":true}}}',
      reason: "bad-metric-name",
      kept: '{"admin":true}',
    },
    { what: "10,000 entries", to: topic, payload: entries, reason: "too-many-entries" },
    {
      what: "1970",
      to: topic,
      payload: '{"ts":1000,"values":{"mains.voltage":1}}',
      reason: "time-out-of-window",
    },
    {
      what: "brackets within brackets, 60,000 deep",
      to: topic,
      payload: value("[".repeat(60_000) + "]".repeat(60_000)),
      reason: "wrong-type",
    },
    {
      what: "a state of brackets within brackets",
      to: "sites/BPH0001/ctl/state",
      payload: `{"online":${"[".repeat(60_000) + "]".repeat(60_000)}}`,
      reason: "bad-state",
    },
    {
      what: "an alarm of brackets within brackets",
      to: "sites/BPH0001/ctl/alarm",
      payload: `{"type":${"[".repeat(60_000) + "]".repeat(60_000)}}`,
      reason: "bad-alarm",
    },
    {
      what: "2099",
      to: topic,
      payload: `{"ts":${Date.UTC(2099, 0, 1)},"values":{"mains.voltage":1}}`,
      reason: "time-out-of-window",
    },
  ])("$what: PUBACK, $reason", async ({ to, payload, reason, kept }) => {
    const tell = await openNeighbour();
    const before = await figureOf(served, quarantined(reason));
    const raw = await connect(device);
    raw.send(publishPacket(7, to, payload), publishPacket(8, topic, value("230")));
    await tell();
    await until(() => expect(raw.of("puback")).toMatchObject([{ messageId: 7 }, { messageId: 8 }]));
    expect(raw.closed).toBe(false);
    expect(await figureOf(served, quarantined(reason))).toBe(before + 1);
    const [row] = await itemsOf(served, `/api/v1/quarantine?reason=${reason}&limit=1`);
    expect(row).toMatchObject({
      device: device.id,
      site: "BPH0001",
      topic: to,
      reason,
      detail: expect.any(String),
    });
    expect(String(row?.["payload"]).slice(0, 100)).toBe((kept ?? payload).slice(0, 100));
    await tell();
  });
});

describe("what can be taken is taken", () => {
  test("a metric that nobody knows is stored, shown and counted", async () => {
    const before = await figureOf(served, "tramcanh_readings_unknown_metric_total");
    const raw = await connect(device);
    raw.send(publishPacket(1, topic, '{"values":{"constructor":1,"coffee.level":0.5}}'));
    await until(() => expect(raw.of("puback")).toHaveLength(1));
    expect(await figureOf(served, "tramcanh_readings_unknown_metric_total")).toBe(before + 2);
    for (const [metric, stored] of [
      ["constructor", 1],
      ["coffee.level", 0.5],
    ])
      expect(await itemsOf(served, `/api/v1/readings?site=BPH0001&node=pwr&metric=${metric}`)).toMatchObject([
        { value: stored },
      ]);
  });

  test("what is sent twice or out of order is stored once, in the order of its time", async () => {
    const startMs = Date.now() - 60_000;
    const reading = (offsetMs: number): string =>
      `{"ts":${startMs + offsetMs},"values":{"room.temperature":${20 + offsetMs}}}`;
    const [behind, duplicate] = [
      await figureOf(served, "tramcanh_readings_behind_total"),
      await figureOf(served, "tramcanh_readings_duplicate_total"),
    ];
    const raw = await connect(device);
    for (const [index, offsetMs] of [3, 1, 3, 2, 1, 4].entries())
      raw.send(publishPacket(index + 1, topic, reading(offsetMs)));
    await until(() => expect(raw.of("puback")).toHaveLength(6));
    const found = await itemsOf(served, "/api/v1/readings?site=BPH0001&node=pwr&metric=room.temperature");
    expect(found.map((item) => item["value"])).toEqual([21, 22, 23, 24]);
    expect(await figureOf(served, "tramcanh_readings_behind_total")).toBe(behind + 4);
    expect(await figureOf(served, "tramcanh_readings_duplicate_total")).toBe(duplicate + 2);
  });

  test("300 messages sent right behind CONNECT are acknowledged, all and in order", async () => {
    const tell = await openNeighbour();
    const raw = new RawDevice(served.mqttPort);
    const ids = Array.from({ length: 300 }, (_, index) => index + 1);
    raw.send(
      connectPacket(device.id, device.token),
      ...ids.map((id): Packet => publishPacket(id, topic, value("229"))),
    );
    await tell();
    await until(() => expect(raw.of("puback")).toHaveLength(300));
    expect(raw.of("puback").map((packet) => packet.messageId)).toEqual(ids);
    await tell();
  });
});

describe("I9: a connection that breaks the protocol or a limit ends, counted, and the others stay", () => {
  const refused = (reason: string): string => `tramcanh_connections_refused_total{reason="${reason}"}`;
  const cut = (reason: string): string => `tramcanh_packets_refused_total{reason="${reason}"}`;

  test("a wrong token: CONNACK 4, then the end", async () => {
    const tell = await openNeighbour();
    const before = await figureOf(served, refused("credential"));
    const raw = new RawDevice(served.mqttPort);
    raw.send(connectPacket(device.id, "wrong"), publishPacket(1, topic, value("230")));
    await until(() => expect(raw.closed).toBe(true));
    expect(raw.received).toMatchObject([{ cmd: "connack", returnCode: 4 }]);
    expect(await figureOf(served, refused("credential"))).toBe(before + 1);
    await tell();
  });

  test.each([
    {
      what: "a packet that announces 200 MB before CONNECT",
      bytes: "10ffffff5f",
      reason: "oversized",
      first: false,
    },
    { what: "a packet that announces 200 MB", bytes: "32ffffff5f", reason: "oversized", first: true },
    { what: "something else than CONNECT first", bytes: "c000", reason: "malformed", first: false },
    { what: "a reserved packet type", bytes: "f000", reason: "malformed", first: true },
    { what: "a length of five bytes", bytes: "32ffffffff01", reason: "malformed", first: true },
  ])("$what: the connection ends", async ({ bytes, reason, first }) => {
    const tell = await openNeighbour();
    const before = await figureOf(served, cut(reason));
    const raw = first ? await connect(device) : new RawDevice(served.mqttPort);
    raw.write(Buffer.from(bytes, "hex"));
    await until(() => expect(raw.closed).toBe(true));
    expect(raw.of("puback")).toEqual([]);
    expect(await figureOf(served, cut(reason))).toBe(before + 1);
    await tell();
  });

  test("the platform is well after all of it", async () => {
    expect((await served.ask("GET", "/readyz")).status).toBe(200);
    expect(await figureOf(served, "tramcanh_broker_faults_total")).toBe(0);
    expect(await figureOf(served, "tramcanh_evaluation_failures_total")).toBe(0);
    expect(served.log()).not.toContain("BUG");
  });
});
