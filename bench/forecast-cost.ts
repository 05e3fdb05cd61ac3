import { AlarmSystem } from "../alerts/alarm-system.ts";
import { defaultRulesPath, loadRules } from "../alerts/rules/load.ts";
import { HeardColumns } from "../telemetry/arrivals.ts";
import { DeviceNumbers } from "../telemetry/device-numbers.ts";
import { nodeCode, siteCode } from "../telemetry/identifiers.ts";
import { emptyRows } from "../telemetry/journal.ts";
import { ReadingColumns } from "../telemetry/reading-columns.ts";
import { SeriesCatalog } from "../telemetry/series-catalog.ts";

const sites = 2_000;
const rounds = 30;
const periodMs = 60_000;
/** What a site with mains reports; further metrics, well within their limits, fill a message of 25. */
const usual: Readonly<Record<string, number>> = {
  "mains.present": 1,
  "mains.voltage": 228,
  "dc.bus.voltage": 54,
  "dc.load.current": 20,
  "battery.current": 0.1,
  "battery.temperature": 27,
  "genset.state": 0,
  ...Object.fromEntries(Array.from({ length: 18 }, (_, index) => [`other.${index}`, index])),
};

const provinceOf = (hasPlate: boolean) => {
  const loaded = loadRules([defaultRulesPath]);
  if (!loaded.ok) throw new Error("the default rules do not load");
  const catalog = new SeriesCatalog();
  const node = nodeCode("pwr");
  for (let site = 0; site < sites; site++) {
    for (const metric of Object.keys(usual)) catalog.add(siteCode(`S${site}`), node, metric, 0);
  }
  const alarms = new AlarmSystem({
    rules: loaded.rules,
    ...{ catalog, devices: new DeviceNumbers(), describeSite: () => undefined, routes: [] },
    plannedNumber: (_, __, name) =>
      hasPlate && name === "batteryCapacityAmpereHours" ? 200 : name === "travelMinutes" ? 45 : undefined,
  });
  return { alarms, seriesOf: [...catalog] };
};

const measuredOf = (metric: string, onBattery: boolean, round: number): number => {
  if (!onBattery) return usual[metric] ?? 0;
  if (metric === "mains.present" || metric === "mains.voltage") return 0;
  if (metric === "dc.bus.voltage") return 50 - round * 0.03;
  return metric === "battery.current" ? -20 - (round % 3) / 10 : (usual[metric] ?? 0);
};

/** Ticks until no forecast waits. */
const drain = (alarms: AlarmSystem, atMs: number): void => {
  for (let tick = 1; alarms.forecasts.waiting > 0; tick++) alarms.tick(emptyRows(), atMs + tick * 100);
};

/** Milliseconds of each round of readings of the province, with and without a plate, taken in turn. */
const millisecondsARound = (batteryShare: number): { readonly without: number; readonly with: number } => {
  const kinds = [provinceOf(false), provinceOf(true)];
  const taken: [number[], number[]] = [[], []];
  for (let round = 0; round < rounds; round++) {
    for (const [kind, { alarms, seriesOf }] of kinds.entries()) {
      const fresh = new ReadingColumns(seriesOf.length);
      const atMs = 1e12 + round * periodMs;
      for (const { id, site, metricName } of seriesOf) {
        const onBattery = Number(site.slice(1)) < sites * batteryShare && round > 2;
        fresh.append(id, atMs, measuredOf(metricName, onBattery, round), 0);
      }
      const arrivals = { fresh, behind: new ReadingColumns(0), heard: new HeardColumns(1), events: [] };
      const began = performance.now();
      alarms.evaluate(arrivals, emptyRows(), atMs);
      taken[kind === 0 ? 0 : 1].push(performance.now() - began);
      drain(alarms, atMs);
    }
  }
  const median = (values: number[]): number =>
    values.slice(8).sort((one, other) => one - other)[(rounds - 8) >> 1] ?? 0;
  return { without: median(taken[0]), with: median(taken[1]) };
};

/**
 * How fast the reading engine takes a minute of a province of 2,000 sites with 25 metrics each, in one batch, by the
 * share on battery; without plates in the inventory there are no forecasts. What waits for ticks is made there, in
 * steps as long as that of one batch.
 */
export const measureForecastCost = (): readonly (readonly [name: string, figure: string, wanted: string])[] =>
  [0, 0.05, 1].map((share) => {
    const { without, with: together } = millisecondsARound(share);
    const readings = sites * Object.keys(usual).length;
    const rate = (milliseconds: number): string => `${(readings / milliseconds / 1_000).toFixed(2)} M/s`;
    return [
      `${sites} sites in one batch, ${share * 100} % on battery: without plates, with`,
      `${without.toFixed(1)} ms (${rate(without)}), ${together.toFixed(1)} ms (${rate(together)})`,
      "",
    ];
  });
