import { generate } from "mqtt-packet";
import { healthyPayload, sequencePlaceholder, timePlaceholder } from "./healthy-payload.ts";

const timeDigits = timePlaceholder.length;
const sequenceDigits = sequencePlaceholder.length;
const sequenceFirst = 1_000_000_000;
const asciiZero = 48;

const writeDigits = (bytes: Buffer, end: number, count: number, value: number): void => {
  let rest = value;
  for (let at = end - 1; at >= end - count; at--) {
    const tens = Math.floor(rest / 10);
    bytes[at] = asciiZero + (rest - tens * 10);
    rest = tens;
  }
};

/**
 * The PUBLISH packets (QoS 1) of one connection, prepared once, in a ring of slots in one buffer. The message id
 * is the slot's place + 1, so a slot is free again when its PUBACK arrives; by then the socket has surely let go
 * of its bytes. Only the digits of time and sequence number are written anew.
 */
export class PacketRing {
  readonly slots: number;
  readonly #bytes: Buffer;
  readonly #ends: Int32Array;
  readonly #timeEnds: Int32Array;
  readonly #sequenceEnds: Int32Array;
  readonly #lastTsMsOfTopic: Float64Array;
  /** When the message in a slot was due, ms of the caller's clock. */
  readonly #dueAtMs: Float64Array;
  #sent = 0;
  #acknowledged = 0;

  constructor(topics: readonly string[], slots: number, readings: number) {
    this.slots = slots;
    const packets = Array.from({ length: slots }, (_, slot) => {
      const topic = topics[slot % topics.length] ?? "";
      const payload = healthyPayload(readings, Math.floor(slot / topics.length));
      return generate({
        cmd: "publish",
        topic,
        payload,
        qos: 1,
        messageId: slot + 1,
        dup: false,
        retain: false,
      });
    });
    this.#bytes = Buffer.concat(packets);
    this.#ends = new Int32Array(slots);
    this.#timeEnds = new Int32Array(slots);
    this.#sequenceEnds = new Int32Array(slots);
    this.#lastTsMsOfTopic = new Float64Array(topics.length);
    this.#dueAtMs = new Float64Array(slots);
    let end = 0;
    packets.forEach((packet, slot) => {
      this.#timeEnds[slot] = end + packet.indexOf(timePlaceholder) + timeDigits;
      this.#sequenceEnds[slot] = end + packet.indexOf(sequencePlaceholder) + sequenceDigits;
      end += packet.length;
      this.#ends[slot] = end;
    });
  }

  get sent(): number {
    return this.#sent;
  }

  get acknowledged(): number {
    return this.#acknowledged;
  }

  /** How many messages may still be sent before one is acknowledged. */
  get free(): number {
    return this.slots - (this.#sent - this.#acknowledged);
  }

  /** How many of `wanted` messages can go in one write: the free slots up to the end of the buffer. */
  run(wanted: number): number {
    return Math.min(wanted, this.free, this.slots - (this.#sent % this.slots));
  }

  /**
   * Takes the next `count` slots, at most what `run` allows, and returns their packets. `tsMs` is the time that
   * goes into them, or 1 ms after the last one of the same topic where that is later: (series, ts) is unique as
   * long as no two connections share a topic.
   */
  take(count: number, tsMs: number, dueAtMs: (sequence: number) => number): Buffer {
    const first = this.#sent % this.slots;
    for (let slot = first; slot < first + count; slot++) {
      const sequence = this.#sent++;
      this.#dueAtMs[slot] = dueAtMs(sequence);
      writeDigits(this.#bytes, this.#timeEnds[slot] ?? 0, timeDigits, this.#nextTime(slot, tsMs));
      writeDigits(this.#bytes, this.#sequenceEnds[slot] ?? 0, sequenceDigits, sequenceFirst + sequence);
    }
    return this.#bytes.subarray(first === 0 ? 0 : this.#ends[first - 1], this.#ends[first + count - 1]);
  }

  #nextTime(slot: number, tsMs: number): number {
    const topic = slot % this.#lastTsMsOfTopic.length;
    const next = Math.max(tsMs, (this.#lastTsMsOfTopic[topic] ?? 0) + 1);
    this.#lastTsMsOfTopic[topic] = next;
    return next;
  }

  /** When each message was due that is still without its PUBACK, oldest first. */
  *unacknowledgedDueAtMs(): Generator<number, void> {
    for (let number = this.#acknowledged; number < this.#sent; number++) {
      yield this.#dueAtMs[number % this.slots] ?? Number.NaN;
    }
  }

  /** Takes the oldest message off the ring; returns when it was due, or NaN when the id is another's. */
  acknowledge(messageId: number): number {
    const slot = this.#acknowledged % this.slots;
    if (messageId !== slot + 1 || this.#acknowledged === this.#sent) return Number.NaN;
    this.#acknowledged++;
    return this.#dueAtMs[slot] ?? Number.NaN;
  }
}
