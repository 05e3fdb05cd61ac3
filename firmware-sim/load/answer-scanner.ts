const connack = 0x20;
const puback = 0x40;
const pingresp = 0xd0;

/** What a broker answers to a client that only publishes. */
export interface BrokerAnswers {
  /** Return code of MQTT 3.1.1 §3.2.2.3; 0 is accepted. */
  connack(returnCode: number): void;
  puback(messageId: number): void;
  /** A packet that no honest broker would send here, by its first byte. */
  unexpected(firstByte: number): void;
}

/** Reads CONNACK, PUBACK and PINGRESP out of a byte stream cut anywhere; keeps at most three bytes of it. */
export class AnswerScanner {
  readonly #answers: BrokerAnswers;
  /** The bytes of an unfinished packet, first byte highest. */
  #partial = 0;
  #partialLength = 0;

  constructor(answers: BrokerAnswers) {
    this.#answers = answers;
  }

  /** Reads the first `length` bytes of `bytes`; the array may be used again afterwards. */
  scan(bytes: Uint8Array, length: number): void {
    let at = 0;
    while (at < length && this.#partialLength > 0) this.#step(bytes[at++] ?? 0);
    while (at + 4 <= length && bytes[at] === puback && bytes[at + 1] === 2) {
      this.#answers.puback(((bytes[at + 2] ?? 0) << 8) | (bytes[at + 3] ?? 0));
      at += 4;
    }
    while (at < length) this.#step(bytes[at++] ?? 0);
  }

  #step(byte: number): void {
    this.#partial = (this.#partial << 8) | byte;
    this.#partialLength++;
    const isPingresp = this.#partialLength === 2 && this.#partial === pingresp << 8;
    if (this.#partialLength < 4 && !isPingresp) return;
    const packet = this.#partial;
    this.#partial = 0;
    this.#partialLength = 0;
    if (isPingresp) return;
    const head = packet >>> 24;
    if (head === puback) this.#answers.puback(packet & 0xffff);
    else if (head === connack) this.#answers.connack(packet & 0xff);
    else this.#answers.unexpected(head);
  }
}
