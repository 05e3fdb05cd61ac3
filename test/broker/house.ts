import { once } from "node:events";
import { connect, type Socket } from "node:net";
import mqttPacket, { type Packet } from "mqtt-packet";
import { onTestFinished } from "vitest";
import { Broker } from "../../broker/broker.ts";
import { BrokerCounters } from "../../broker/counters.ts";
import { type BrokerLimits, defaultBrokerLimits } from "../../broker/limits.ts";
import type { ListenerOptions } from "../../broker/listeners.ts";
import { DeviceRegistry, makeCredential } from "../../inventory/device-registry.ts";
import type { Clock } from "../../telemetry/clock.ts";
import type { DeviceEvent } from "../../telemetry/device-event.ts";
import { DeviceNumbers } from "../../telemetry/device-numbers.ts";
import { deviceId, siteCode } from "../../telemetry/identifiers.ts";
import type { QuarantineRow } from "../../telemetry/journal.ts";
import { openIntake } from "../ingest/house.ts";

/** A broker with real sockets before an intake whose journal the test may hold back. */
export const openBroker = async (
  options: { limits?: Partial<BrokerLimits>; listeners?: ListenerOptions; clock?: Clock } = {},
) => {
  const committed: {
    events: DeviceEvent[];
    readings: number;
    reasons: string[];
    quarantined: QuarantineRow[];
  } = { events: [], readings: 0, reasons: [], quarantined: [] };
  const wake = { run: () => {} };
  const house = openIntake({
    parts: {
      clock: Date.now,
      evaluate: (arrivals, rows) => {
        committed.events.push(...arrivals.events);
        committed.readings += arrivals.fresh.length;
        committed.quarantined.push(...rows.quarantine);
        committed.reasons.push(...rows.quarantine.map((row) => row.reason));
      },
      onCommitted: () => wake.run(),
    },
  });
  house.journal.stepped = false;
  const devices = new DeviceRegistry();
  const counters = new BrokerCounters();
  const broker = new Broker({
    intake: house.intake,
    gate: house.gate,
    devices,
    deviceNumbers: new DeviceNumbers(),
    limits: { ...defaultBrokerLimits, ...options.limits },
    counters,
    clock: options.clock ?? Date.now,
    log: () => {},
  });
  wake.run = () => broker.wake();
  const listeners = await broker.start(options.listeners ?? { tcp: { host: "127.0.0.1", port: 0 } });
  onTestFinished(() => broker.stop());
  const port = listeners[0]?.port ?? 0;

  /** Provisions a device of a site; answers its token. */
  const provision = async (id: string, site: string): Promise<string> => {
    const credential = await makeCredential(deviceId(id), siteCode(site));
    devices.provision(credential, Date.now());
    return credential.token;
  };
  return {
    ...house,
    broker,
    devices,
    counters: house.counters,
    brokerCounters: counters,
    listeners,
    port,
    committed,
    provision,
  };
};

/** A raw MQTT connection, for what a well-behaved client library would not send. */
export class RawDevice {
  readonly socket: Socket;
  readonly received: Packet[] = [];
  closed = false;
  readonly #parser = mqttPacket.parser();

  constructor(port: number) {
    this.socket = connect(port, "127.0.0.1");
    this.#parser.on("packet", (packet) => this.received.push(packet));
    this.socket.on("data", (bytes) => this.#parser.parse(bytes));
    this.socket.on("error", () => {});
    this.socket.on("close", () => {
      this.closed = true;
    });
    onTestFinished(() => {
      this.socket.destroy();
    });
  }

  send(...packets: Packet[]): void {
    this.socket.write(Buffer.concat(packets.map((packet) => mqttPacket.generate(packet))));
  }

  write(bytes: Buffer): void {
    this.socket.write(bytes);
  }

  async open(): Promise<void> {
    if (this.socket.connecting) await once(this.socket, "connect");
  }

  /** Packets received of a kind. */
  of(kind: Packet["cmd"]): Packet[] {
    return this.received.filter((packet) => packet.cmd === kind);
  }
}

/** A CONNECT as a device sends it. */
export const connectPacket = (id: string, token: string, more: object = {}): Packet => ({
  cmd: "connect",
  protocolId: "MQTT",
  protocolVersion: 4,
  clean: true,
  clientId: id,
  keepalive: 60,
  username: id,
  password: Buffer.from(token),
  ...more,
});

/** A QoS 1 PUBLISH with one reading. */
export const publishPacket = (messageId: number, topic: string, payload: string | Buffer): Packet => ({
  cmd: "publish",
  topic,
  payload,
  messageId,
  qos: 1,
  dup: false,
  retain: false,
});

/** Return code of the CONNACK that a device got; undefined before it has. */
export const returnCode = (device: RawDevice): unknown => {
  const [connack] = device.of("connack");
  return connack && "returnCode" in connack ? connack.returnCode : undefined;
};
