import { createServer, type Server, type Socket } from "node:net";
import { Aedes } from "aedes";
import { z } from "zod";

const entry = z.object({ ts: z.number(), seq: z.number(), values: z.record(z.string(), z.unknown()) });
const state = z.object({ online: z.boolean(), session: z.number() }).loose();

const reply = z.object({ id: z.string().nullable(), ok: z.boolean(), error: z.string().optional() });

/** A telemetry message as it arrived. */
export interface Telemetry {
  readonly topic: string;
  readonly isArray: boolean;
  readonly entries: readonly z.output<typeof entry>[];
}

/** A broker of the test's own that takes what devices say and can hold or refuse it. */
export class PlatformStandIn {
  readonly telemetry: Telemetry[] = [];
  readonly states: z.output<typeof state>[] = [];
  readonly replies: (z.output<typeof reply> & { readonly topic: string })[] = [];
  /** Connections that ended without DISCONNECT, so that their will spoke. */
  wills = 0;
  /** While true, publishes are neither taken nor acknowledged. */
  isHolding = false;
  readonly #sockets = new Set<Socket>();
  #broker: Aedes | null = null;
  #server: Server | null = null;
  port = 0;

  async start(token: string, port = 0): Promise<void> {
    const broker = await Aedes.createBroker({
      authenticate: (_client, _username, password, done) => done(null, password?.toString() === token),
      authorizePublish: (_client, packet, done) => {
        if (this.isHolding) return;
        // A will comes as CONNECT had it, which is no PUBLISH.
        if (packet.cmd !== "publish") this.wills++;
        if (!packet.topic.startsWith("$SYS")) this.#take(packet.topic, packet.payload.toString());
        done(null);
      },
    });
    const server = createServer((socket) => {
      this.#sockets.add(socket);
      socket.on("close", () => this.#sockets.delete(socket));
      broker.handle(socket);
    });
    await new Promise<void>((resolve) => server.listen(port, "127.0.0.1", resolve));
    const address = server.address();
    this.port = typeof address === "object" && address !== null ? address.port : 0;
    this.#broker = broker;
    this.#server = server;
  }

  get url(): string {
    return `mqtt://127.0.0.1:${this.port}`;
  }

  /** Sequence numbers of everything taken, in order of arrival. */
  get sequences(): readonly number[] {
    return this.telemetry.flatMap(({ entries }) => entries.map(({ seq }) => seq));
  }

  /** Sends this as a command to a node of site S1. */
  command(node: string, body: object | string): void {
    const payload = typeof body === "string" ? body : JSON.stringify(body);
    const topic = `sites/S1/${node}/command`;
    this.#broker?.publish(
      { cmd: "publish", topic, payload, qos: 1, dup: false, retain: false },
      () => undefined,
    );
  }

  /** Breaks all connections and closes. */
  async stop(): Promise<void> {
    for (const socket of this.#sockets) socket.destroy();
    const { promise, resolve } = Promise.withResolvers<void>();
    this.#server?.close(() => resolve());
    if (this.#server === null) resolve();
    await promise;
    const broker = this.#broker;
    if (broker !== null) await new Promise<void>((closed) => broker.close(closed));
    this.#server = null;
    this.#broker = null;
  }

  #take(topic: string, payload: string): void {
    const body: unknown = JSON.parse(payload);
    if (topic.endsWith("/state")) {
      this.states.push(state.parse(body));
      return;
    }
    if (topic.endsWith("/reply")) {
      this.replies.push({ topic, ...reply.parse(body) });
      return;
    }
    const isArray = Array.isArray(body);
    const entries = isArray ? z.array(entry).parse(body) : [entry.parse(body)];
    this.telemetry.push({ topic, isArray, entries });
  }
}
