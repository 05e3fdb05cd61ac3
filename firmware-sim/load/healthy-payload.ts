type Value = number | boolean | string;

/** A metric with its middle value and how far variants stray from it. */
type HealthyMetric = readonly [name: string, middle: Value, spread: number];

/**
 * Readings of a site on which no default rule has anything to say, and none of a stock that only grows or shrinks: a
 * real tank below the load's would look like a theft afterwards.
 */
const healthyMetrics: readonly HealthyMetric[] = [
  ["mains.voltage", 228.4, 1.5],
  ["mains.present", true, 0],
  ["mains.frequency", 50, 0.1],
  ["mains.current", 12.5, 0.5],
  ["dc.bus.voltage", 54, 0.1],
  ["dc.load.current", 38.2, 1],
  ["battery.current", 0.3, 0.1],
  ["battery.temperature", 25.5, 0.2],
  ["battery.midpoint.deviation", 0.3, 0.1],
  ["battery.soc", 99.2, 0.2],
  ["battery.autonomy", 480, 5],
  ["battery.soh", 96.5, 0.1],
  ["rectifier.ok", 4, 0],
  ["rectifier.total", 4, 0],
  ["genset.state", "stopped", 0],
  ["microwave.snr", 32.5, 0.5],
  ["cabinet.temperature", 31.5, 0.3],
  ["room.temperature", 24.2, 0.2],
  ["room.humidity", 55.2, 0.5],
  ["aircon.state", "running", 0],
  ["door.open", false, 0],
  ["smoke.detected", false, 0],
  ["water.detected", false, 0],
  ["link.up", true, 0],
  ["link.rtt", 12.5, 1],
  ["link.loss", 0.1, 0.05],
  ["motion.detected", false, 0],
  ["bts.up", true, 0],
  ["vswr", 1.2, 0.05],
];

/** How many readings a healthy message can hold. */
export const healthyReadingsMax = healthyMetrics.length;

/** Variants repeat after this many. */
export const variantsCount = 4;

/** Stands where the time in milliseconds belongs: 13 digits, as all instants of the years 2001 to 2286. */
export const timePlaceholder = "1000000000001";
/** Stands where the sequence number belongs: 10 digits without leading zeros, which JSON forbids. */
export const sequencePlaceholder = "1000000002";

const vary = (middle: Value, spread: number, variant: number): Value =>
  typeof middle === "number"
    ? Number((middle + (spread * (variant % variantsCount)) / variantsCount).toFixed(2))
    : middle;

/** The values of a message with this many readings; variants differ a little and are all healthy. */
export const healthyValues = (readings: number, variant: number): Record<string, Value> =>
  Object.fromEntries(
    healthyMetrics.slice(0, readings).map(([name, middle, spread]) => [name, vary(middle, spread, variant)]),
  );

/** A telemetry payload of the native dialect with placeholders for time and sequence number. */
export const healthyPayload = (readings: number, variant: number): string =>
  `{"ts":${timePlaceholder},"seq":${sequencePlaceholder},"values":${JSON.stringify(healthyValues(readings, variant))}}`;
