import type { SimulationEdge } from "../edge.ts";
import { between, type Random } from "../random.ts";

const latencyMs = 120;
const keepAliveMs = 60_000;
/** MQTT-3.1.2-24: the broker waits one and a half times the keep alive for a packet. */
const brokerPatienceMs = 1.5 * keepAliveMs;
const connectTimeoutMs = 15_000;

/** What a connection tells the device and the platform. */
export interface VirtualLinkEvents {
  /** The device has its CONNACK. */
  connected(): void;
  /** The device knows that the attempt failed or the connection ended. */
  disconnected(): void;
  /** The platform knows that the connection of this session ended without a farewell. */
  lost(session: number): void;
}

/**
 * One connection of a device over a path that may break, from the attempt on. A broken path is noticed by nobody at
 * once: TCP holds what is written back, and delivers it if the path returns before one of the two gives up.
 */
export class VirtualLink {
  readonly #edge: SimulationEdge;
  readonly #random: Random;
  readonly #events: VirtualLinkEvents;
  readonly session: number;
  #hasPath: boolean;
  #isOpen = false;
  /** Nothing passes any more though both ends hold it; see `freeze`. */
  #isFrozen = false;
  /** The device has given it up, or lost it with its power. */
  #isDeviceGone = false;
  #isBrokerGone = false;
  #lastPacketAtMs = 0;
  #brokenAtMs = 0;
  #held: (() => void)[] = [];

  constructor(
    edge: SimulationEdge,
    random: Random,
    start: { readonly session: number; readonly hasPath: boolean },
    events: VirtualLinkEvents,
  ) {
    this.#edge = edge;
    this.#random = random;
    this.#events = events;
    this.session = start.session;
    this.#hasPath = start.hasPath;
    edge.after(3 * latencyMs, () => this.#open());
  }

  /** True while both sides hold the connection. */
  get isWhole(): boolean {
    return this.#isOpen && !this.#isDeviceGone && !this.#isBrokerGone;
  }

  /** Carries something to the platform, then its acknowledgement back. */
  carry(arrive: () => void, acknowledged: () => void): void {
    if (this.#isDeviceGone) return;
    this.#pass(() => {
      this.#lastPacketAtMs = this.#edge.clock();
      arrive();
      this.#pass(() => {
        if (!this.#isDeviceGone) acknowledged();
      });
    });
  }

  /** The path is there or not, from now on. */
  setPath(hasPath: boolean): void {
    if (this.#isFrozen || hasPath === this.#hasPath) return;
    this.#hasPath = hasPath;
    if (!this.#isOpen || this.#isDeviceGone) return;
    if (hasPath) this.#resume();
    else this.#break();
  }

  /** The connection is dead for good and nobody tells: its ends learn it from their keep-alive. */
  freeze(): void {
    if (!this.isWhole || this.#isFrozen) return;
    this.#isFrozen = true;
    if (this.#hasPath) this.#break();
    this.#hasPath = false;
  }

  /** The device drops it without a word: power lost, or given up. */
  abandon(): void {
    if (this.#isDeviceGone) return;
    this.#isDeviceGone = true;
    this.#held = [];
    if (this.#isOpen) this.#awaitBroker(this.#edge.clock());
  }

  /** The platform ends it, as when the core restarts: both sides know at once. */
  end(): void {
    if (!this.isWhole) return;
    this.#isBrokerGone = true;
    this.#events.lost(this.session);
    this.#giveUp();
  }

  /** A newer connection of the device took its place. */
  replaced(): void {
    this.#isBrokerGone = true;
  }

  #open(): void {
    if (this.#isDeviceGone) return;
    if (this.#hasPath) {
      this.#isOpen = true;
      this.#lastPacketAtMs = this.#edge.clock();
      this.#events.connected();
    } else this.#edge.after(connectTimeoutMs, () => this.#giveUp());
  }

  #pass(happen: () => void): void {
    if (!this.#hasPath) {
      this.#held.push(happen);
      return;
    }
    this.#edge.after(latencyMs, () => {
      if (!this.#isBrokerGone) happen();
    });
  }

  #break(): void {
    this.#brokenAtMs = this.#edge.clock();
    const brokenAtMs = this.#brokenAtMs;
    this.#awaitBroker(brokenAtMs);
    this.#edge.after(between(this.#random, keepAliveMs, brokerPatienceMs), () => {
      if (!this.#hasPath && this.#brokenAtMs === brokenAtMs) this.#giveUp();
    });
  }

  /** Between two messages the device pings, so that the last packet is never older than the keep alive. */
  #awaitBroker(sinceMs: number): void {
    const quietMs = (sinceMs - this.#lastPacketAtMs) % keepAliveMs;
    this.#edge.after(brokerPatienceMs - quietMs, () => {
      const isHealed = this.#hasPath && !this.#isDeviceGone;
      if (this.#isBrokerGone || isHealed || (this.#brokenAtMs > sinceMs && !this.#isDeviceGone)) return;
      this.#isBrokerGone = true;
      this.#events.lost(this.session);
    });
  }

  #resume(): void {
    const held = this.#held;
    this.#held = [];
    // The platform answers a connection that it has closed with a reset.
    if (this.#isBrokerGone) this.#edge.after(2 * latencyMs, () => this.#giveUp());
    else for (const happen of held) this.#pass(happen);
  }

  #giveUp(): void {
    if (this.#isDeviceGone) return;
    this.#isDeviceGone = true;
    this.#held = [];
    this.#events.disconnected();
    if (this.#isOpen && !this.#isBrokerGone && this.#hasPath) this.#awaitBroker(this.#edge.clock());
  }
}
