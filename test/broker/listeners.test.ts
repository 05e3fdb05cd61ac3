import { connectAsync, type IClientOptions } from "mqtt";
import { afterAll, beforeAll, describe, expect, onTestFinished, test } from "vitest";
import { WebSocket } from "ws";
import { type KeyPair, makeAuthority } from "./certificates.ts";
import { openBroker } from "./house.ts";

let authority: ReturnType<typeof makeAuthority>;
let platform: KeyPair;
let device: KeyPair;
let stranger: KeyPair;

beforeAll(() => {
  authority = makeAuthority();
  platform = authority.issue("localhost");
  device = authority.issue("BPH0001-ctl");
  const other = makeAuthority();
  stranger = other.issue("BPH0001-ctl");
  other.remove();
});
afterAll(() => authority.remove());

const topic = "sites/BPH0001/pwr/telemetry";

const publishOne = async (url: string, options: IClientOptions): Promise<void> => {
  const client = await connectAsync(url, { reconnectPeriod: 0, connectTimeout: 3_000, ...options }, false);
  onTestFinished(() => client.endAsync(true));
  await client.publishAsync(topic, JSON.stringify({ values: { "mains.voltage": 230 } }), { qos: 1 });
};

const openWith = async (tls: { clientCertificateRequired?: boolean } = {}) => {
  const endpoint = { host: "127.0.0.1", port: 0 };
  const material = { ...platform, clientAuthority: authority.certificate, ...tls };
  const house = await openBroker({
    listeners: { tcp: endpoint, tls: { ...endpoint, ...material }, websocket: endpoint },
  });
  const token = await house.provision("BPH0001-ctl", "BPH0001");
  const url = (kind: string): string => house.listeners.find((listener) => listener.kind === kind)?.url ?? "";
  const login = { clientId: "BPH0001-ctl", username: "BPH0001-ctl", password: token };
  return { house, url, login };
};

describe("a reading arrives", () => {
  test("over TCP", async () => {
    const { house, url, login } = await openWith();
    await publishOne(url("tcp"), login);
    expect(house.committed.readings).toBe(1);
  });

  test("over WebSocket", async () => {
    const { house, url, login } = await openWith();
    await publishOne(url("websocket"), login);
    expect(house.committed.readings).toBe(1);
  });

  test("over TLS with a token", async () => {
    const { house, url, login } = await openWith();
    await publishOne(url("tls"), { ...login, ca: authority.certificate });
    expect(house.committed.readings).toBe(1);
  });

  test("over TLS with a certificate that names the device, without a token", async () => {
    const { house, url } = await openWith({ clientCertificateRequired: true });
    const { key, certificate } = device;
    await publishOne(url("tls"), {
      clientId: "BPH0001-ctl",
      ca: authority.certificate,
      key,
      cert: certificate,
    });
    expect(house.committed.readings).toBe(1);
  });
});

describe("a connection is refused", () => {
  test("with a certificate of another authority, even where certificates are optional", async () => {
    const { house, url } = await openWith();
    const { key, certificate } = stranger;
    const options = { clientId: "BPH0001-ctl", ca: authority.certificate, key, cert: certificate };
    await expect(publishOne(url("tls"), options)).rejects.toThrow(/Bad username or password/);
    expect(house.brokerCounters.connectionsRefused).toBe(1);
  });

  test("without a certificate where one is required", async () => {
    const { house, url, login } = await openWith({ clientCertificateRequired: true });
    await expect(publishOne(url("tls"), { ...login, ca: authority.certificate })).rejects.toThrow();
    expect(house.broker.connections).toBe(0);
  });

  test("with a certificate that names another device than the client id", async () => {
    const { url } = await openWith();
    const { key, certificate } = device;
    const options = { clientId: "BPH0002-ctl", ca: authority.certificate, key, cert: certificate };
    await expect(publishOne(url("tls"), options)).rejects.toThrow(/Identifier rejected/);
  });

  test("over WebSocket without the subprotocol mqtt [MQTT-6.0.0-3]", async () => {
    const { url } = await openWith();
    const socket = new WebSocket(url("websocket"));
    const closed = await new Promise<boolean>((resolve) => {
      socket.once("close", () => resolve(true));
      socket.once("error", () => resolve(true));
    });
    expect(closed).toBe(true);
  });

  test("over WebSocket with a text frame [MQTT-6.0.0-1]", async () => {
    const { url } = await openWith();
    const socket = new WebSocket(url("websocket"), "mqtt");
    const closed = new Promise<boolean>((resolve) => socket.once("close", () => resolve(true)));
    socket.once("open", () => socket.send("hello"));
    expect(await closed).toBe(true);
  });
});

test("an HTTP request on the WebSocket port is told what to do", async () => {
  const { url } = await openWith();
  const response = await fetch(url("websocket").replace("ws:", "http:"));
  expect(response.status).toBe(426);
  expect(await response.text()).toContain("subprotocol mqtt");
});
