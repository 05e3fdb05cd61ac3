import { connectAsync, type IClientOptions, type MqttClient } from "mqtt";
import { afterAll, beforeAll, expect, onTestFinished, test } from "vitest";
import { isSignatureValid } from "../../alerts/channels/signature.ts";
import { type Receiver, startReceiver, status } from "../alerts/receiver.ts";
import { readStream } from "../api/event-reader.ts";
import { makeAuthority } from "../broker/certificates.ts";
import { until } from "../until.ts";
import { itemsOf } from "./house.ts";
import {
  adminPassword,
  type Credential,
  type House,
  launchServe,
  makeHouse,
  promptMainsRule,
  provision,
  type Served,
} from "./serve.ts";

let authority: ReturnType<typeof makeAuthority>;
let receiver: Receiver;
let house: House;
let served: Served;
let device: Credential;

const secret = "a secret between us";
beforeAll(async () => {
  authority = makeAuthority();
  receiver = await startReceiver(status(204));
  const { key, certificate } = authority.issue("localhost");
  house = makeHouse({
    mqtt: [
      "mqtt:",
      "  host: 127.0.0.1",
      "  port: 0",
      "  tls: { port: 0, key: tls/key.pem, certificate: tls/certificate.pem }",
      "  websocket: { port: 0 }",
      "",
    ].join("\n"),
    more: [
      "rules: [rules/*.yaml]",
      `channels: { noc: { kind: webhook, url: "${receiver.url}", secret: { env: NOC_SECRET }, allowPrivateAddress: true } }`,
      "routes: [{ match: { severity: [critical, major] }, to: [noc] }]",
      "",
    ].join("\n"),
    files: { "rules/prompt.yaml": promptMainsRule, "tls/key.pem": key, "tls/certificate.pem": certificate },
  });
  served = await launchServe(house, { environment: { NOC_SECRET: secret } }).ready;
  device = await provision(served, "BPH0001");
});
afterAll(async () => {
  await served.kill();
  await receiver.close();
  house.remove();
  authority.remove();
});

const connect = async (url: string, options: IClientOptions = {}): Promise<MqttClient> => {
  const login = { clientId: device.id, username: device.id, password: device.token };
  const client = await connectAsync(
    url,
    { reconnectPeriod: 0, connectTimeout: 5_000, ...login, ...options },
    false,
  );
  onTestFinished(() => client.endAsync(true));
  return client;
};

const publish = async (client: MqttClient, node: string, message: object): Promise<void> => {
  await client.publishAsync(`sites/BPH0001/${node}/telemetry`, JSON.stringify(message), { qos: 1 });
};

test.each([
  { way: "TCP", node: "pwr", url: () => served.urls.mqtt },
  { way: "TLS", node: "agg1", url: () => served.urls.tls },
  { way: "WebSocket", node: "mw1", url: () => served.urls.websocket },
])(
  "what a device publishes over $way is read back over HTTP as soon as it is acknowledged",
  async ({ node, url }) => {
    const client = await connect(url() ?? "", { ca: authority.certificate });
    const tsMs = Date.now() - 1_000;
    await publish(client, node, { ts: tsMs, seq: 1, values: { "mains.voltage": 228.4, "door.open": false } });

    const ts = new Date(tsMs).toISOString();
    const query = `site=BPH0001&node=${node}&from=${new Date(tsMs - 1).toISOString()}`;
    expect(await itemsOf(served, `/api/v1/readings?${query}&metric=mains.voltage`)).toMatchObject([
      { ts, value: 228.4, clock: "device" },
    ]);
    expect(await itemsOf(served, `/api/v1/readings?${query}&metric=door.open`)).toMatchObject([
      { ts, value: false },
    ]);
    const [step] = await itemsOf(
      served,
      `/api/v1/readings?${query}&metric=mains.voltage&step=5m&aggregate=max`,
    );
    expect(step?.["value"]).toBe(228.4);
    await until(async () => {
      expect(await itemsOf(served, `/api/v1/nodes/BPH0001/${node}/latest`)).toMatchObject([
        { metric: "mains.voltage", unit: "V", value: 228.4, ts },
        { metric: "door.open", value: false, ts },
      ]);
    });
  },
);

const logIn = async (): Promise<string> => {
  const response = await fetch(new URL("/api/v1/session", served.urls.http), {
    method: "POST",
    headers: { "content-type": "application/json" },
    body: JSON.stringify({ username: "admin", password: adminPassword }),
  });
  expect(response.status).toBeLessThan(300);
  return response.headers
    .getSetCookie()
    .map((cookie) => cookie.split(";")[0])
    .join("; ");
};

test("a mains failure is an alarm, an event of the stream and a signed webhook call; so are its end and its acknowledgement", async () => {
  const cookie = await logIn();
  const streamUrl = `${served.urls.http}/api/v1/stream?events=alarm`;
  const stream = await readStream(streamUrl, { cookie });
  expect(stream.status).toBe(200);
  const client = await connect(served.urls.mqtt);
  const startMs = Date.now();
  await publish(client, "pwr", { ts: startMs, values: { "mains.present": true } });
  await publish(client, "pwr", { ts: startMs + 1, values: { "mains.present": false } });

  const [alarm] = await itemsOf(served, "/api/v1/alarms?site=BPH0001&cleared=false");
  expect(alarm).toMatchObject({ node: "pwr", type: "mains-lost", severity: "major", operatorState: "none" });
  const alarmsSeen = () => stream.events.filter(({ event }) => event === "alarm");
  await until(() => expect(alarmsSeen().map(({ data }) => data["event"])).toEqual(["raised"]));
  await until(() => expect(receiver.received).toHaveLength(1));

  const id = String(alarm?.["id"]);
  const acknowledged = await served.ask("POST", `/api/v1/alarms/${id}/acknowledge`, { note: "seen" });
  expect(acknowledged).toMatchObject({
    status: 200,
    body: { isCleared: false, operatorState: "acknowledged", operatorChanges: [{ note: "seen" }] },
  });
  await publish(client, "pwr", { ts: startMs + 2, values: { "mains.present": true } });
  expect(await itemsOf(served, `/api/v1/alarms/${id}/history`)).toMatchObject([
    { event: "raised" },
    { event: "acknowledged" },
    { event: "cleared" },
  ]);

  await until(() => expect(receiver.received).toHaveLength(3));
  const told = receiver.received.map(({ headers, body }) => {
    const signature = String(headers["tramcanh-signature"]);
    expect(isSignatureValid(signature, { secret, body }, { nowMs: Date.now(), toleranceSeconds: 60 })).toBe(
      true,
    );
    expect(
      isSignatureValid(signature, { secret: "another", body }, { nowMs: Date.now(), toleranceSeconds: 60 }),
    ).toBe(false);
    const message: unknown = JSON.parse(body);
    expect(message).toMatchObject({
      version: 1,
      id: headers["idempotency-key"],
      alarm: { id, siteName: "Đồng Xoài" },
    });
    return message;
  });
  expect(told).toMatchObject([{ event: "raised" }, { event: "acknowledged" }, { event: "cleared" }]);
  expect(new Set(receiver.received.map(({ headers }) => headers["idempotency-key"])).size).toBe(3);

  await until(() => expect(alarmsSeen()).toHaveLength(3));
  stream.close();
  const first = alarmsSeen()[0];
  const resumed = await readStream(streamUrl, { cookie, "last-event-id": String(first?.id) });
  await until(() =>
    expect(resumed.events.filter(({ event }) => event === "alarm")).toEqual(alarmsSeen().slice(1)),
  );
  resumed.close();
});

test("what was stored, raised and told is still there after a stop, and goes on from there", async () => {
  const alarmsOfNode = "/api/v1/alarms?site=BPH0001&node=mw2";
  const client = await connect(served.urls.mqtt);
  await publish(client, "mw2", { ts: Date.now(), values: { "mains.present": false } });
  const before = await itemsOf(served, alarmsOfNode);
  expect(before).toMatchObject([{ isCleared: false, occurrenceCount: 1, operatorState: "none" }]);
  expect((await served.stop()).code).toBe(0);

  served = await launchServe(house, { environment: { NOC_SECRET: secret } }).ready;
  expect(await itemsOf(served, alarmsOfNode)).toEqual(before);
  const again = await connect(served.urls.mqtt);
  await publish(again, "mw2", { ts: Date.now(), values: { "mains.present": true } });
  expect(await itemsOf(served, alarmsOfNode)).toMatchObject([{ isCleared: true, occurrenceCount: 1 }]);
});
