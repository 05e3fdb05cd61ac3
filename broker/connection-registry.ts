import type { Duplex } from "node:stream";
import type { Client } from "aedes";
import { Publisher } from "../ingest/publisher.ts";
import type { DeviceNumbers } from "../telemetry/device-numbers.ts";
import type { DeviceId, SiteCode } from "../telemetry/identifiers.ts";

const nothing = Buffer.alloc(0);

/** An accepted connection of a device. */
export class DeviceConnection extends Publisher {
  /** Grows with each accepted connection, so that two of one device can be told apart. */
  readonly epoch: number;
  readonly socket: Duplex;
  subscriptions = 0;
  /** Takes commands for the device; null while it does not listen for any. */
  listener: Pick<Client, "publish"> | null = null;
  /** The message being taken in; one object for all of them, since the intake keeps none. */
  readonly message: { publisher: DeviceConnection; topic: string; payload: Buffer; receivedAtMs: number };

  constructor(parts: {
    device: DeviceId;
    site: SiteCode;
    deviceNumber: number;
    epoch: number;
    socket: Duplex;
  }) {
    super(parts.device, parts.site, parts.deviceNumber);
    this.epoch = parts.epoch;
    this.socket = parts.socket;
    this.message = { publisher: this, topic: "", payload: nothing, receivedAtMs: 0 };
  }
}

/**
 * Which connection speaks for which device, keyed by the broker's client object: for a while two sockets may live
 * under one client id, and a closing one still publishes its will.
 */
export class ConnectionRegistry {
  readonly #numbers: DeviceNumbers;
  readonly #byClient = new WeakMap<object, DeviceConnection>();
  readonly #current = new Map<DeviceId, DeviceConnection>();
  #epoch = 0;

  constructor(numbers: DeviceNumbers) {
    this.#numbers = numbers;
  }

  /** Devices connected. */
  get size(): number {
    return this.#current.size;
  }

  /** Enters an accepted connection; answers the one that it takes over from. */
  open(
    client: object,
    socket: Duplex,
    identity: { device: DeviceId; site: SiteCode },
  ): { connection: DeviceConnection; former: DeviceConnection | null } {
    const { device, site } = identity;
    const deviceNumber = this.#numbers.of(device);
    const connection = new DeviceConnection({ device, site, deviceNumber, epoch: ++this.#epoch, socket });
    const former = this.#current.get(device) ?? null;
    this.#byClient.set(client, connection);
    this.#current.set(device, connection);
    return { connection, former };
  }

  /** The connection of a client object, also while it closes. */
  of(client: object): DeviceConnection | undefined {
    return this.#byClient.get(client);
  }

  /** The device's present connection. */
  current(device: DeviceId): DeviceConnection | undefined {
    return this.#current.get(device);
  }

  /** Forgets a closed connection, unless a newer one took its place. */
  close(connection: DeviceConnection): void {
    if (this.#current.get(connection.device) === connection) this.#current.delete(connection.device);
  }

  [Symbol.iterator](): Iterator<DeviceConnection> {
    return this.#current.values();
  }
}
