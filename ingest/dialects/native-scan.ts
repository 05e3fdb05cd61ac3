import type { ExpectedForm } from "./expected-form.ts";

const quote = 0x22;
const minus = 0x2d;
const point = 0x2e;
const zero = 0x30;
const comma = 0x2c;
const close = 0x7d;
const bytesOf = (text: string): Uint8Array => Buffer.from(text);
const tsStart = bytesOf('{"ts":');
const seqPart = bytesOf(',"seq":');
const valuesPart = bytesOf(',"values":{');
const bareStart = bytesOf('{"values":{');
const trueWord = bytesOf("true");
const falseWord = bytesOf("false");

/** A decimal of so many digits is exact as an integer, and so is the power of ten that it is divided by. */
const digitsMax = 15;
const powersOfTen = Float64Array.from({ length: digitsMax + 1 }, (_none, exponent) => 10 ** exponent);

/**
 * Reads the one form in which devices send nearly all their messages, without making objects: no white space, `ts`,
 * `seq` and `values` in this order, and the metrics in the order in which the node first sent them. What deviates
 * from it in anything is left to JSON.parse, which also says what is wrong. Where `scan` says yes, the outcome is the
 * one that JSON.parse would have had; a law in the tests holds the two against each other.
 */
export class NativeScan {
  /** Event time; undefined when the message has none. */
  tsMs: number | undefined = undefined;
  /** Value i is the one of the i-th expected series. */
  readonly values: Float64Array;
  count = 0;
  #bytes: Uint8Array = new Uint8Array();
  #at = 0;
  #number = 0;

  constructor(seriesMax: number) {
    this.values = new Float64Array(seriesMax);
  }

  /** True when the payload has the expected form; then `tsMs`, `values` and `count` hold it. */
  scan(payload: Uint8Array, expected: readonly ExpectedForm[]): boolean {
    this.#bytes = payload;
    this.#at = 0;
    this.count = 0;
    this.tsMs = undefined;
    if (!this.#head()) return false;
    for (let place = 0; place < expected.length; place++) {
      const form = expected[place];
      if (form === undefined || !this.#take(form.key) || !this.#value(form)) return false;
      this.values[this.count++] = this.#number;
      const next = this.#bytes[this.#at++];
      if (next === close) return this.#bytes[this.#at] === close && this.#at + 1 === this.#bytes.length;
      if (next !== comma) return false;
    }
    return false;
  }

  #head(): boolean {
    if (this.#take(bareStart)) return true;
    if (!this.#take(tsStart) || !this.#decimal() || !Number.isInteger(this.#number)) return false;
    this.tsMs = this.#number;
    if (this.#take(seqPart) && !this.#decimal()) return false;
    return this.#take(valuesPart);
  }

  /** Steps over these bytes; stays where it is when others stand there. */
  #take(wanted: Uint8Array): boolean {
    const bytes = this.#bytes;
    const at = this.#at;
    for (let place = 0; place < wanted.length; place++) {
      if (bytes[at + place] !== wanted[place]) return false;
    }
    this.#at = at + wanted.length;
    return true;
  }

  #value(form: ExpectedForm): boolean {
    switch (form.kind) {
      case "number":
        return this.#decimal() && this.#number >= form.minimum && this.#number <= form.maximum;
      case "boolean":
        return this.#boolean();
      case "word":
        return this.#bytes[this.#at] === quote && this.#word(form.words);
    }
  }

  #boolean(): boolean {
    this.#number = 1;
    if (this.#take(trueWord)) return true;
    this.#number = 0;
    return this.#take(falseWord);
  }

  #word(words: readonly Uint8Array[]): boolean {
    for (let place = 0; place < words.length; place++) {
      const word = words[place];
      if (word === undefined || !this.#take(word)) continue;
      this.#number = place;
      return true;
    }
    return false;
  }

  /** A JSON number (RFC 8259 §6) without exponent, of at most 15 digits. */
  #decimal(): boolean {
    const bytes = this.#bytes;
    let at = this.#at;
    const isNegative = bytes[at] === minus;
    if (isNegative) at++;
    const first = at;
    let digits = 0;
    let whole = 0;
    for (let digit = (bytes[at] ?? 0) - zero; digit >= 0 && digit <= 9; digit = (bytes[++at] ?? 0) - zero) {
      whole = whole * 10 + digit;
      digits++;
    }
    if (digits === 0 || (digits > 1 && bytes[first] === zero)) return false;
    let decimals = 0;
    if (bytes[at] === point) {
      at++;
      for (let digit = (bytes[at] ?? 0) - zero; digit >= 0 && digit <= 9; digit = (bytes[++at] ?? 0) - zero) {
        whole = whole * 10 + digit;
        decimals++;
      }
      if (decimals === 0) return false;
    }
    // One division of two exact numbers is rounded once, as JSON.parse rounds.
    if (digits + decimals > digitsMax) return false;
    const size = decimals === 0 ? whole : whole / (powersOfTen[decimals] ?? 1);
    this.#number = isNegative ? -size : size;
    this.#at = at;
    return true;
  }
}
