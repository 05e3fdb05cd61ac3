import { connect, type Socket } from "node:net";
import mqttPacket, { type Packet } from "mqtt-packet";
import type { Credential } from "../e2e/serve.ts";

/** Messages without PUBACK that a device has under way. */
const underWayMax = 20;

/** What a simulated device keeps: reading n of its node is `tsMs[n]`, sent with n as its value. */
export interface Ledger {
  readonly site: string;
  readonly node: string;
  /** Event times of all readings ever sent, by number. */
  readonly tsMs: number[];
  /** First number behind each message, in order of sending. */
  readonly messageEnds: number[];
  /** Messages acknowledged: PUBACKs come in order, so they are always the first ones. */
  acknowledged: number;
}

/** How many readings of the ledger are acknowledged: numbers 0 up to this one. */
export const acknowledgedReadings = ({ messageEnds, acknowledged }: Ledger): number =>
  acknowledged === 0 ? 0 : (messageEnds[acknowledged - 1] ?? 0);

/** What a device's readings are: the number itself, and whether mains is there. */
export interface Content {
  /** Mains is lost for the second half of each so many readings: a crossing at every half. */
  readonly readingsPerFailure: number;
}

const runtimeMax = 100_000;

/** The value of reading n: the number itself, within the range of a running-hours counter. */
export const runtimeOf = (number: number): number => number % runtimeMax;

/** Whether mains is present in reading n. */
export const mainsPresent = (number: number, { readingsPerFailure }: Content): boolean =>
  number % readingsPerFailure < readingsPerFailure / 2;

/** A store-and-forward device: keeps each message until its PUBACK, sends again what has none. */
export class CrashDevice {
  readonly ledger: Ledger;
  readonly #login: Credential;
  readonly #content: Content;
  readonly #onFault: (fault: string) => void;
  readonly #onAcknowledged: () => void;
  #socket: Socket | null = null;
  /** Messages under way on this connection, oldest first, by their place in the ledger. */
  #underWay: number[] = [];
  /** Next message to be sent on this connection. */
  #next = 0;
  #sentBefore = 0;
  /** Messages that were sent more than once. */
  sentAgain = 0;
  #accepted = false;

  constructor(
    login: Credential,
    parts: {
      readonly node: string;
      readonly content: Content;
      readonly onFault: (fault: string) => void;
      readonly onAcknowledged: () => void;
    },
  ) {
    this.#login = login;
    this.#content = parts.content;
    this.#onFault = parts.onFault;
    this.#onAcknowledged = parts.onAcknowledged;
    this.ledger = { site: login.site, node: parts.node, tsMs: [], messageEnds: [], acknowledged: 0 };
  }

  /** Everything measured so far is acknowledged. */
  get isDone(): boolean {
    return this.ledger.acknowledged === this.ledger.messageEnds.length;
  }

  /** Connects; then sends again what has no PUBACK, and `repeated` messages before that once more. */
  connect(port: number, repeated: number): void {
    this.disconnect();
    this.#underWay = [];
    this.#accepted = false;
    this.#next = Math.max(0, this.ledger.acknowledged - repeated);
    const socket = connect({ port, host: "127.0.0.1", noDelay: true });
    const parser = mqttPacket.parser();
    parser.on("packet", (packet) => {
      if (socket === this.#socket) this.#receive(packet);
    });
    socket.on("data", (bytes) => parser.parse(bytes));
    socket.on("error", () => {});
    this.#socket = socket;
    const { id, token } = this.#login;
    this.#send({
      cmd: "connect",
      protocolId: "MQTT",
      protocolVersion: 4,
      clean: true,
      clientId: id,
      keepalive: 60,
      username: id,
      password: Buffer.from(token),
    });
  }

  disconnect(): void {
    this.#socket?.destroy();
    this.#socket = null;
  }

  /** Measures a message of so many readings and sends what may be sent. */
  measure(count: number, nowMs: number): void {
    const { tsMs, messageEnds } = this.ledger;
    for (let added = 0; added < count; added++) tsMs.push(Math.max(nowMs, (tsMs.at(-1) ?? 0) + 1));
    messageEnds.push(tsMs.length);
    this.#pump();
  }

  #pump(): void {
    const { messageEnds, site, node } = this.ledger;
    while (this.#accepted && this.#underWay.length < underWayMax && this.#next < messageEnds.length) {
      const place = this.#next++;
      this.#underWay.push(place);
      if (place < this.#sentBefore) this.sentAgain++;
      else this.#sentBefore = place + 1;
      this.#send({
        cmd: "publish",
        topic: `sites/${site}/${node}/telemetry`,
        payload: this.#payload(place),
        messageId: (place % 65_535) + 1,
        qos: 1,
        dup: false,
        retain: false,
      });
    }
  }

  #payload(place: number): string {
    const { tsMs, messageEnds } = this.ledger;
    const entries: object[] = [];
    const end = messageEnds[place] ?? 0;
    for (let number = messageEnds[place - 1] ?? 0; number < end; number++) {
      const present = mainsPresent(number, this.#content);
      entries.push({
        ts: tsMs[number],
        seq: number,
        values: { "genset.runtime": runtimeOf(number), "mains.present": present },
      });
    }
    return JSON.stringify(entries.length === 1 ? entries[0] : entries);
  }

  #receive(packet: Packet): void {
    if (packet.cmd === "connack") {
      if (packet.returnCode !== 0) this.#onFault(`CONNACK ${packet.returnCode} for ${this.#login.id}`);
      this.#accepted = packet.returnCode === 0;
      this.#pump();
    } else if (packet.cmd === "puback") {
      this.#acknowledge(packet.messageId);
    }
  }

  #acknowledge(messageId: number | undefined): void {
    const place = this.#underWay.shift();
    if (place === undefined || (place % 65_535) + 1 !== messageId) {
      this.#onFault(
        `I1: ${this.#login.id} got PUBACK ${messageId}, message ${place} was the oldest under way`,
      );
      return;
    }
    this.ledger.acknowledged = Math.max(this.ledger.acknowledged, place + 1);
    this.#onAcknowledged();
    this.#pump();
  }

  #send(packet: Packet): void {
    this.#socket?.write(mqttPacket.generate(packet));
  }
}
