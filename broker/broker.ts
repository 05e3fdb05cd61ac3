import type { Duplex } from "node:stream";
import type {
  AuthErrorCode,
  AuthenticateError,
  Client,
  ConnectPacket,
  PublishPacket,
  Subscription,
} from "aedes";
import type { CommitGate } from "../ingest/commit-gate.ts";
import type { Intake } from "../ingest/intake.ts";
import type { DeviceRegistry } from "../inventory/device-registry.ts";
import type { Clock } from "../telemetry/clock.ts";
import type { DeviceNumbers } from "../telemetry/device-numbers.ts";
import type { DeviceId, NodeCode, SiteCode } from "../telemetry/identifiers.ts";
import { Authenticator, type ReturnCode } from "./authenticator.ts";
import { ConnectionRegistry, type DeviceConnection } from "./connection-registry.ts";
import type { BrokerCounters } from "./counters.ts";
import type { BrokerLimits } from "./limits.ts";
import { type Listener, type ListenerOptions, openListeners } from "./listeners.ts";
import { PacketFlow, type PacketFlowParts } from "./packet-flow.ts";
import { mayReceive, maySubscribe } from "./rights.ts";
import { TelemetryBroker } from "./telemetry-broker.ts";

/** What the broker works with. */
export interface BrokerParts {
  readonly intake: Intake;
  readonly gate: CommitGate;
  readonly devices: DeviceRegistry;
  readonly deviceNumbers: DeviceNumbers;
  readonly limits: BrokerLimits;
  readonly counters: BrokerCounters;
  readonly clock: Clock;
  /** Told when a device has begun to listen for commands. */
  readonly listening?: (device: DeviceId) => void;
  readonly log: (level: "debug" | "warn" | "error", facts: object, message: string) => void;
}

/** Where a command goes. */
export interface CommandAddress {
  readonly device: DeviceId;
  readonly site: SiteCode;
  /** On whose topic it is sent. */
  readonly node: NodeCode;
}

type Answer = (error?: Error | null) => void;

const authenticateError = (returnCode: ReturnCode, message: string): AuthenticateError => {
  const code: AuthErrorCode = returnCode;
  return Object.assign(new Error(message), { returnCode: code });
};

/**
 * The MQTT broker: who is this, may it publish here, is it too big, too fast. What passes goes to the intake, and
 * its PUBACK waits for the commit (I1): Aedes acknowledges QoS 1 right after the authorizePublish callback.
 * Every hook answers exactly once and never throws, since a throw there would end the process.
 */
export class Broker {
  readonly #parts: BrokerParts;
  readonly #registry: ConnectionRegistry;
  readonly #authenticator: Authenticator;
  readonly #flowParts: PacketFlowParts;
  readonly #flows = new WeakMap<Duplex, PacketFlow>();
  readonly #parked = new Set<PacketFlow>();
  readonly #sockets = new Set<Duplex>();
  #aedes: TelemetryBroker | null = null;
  #listeners: Listener[] = [];
  #sendAwayTimer: NodeJS.Timeout | null = null;

  constructor(parts: BrokerParts) {
    this.#parts = parts;
    this.#registry = new ConnectionRegistry(parts.deviceNumbers);
    this.#authenticator = new Authenticator(parts);
    this.#flowParts = {
      limits: parts.limits,
      counters: parts.counters,
      clock: parts.clock,
      isFull: () => parts.gate.isFull,
      park: (flow) => this.#parked.add(flow),
    };
  }

  /** Opens the listeners; answers them with their real ports. */
  async start(options: ListenerOptions): Promise<readonly Listener[]> {
    const { limits } = this.#parts;
    this.#aedes = await TelemetryBroker.open({
      connectTimeout: limits.connectTimeoutMs,
      // Everything pipelined behind CONNECT waits here; PacketFlow has bounded it already.
      queueLimit: limits.packetsUnderWayMax + 1,
      maxInflightInbound: limits.qos2UnderWayMax,
      preConnect: (client, packet, done) => this.#preConnect(client, packet, done),
      authenticate: (client, username, password, done) =>
        this.#authenticate({ client, username, password }, done),
      authorizePublish: (client, packet, done) => this.#publish(client, packet, done),
      authorizeSubscribe: (client, subscription, done) =>
        done(null, this.#subscription(client, subscription)),
      authorizeForward: (client, packet) => {
        const connection = this.#registry.of(client);
        return connection && mayReceive(connection.site, packet.topic) ? packet : null;
      },
    });
    this.#watch(this.#aedes);
    this.#listeners = await openListeners(options, (socket) => this.#accept(socket));
    return this.#listeners;
  }

  /** Devices connected. */
  get connections(): number {
    return this.#registry.size;
  }

  /** The port that is open for this kind of connection; null when none is. */
  portOf(kind: Listener["kind"]): number | null {
    return this.#listeners.find((listener) => listener.kind === kind)?.port ?? null;
  }

  get isListening(): boolean {
    return this.#listeners.length > 0;
  }

  /** To be called after each commit: reads on where a full batch had stopped the reading. */
  wake(): void {
    if (this.#parked.size === 0) return;
    const flows = [...this.#parked];
    this.#parked.clear();
    for (const flow of flows) flow.resume();
  }

  /**
   * To be called when the journal stops taking batches, and with null when it goes on. After a short grace the
   * devices are sent away: held acknowledgements also hold their pings, and they keep their data (I7).
   */
  journalTrouble(trouble: Error | null): void {
    if (this.#sendAwayTimer) clearTimeout(this.#sendAwayTimer);
    this.#sendAwayTimer = null;
    if (trouble === null) return this.wake();
    this.#sendAwayTimer = setTimeout(() => {
      for (const socket of this.#sockets) socket.destroy();
    }, this.#parts.limits.holdMsMax);
  }

  /**
   * Sends a command to one device, QoS 1, as MQTT's page says; false when it does not listen at this moment. Nothing
   * is kept here: the sender awaits the reply and sends again, which a device answers without doing it twice.
   */
  command({ device, site, node }: CommandAddress, command: object): boolean {
    const listener = this.#registry.current(device)?.listener ?? null;
    if (listener === null) return false;
    const topic = `sites/${site}/${node}/command`;
    const payload = JSON.stringify(command);
    listener.publish({ cmd: "publish", topic, payload, qos: 1, dup: false, retain: false }, () => {});
    return true;
  }

  /** Ends the device's connection, as after its token was revoked. */
  disconnect(device: DeviceId): void {
    this.#registry.current(device)?.socket.destroy();
  }

  /** Stops listening and ends all connections; their wills are still taken in. */
  async stop(): Promise<void> {
    const listeners = this.#listeners;
    this.#listeners = [];
    const closed = listeners.map((listener) => listener.close());
    // Their ends are events that have to reach the gate before it closes.
    const ended = [...this.#sockets].map((socket) => new Promise((resolve) => socket.once("close", resolve)));
    for (const socket of this.#sockets) socket.destroy();
    if (this.#sendAwayTimer) clearTimeout(this.#sendAwayTimer);
    await Promise.all([...closed, ...ended]);
    await new Promise<void>((resolve) => {
      if (this.#aedes) this.#aedes.close(resolve);
      else resolve();
    });
  }

  #accept(socket: Duplex): void {
    if (this.#sockets.size >= this.#parts.limits.connectionsMax) {
      this.#parts.counters.connectionsOverLimit++;
      socket.destroy();
      return;
    }
    this.#sockets.add(socket);
    socket.once("close", () => this.#sockets.delete(socket));
    this.#flows.set(socket, new PacketFlow(socket, this.#flowParts));
    this.#aedes?.handle(socket);
  }

  #watch(aedes: TelemetryBroker): void {
    const { counters, log } = this.#parts;
    aedes.on("clientReady", (client) => {
      const connection = this.#registry.of(client);
      if (connection) this.#connected(connection);
    });
    // Every filter that a device may have is one for commands.
    aedes.on("subscribe", (_subscriptions, client) => this.#listens(client));
    aedes.on("unsubscribe", (_filters, client) => this.#listensNoMore(client));
    aedes.on("keepaliveTimeout", () => {
      counters.keepaliveTimeouts++;
    });
    const broken = (client: Client, error: Error): void => {
      counters.packetsMalformed += isMalformed(error) ? 1 : 0;
      log("debug", { device: client.id, error: error.message }, "connection ended with an error");
    };
    aedes.on("clientError", broken);
    aedes.on("connectionError", broken);
  }

  #preConnect(client: Client, packet: ConnectPacket, done: (error: Error | null, go: boolean) => void): void {
    try {
      this.#authenticator.prepare(client, packet);
      done(null, true);
    } catch (error) {
      this.#fault(error);
      done(new Error("CONNECT could not be read"), false);
    }
  }

  #authenticate(
    sent: { client: Client; username: string | undefined; password: Buffer | undefined },
    done: (error: AuthenticateError | null, success: boolean | null) => void,
  ): void {
    const { client } = sent;
    void this.#authenticator.judge(client, sent.username, sent.password).then((verdict) => {
      if (verdict.kind === "refused") {
        const facts = { device: client.id, returnCode: verdict.returnCode, detail: verdict.detail };
        this.#parts.log("warn", facts, "connection refused");
        return done(authenticateError(verdict.returnCode, verdict.detail), false);
      }
      this.#register(client, verdict);
      done(null, true);
    });
  }

  #register(client: Client, identity: Parameters<ConnectionRegistry["open"]>[2]): void {
    const socket = client.conn;
    const { connection, former } = this.#registry.open(client, socket, identity);
    if (former) {
      this.#parts.counters.takeovers++;
      former.socket.destroy();
    }
    const flow = this.#flows.get(socket);
    if (flow) flow.held = () => connection.heldMessages;
    socket.once("close", () => this.#disconnected(connection));
    if (socket.closed) this.#disconnected(connection);
  }

  #connected(connection: DeviceConnection): void {
    this.#parts.counters.connectionsAccepted++;
    this.#tell("connected", connection);
  }

  #listens(client: Client): void {
    const connection = this.#registry.of(client);
    if (connection === undefined || connection.subscriptions === 0) return;
    connection.listener = client;
    this.#parts.listening?.(connection.device);
  }

  #listensNoMore(client: Client): void {
    const connection = this.#registry.of(client);
    if (connection !== undefined) connection.listener = null;
  }

  #disconnected(connection: DeviceConnection): void {
    this.#registry.close(connection);
    this.#tell("disconnected", connection);
  }

  #tell(kind: "connected" | "disconnected", { device, site, epoch }: DeviceConnection): void {
    try {
      this.#parts.gate.event({ kind, device, site, epoch, receivedAtMs: this.#parts.clock() });
    } catch (error) {
      this.#fault(error);
    }
  }

  #publish(client: Client | null, packet: PublishPacket, done: Answer): void {
    const connection = client === null ? undefined : this.#registry.of(client);
    if (connection === undefined) return done(new Error("only an accepted device publishes"));
    try {
      // Retained messages would be scanned at every SUBSCRIBE; the platform keeps presence and values itself.
      packet.retain = false;
      const { message } = connection;
      message.topic = packet.topic;
      message.payload = Buffer.isBuffer(packet.payload) ? packet.payload : Buffer.from(packet.payload);
      message.receivedAtMs = this.#parts.clock();
      this.#parts.intake.take(message, done);
    } catch (error) {
      this.#fault(error);
      done(new Error("the message could not be taken in"));
    }
  }

  #subscription(client: Client, subscription: Subscription): Subscription | null {
    const connection = this.#registry.of(client);
    const allowed =
      connection !== undefined &&
      connection.subscriptions < this.#parts.limits.subscriptionsPerConnectionMax &&
      maySubscribe(connection.site, subscription.topic);
    if (!allowed) {
      this.#parts.counters.subscriptionsRefused++;
      return null;
    }
    connection.subscriptions++;
    return subscription;
  }

  #fault(error: unknown): void {
    this.#parts.counters.hookFaults++;
    this.#parts.log("error", { error }, "BUG: a broker hook failed");
  }
}

const otherEnds = /keep alive|did not arrive in time|drain timeout|connection closed/;

/** Errors of the MQTT protocol, as opposed to those of the network, of time and of rights. */
const isMalformed = (error: Error): boolean =>
  !("code" in error) && !("returnCode" in error) && !otherEnds.test(error.message);
