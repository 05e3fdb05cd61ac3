/** What a site's power plant said at one instant; null what it does not say, or said too long ago. */
export interface SiteReading {
  readonly atMs: number;
  /** False from the loss of mains until it is back. */
  readonly mainsPresent: boolean;
  /** True while a generator carries the load. */
  readonly generatorRuns: boolean;
  readonly busVolts: number | null;
  /** As the device says it: discharge negative, unless the sensor is wired the wrong way round. */
  readonly batteryAmperes: number | null;
  readonly loadAmperes: number | null;
  readonly batteryCelsius: number | null;
  readonly chargePercent: number | null;
}
