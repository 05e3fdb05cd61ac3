import type { Duplex } from "node:stream";
import type { Clock } from "../telemetry/clock.ts";
import type { BrokerCounters } from "./counters.ts";
import type { BrokerLimits } from "./limits.ts";

/** What the flows of all connections share. */
export interface PacketFlowParts {
  readonly limits: BrokerLimits;
  readonly counters: BrokerCounters;
  readonly clock: Clock;
  /** True while nothing should be read because the next commit is full or the journal is in trouble. */
  readonly isFull: () => boolean;
  /** Remembers a flow that has to be woken when there is room again. */
  readonly park: (flow: PacketFlow) => void;
}

const connectType = 1;

/**
 * Stands between a connection's bytes and the MQTT parser, which reads without limits of its own: follows the
 * packet boundaries (MQTT 3.1.1 §2.2), cuts the connection when a packet announces more than it may have, before
 * it is buffered, and hands over at most `packetsUnderWayMax` packets at a time, so that one socket read can't put
 * thousands of messages under way.
 */
export class PacketFlow {
  readonly #connection: Duplex;
  readonly #parts: PacketFlowParts;
  readonly #readRaw: (bytes?: number) => unknown;
  #rest: Buffer | null = null;
  #inLength = false;
  #lengthBytes = 0;
  #announced = 0;
  #remaining = 0;
  #packetsSeen = 0;
  #tokens: number;
  #tokensAtMs: number;
  #wake: NodeJS.Timeout | null = null;
  /** Messages of this connection whose commit is awaited. */
  held: () => number = () => 0;

  constructor(connection: Duplex, parts: PacketFlowParts) {
    this.#connection = connection;
    this.#parts = parts;
    this.#tokens = parts.limits.packetsBurstMax;
    this.#tokensAtMs = parts.clock();
    this.#readRaw = connection.read.bind(connection);
    // The stream calls read(0) itself, to start reading; only the parser's read(null) takes bytes.
    connection.read = (bytes?: number | null) =>
      typeof bytes === "number" ? this.#readRaw(bytes) : this.#read();
    connection.once("close", () => this.#stop());
  }

  /** Lets the parser read on. */
  resume(): void {
    if (!this.#connection.destroyed) this.#connection.emit("readable");
  }

  #read(): Buffer | null {
    if (this.held() >= this.#parts.limits.packetsUnderWayMax) return null;
    // CONNECT is always read: a device that can't be served now is told so.
    if (this.#packetsSeen > 0 && this.#parts.isFull()) {
      this.#parts.park(this);
      return null;
    }
    if (!this.#hasTokens()) return null;
    const chunk = this.#rest ?? this.#readRaw();
    this.#rest = null;
    if (!Buffer.isBuffer(chunk)) return null;
    const end = this.#scan(chunk);
    if (end < 0) return null;
    if (end < chunk.length) {
      this.#rest = chunk.subarray(end);
      return chunk.subarray(0, end);
    }
    return chunk;
  }

  /** Follows the packets of a chunk; where to stop handing over, or -1 when the connection was cut. */
  #scan(chunk: Buffer): number {
    let position = 0;
    let packets = 0;
    while (position < chunk.length) {
      if (this.#remaining > 0) {
        const step = Math.min(this.#remaining, chunk.length - position);
        position += step;
        this.#remaining -= step;
        if (this.#remaining === 0) packets++;
      } else if (this.#header(chunk[position++] ?? 0)) {
        if (this.#remaining === 0 && !this.#inLength) packets++;
      } else {
        return -1;
      }
      if (packets >= this.#parts.limits.packetsUnderWayMax) break;
    }
    this.#tokens -= packets;
    return position;
  }

  /** Takes one byte of a fixed header; false when the connection was cut for it. */
  #header(byte: number): boolean {
    if (!this.#inLength) {
      // [MQTT-3.1.0-1]: the first packet is CONNECT; anything else is not worth its buffer.
      if (this.#packetsSeen === 0 && byte >> 4 !== connectType) return this.#cutMalformed();
      this.#inLength = true;
      this.#lengthBytes = 0;
      this.#announced = 0;
      return true;
    }
    this.#announced += (byte & 0x7f) * 128 ** this.#lengthBytes;
    this.#lengthBytes++;
    if (byte >= 0x80) return this.#lengthBytes < 4 || this.#cutMalformed();
    const { connectPacketBytesMax, packetBytesMax } = this.#parts.limits;
    const bytesMax = this.#packetsSeen === 0 ? connectPacketBytesMax : packetBytesMax;
    if (this.#announced > bytesMax) return this.#cutOversized();
    this.#inLength = false;
    this.#packetsSeen++;
    this.#remaining = this.#announced;
    return true;
  }

  #cutMalformed(): boolean {
    this.#parts.counters.packetsMalformed++;
    this.#connection.destroy();
    return false;
  }

  #cutOversized(): boolean {
    this.#parts.counters.packetsOversized++;
    this.#connection.destroy();
    return false;
  }

  #hasTokens(): boolean {
    if (this.#tokens > 0) return true;
    const { packetsPerSecondMax, packetsBurstMax } = this.#parts.limits;
    const nowMs = this.#parts.clock();
    const earned = (Math.max(0, nowMs - this.#tokensAtMs) * packetsPerSecondMax) / 1_000;
    this.#tokens = Math.min(packetsBurstMax, this.#tokens + earned);
    this.#tokensAtMs = nowMs;
    if (this.#tokens > 0) return true;
    this.#parts.counters.throttled++;
    this.#wake ??= setTimeout(() => this.#awaken(), ((1 - this.#tokens) * 1_000) / packetsPerSecondMax);
    return false;
  }

  #awaken(): void {
    this.#wake = null;
    this.resume();
  }

  #stop(): void {
    if (this.#wake) clearTimeout(this.#wake);
    this.#rest = null;
  }
}
