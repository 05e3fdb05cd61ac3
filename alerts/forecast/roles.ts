/** What a metric means to the forecast of its power plant. */
export type Role =
  | "mainsPresent"
  | "generator"
  | "busVolts"
  | "batteryAmperes"
  | "loadAmperes"
  | "batteryCelsius"
  | "chargePercent";

/** The metric of each role. */
export const metricOf: Readonly<Record<Role, string>> = {
  mainsPresent: "mains.present",
  generator: "genset.state",
  busVolts: "dc.bus.voltage",
  batteryAmperes: "battery.current",
  loadAmperes: "dc.load.current",
  batteryCelsius: "battery.temperature",
  chargePercent: "battery.soc",
};

/** What a reading of a metric makes the forecast do. */
export type Trigger = "supply" | "voltage" | "current";

const triggers = new Map<string, Trigger>([
  [metricOf.mainsPresent, "supply"],
  [metricOf.generator, "supply"],
  [metricOf.busVolts, "voltage"],
  [metricOf.batteryAmperes, "current"],
  [metricOf.loadAmperes, "current"],
]);

/** What a reading of a metric makes the forecast do; undefined for most. */
export const triggerOf = (metric: string): Trigger | undefined => triggers.get(metric);
