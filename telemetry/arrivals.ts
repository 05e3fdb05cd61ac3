import type { DeviceEvent } from "./device-event.ts";
import type { ReadingColumns } from "./reading-columns.ts";

/** Who was heard when, a row a message: the device's number and the receive time. */
export class HeardColumns {
  device: Int32Array<ArrayBuffer>;
  receivedAtMs: Float64Array<ArrayBuffer>;
  length = 0;

  constructor(capacity: number) {
    this.device = new Int32Array(capacity);
    this.receivedAtMs = new Float64Array(capacity);
  }

  append(device: number, receivedAtMs: number): void {
    if (this.length === this.device.length) this.#grow();
    this.device[this.length] = device;
    this.receivedAtMs[this.length++] = receivedAtMs;
  }

  clear(): void {
    this.length = 0;
  }

  #grow(): void {
    const device = new Int32Array(this.device.length * 2);
    const receivedAtMs = new Float64Array(this.device.length * 2);
    device.set(this.device);
    receivedAtMs.set(this.receivedAtMs);
    this.device = device;
    this.receivedAtMs = receivedAtMs;
  }
}

/** What one batch brought, in columns, as the alarm engine reads it. */
export interface Arrivals {
  /** Readings newer than anything before of their series, in order of arrival. */
  readonly fresh: ReadingColumns;
  /** Readings that are not: history only, never an alarm. */
  readonly behind: ReadingColumns;
  readonly heard: HeardColumns;
  readonly events: readonly DeviceEvent[];
}
