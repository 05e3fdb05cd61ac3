import type { DeviceId, SiteCode } from "../telemetry/identifiers.ts";

/** A device's connection as the intake sees it; the broker makes one for each accepted connection. */
export class Publisher {
  readonly device: DeviceId;
  readonly site: SiteCode;
  /** The device's number in `DeviceNumbers`. */
  readonly deviceNumber: number;
  /** Messages handed over whose commit is still awaited. */
  heldMessages = 0;
  #quarantineMinute = 0;
  #quarantineRows = 0;

  constructor(device: DeviceId, site: SiteCode, deviceNumber: number) {
    this.device = device;
    this.site = site;
    this.deviceNumber = deviceNumber;
  }

  /** Takes one row of the device's share of quarantine; false when the share of this minute is used up. */
  takeQuarantineRow(nowMs: number, rowsPerMinuteMax: number): boolean {
    const minute = Math.floor(nowMs / 60_000);
    if (minute !== this.#quarantineMinute) {
      this.#quarantineMinute = minute;
      this.#quarantineRows = 0;
    }
    return this.#quarantineRows++ < rowsPerMinuteMax;
  }
}
