import { once } from "node:events";
import { connect, type Socket } from "node:net";
import { generate } from "mqtt-packet";
import { AnswerScanner } from "../firmware-sim/load/answer-scanner.ts";
import type { Credential } from "./workplace.ts";

const keepAliveSeconds = 60;

/** What a device is going to say, on which topic. */
export interface PreparedMessage {
  readonly topic: string;
  readonly payload: string;
}

/**
 * A device whose messages are packets before anything is measured: an MQTT client of a thousand devices would take as
 * much of the two cores as the platform that is to be measured.
 */
export class PreparedDevice {
  readonly #socket: Socket;
  readonly #packets: readonly Buffer[];
  readonly #acknowledged = Promise.withResolvers<void>();
  #sent = 0;
  #open = 0;

  private constructor(socket: Socket, packets: readonly Buffer[]) {
    this.#socket = socket;
    this.#packets = packets;
    this.#open = packets.length;
  }

  /** Connects a device to the broker on this port; rejects when it is refused. */
  static async connect(
    port: number,
    { id, token }: Credential,
    messages: readonly PreparedMessage[],
  ): Promise<PreparedDevice> {
    const socket = connect({ port, host: "127.0.0.1", noDelay: true });
    await once(socket, "connect");
    const packets = messages.map(({ topic, payload }, index) =>
      generate({ cmd: "publish", topic, payload, qos: 1, messageId: index + 1, dup: false, retain: false }),
    );
    const device = new PreparedDevice(socket, packets);
    await device.#logIn(id, token);
    return device;
  }

  /** Sends the next of its messages. */
  sendNext(): void {
    const packet = this.#packets[this.#sent++];
    if (packet !== undefined) this.#socket.write(packet);
  }

  /** Resolves when each of its messages has its PUBACK; rejects when the connection ends before. */
  get acknowledged(): Promise<void> {
    return this.#acknowledged.promise;
  }

  close(): void {
    this.#socket.destroy();
  }

  #logIn(id: string, token: string): Promise<void> {
    return new Promise((resolve, reject) => {
      const fail = (error: Error): void => {
        reject(error);
        this.#acknowledged.reject(error);
      };
      const scanner = new AnswerScanner({
        connack: (code) => (code === 0 ? resolve() : fail(new Error(`refused with return code ${code}`))),
        puback: () => {
          this.#open -= 1;
          if (this.#open === 0) this.#acknowledged.resolve();
        },
        unexpected: (head) => fail(new Error(`an unexpected packet 0x${head.toString(16)} came`)),
      });
      // Whoever waits for the acknowledgements is told; before that nobody does.
      this.#acknowledged.promise.catch(() => undefined);
      this.#socket.on("data", (bytes) => scanner.scan(bytes, bytes.length));
      this.#socket.on("error", fail);
      this.#socket.on("close", () => fail(new Error("the broker closed the connection")));
      this.#socket.write(
        generate({
          ...{ cmd: "connect", clientId: id, username: id, password: Buffer.from(token) },
          ...{ keepalive: keepAliveSeconds, clean: true, protocolId: "MQTT", protocolVersion: 4 },
        }),
      );
    });
  }
}
