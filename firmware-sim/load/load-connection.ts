import { connect, isIP, type Socket } from "node:net";
import { connect as connectTls } from "node:tls";
import { generate } from "mqtt-packet";
import { AnswerScanner } from "./answer-scanner.ts";
import type { CompleteLoadPlan, LoadConnectionPlan } from "./load-plan.ts";
import { LoadFailed, type LoadTrouble } from "./load-trouble.ts";
import { PacketRing } from "./packet-ring.ts";

const keepAliveSeconds = 300;
const readBytes = 65_536;
const pingreq = Buffer.from([0xc0, 0]);
const disconnect = Buffer.from([0xe0, 0]);

/** What a connection tells the run. */
export interface LoadConnectionEvents {
  /** `dueAtMs` as it was given to `send`. */
  acknowledged(dueAtMs: number): void;
  /** Room for new messages: called after the acknowledgements of one read. */
  drained(connection: LoadConnection): void;
  failed(error: LoadFailed): void;
}

/** One MQTT connection of the load generator. */
export class LoadConnection {
  readonly ring: PacketRing;
  readonly #plan: LoadConnectionPlan;
  readonly #run: CompleteLoadPlan;
  readonly #events: LoadConnectionEvents;
  readonly #scanner: AnswerScanner;
  #socket: Socket | null = null;
  #accepted: (() => void) | null = null;
  #isOpen = false;
  #closing = false;

  constructor(plan: LoadConnectionPlan, run: CompleteLoadPlan, events: LoadConnectionEvents) {
    this.#plan = plan;
    this.#run = run;
    this.#events = events;
    const slots = run.mode.kind === "idle" ? 0 : run.mode.backlogMax;
    this.ring = new PacketRing(plan.topics, slots, run.readings);
    this.#scanner = new AnswerScanner({
      connack: (code) =>
        code === 0 ? this.#accept() : this.#fail("refused", `refused with return code ${code}`),
      puback: (messageId) => this.#acknowledge(messageId),
      unexpected: (head) => this.#fail("protocol", `an unexpected packet 0x${head.toString(16)} came`),
    });
  }

  /** Opens the connection; resolves when the broker has accepted it. Trouble is told to `failed`. */
  open(buffer: Uint8Array): Promise<void> {
    return new Promise((resolve) => {
      this.#accepted = resolve;
      const socket = this.#connect(buffer);
      socket.on("error", (error) => this.#fail(this.#isOpen ? "cut" : "unreachable", error.message));
      socket.on("close", () => {
        if (this.#isOpen) this.#fail("cut", "the broker closed the connection");
        else this.#fail("protocol", "the connection was closed without a CONNACK");
      });
      this.#socket = socket;
    });
  }

  /** Writes up to `count` messages that the ring has room for; returns how many. */
  send(count: number, tsMs: number, dueAtMs: (sequence: number) => number): number {
    let written = 0;
    for (let run = this.ring.run(count); run > 0; run = this.ring.run(count - written)) {
      this.#socket?.write(this.ring.take(run, tsMs, dueAtMs));
      written += run;
    }
    return written;
  }

  ping(): void {
    this.#socket?.write(pingreq);
  }

  close(): void {
    this.#closing = true;
    this.#socket?.end(disconnect);
    this.#socket?.destroySoon();
  }

  #connect(buffer: Uint8Array): Socket {
    const { host, port, tls } = this.#run;
    const callback = (length: number, bytes: Uint8Array): boolean => {
      this.#scanner.scan(bytes, length);
      this.#events.drained(this);
      return true;
    };
    const place = { host, port, onread: { buffer, callback } };
    const greet = (): void => void socket.write(this.#connectPacket());
    const socket =
      tls === undefined
        ? connect({ ...place, noDelay: true }, greet)
        : connectTls(
            {
              ...place,
              ...(isIP(host) === 0 ? { servername: host } : {}),
              ...(tls.certificateAuthority === undefined ? {} : { ca: tls.certificateAuthority }),
            },
            greet,
          );
    return socket.setNoDelay(true);
  }

  #accept(): void {
    this.#isOpen = true;
    this.#accepted?.();
  }

  #connectPacket(): Buffer {
    return generate({
      cmd: "connect",
      clientId: this.#plan.clientId,
      username: this.#plan.username,
      password: Buffer.from(this.#plan.password),
      protocolId: "MQTT",
      protocolVersion: 4,
      clean: true,
      keepalive: keepAliveSeconds,
    });
  }

  #acknowledge(messageId: number): void {
    const dueAtMs = this.ring.acknowledge(messageId);
    if (Number.isNaN(dueAtMs)) this.#fail("protocol", `PUBACK ${messageId} out of order [MQTT-4.6.0-2]`);
    else this.#events.acknowledged(dueAtMs);
  }

  #fail(trouble: LoadTrouble, reason: string): void {
    if (this.#closing) return;
    this.#closing = true;
    this.#socket?.destroy();
    this.#events.failed(new LoadFailed(trouble, `${this.#plan.clientId}: ${reason}`));
  }
}

/** Room to read into; the connections of one process share it, since reads never overlap. */
export const sharedReadBuffer = (): Uint8Array => new Uint8Array(readBytes);
