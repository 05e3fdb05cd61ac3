import type { DeviceId } from "./identifiers.ts";

/** Small dense numbers for devices, so that the hot path can keep facts of them in typed arrays. */
export class DeviceNumbers {
  readonly #ids: DeviceId[] = [];
  readonly #numbers = new Map<DeviceId, number>();

  get size(): number {
    return this.#ids.length;
  }

  /** The device's number, given out at first asking. */
  of(device: DeviceId): number {
    const known = this.#numbers.get(device);
    if (known !== undefined) return known;
    const number = this.#ids.length;
    this.#ids.push(device);
    this.#numbers.set(device, number);
    return number;
  }

  at(number: number): DeviceId | undefined {
    return this.#ids[number];
  }
}
