import { readFileSync } from "node:fs";
import { AlarmSystem } from "../alerts/alarm-system.ts";
import { defaultRulesPath, loadRules } from "../alerts/rules/load.ts";
import { forkLoad } from "../firmware-sim/load/fork-load.ts";
import { HeardColumns } from "../telemetry/arrivals.ts";
import { DeviceNumbers } from "../telemetry/device-numbers.ts";
import { nodeCode, siteCode } from "../telemetry/identifiers.ts";
import { emptyRows } from "../telemetry/journal.ts";
import { ReadingColumns } from "../telemetry/reading-columns.ts";
import { SeriesCatalog } from "../telemetry/series-catalog.ts";
import { startServe } from "./serve-child.ts";
import { makeWorkplace } from "./workplace.ts";

const sites = 2_000;
/** Each round is one report of all sites. */
const rounds = 200;
const roundsUncounted = 40;
/** As far apart as they are when ingest is saturated: about a million readings a second. */
const paceMs = 50;
const costShareMax = 0.02;
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

/** What one round takes of the thread that the rules run on, ticks included: forecasts are made there. */
const oneRound = (
  { alarms, seriesOf }: ReturnType<typeof provinceOf>,
  {
    round,
    batteryShare,
    atMs,
  }: { readonly round: number; readonly batteryShare: number; readonly atMs: number },
): number => {
  const fresh = new ReadingColumns(seriesOf.length);
  for (const { id, site, metricName } of seriesOf) {
    const onBattery = Number(site.slice(1)) < sites * batteryShare && round > 2;
    fresh.append(id, atMs, measuredOf(metricName, onBattery, round), 0);
  }
  const arrivals = { fresh, behind: new ReadingColumns(0), heard: new HeardColumns(1), events: [] };
  const began = performance.now();
  alarms.evaluate(arrivals, emptyRows(), atMs);
  if (alarms.due(atMs)) alarms.tick(emptyRows(), atMs);
  return performance.now() - began;
};

/** Mean milliseconds of a round, without plates in the inventory (no forecasts) and with, taken in turn. */
const millisecondsARound = (batteryShare: number): { readonly without: number; readonly with: number } => {
  const kinds = [provinceOf(false), provinceOf(true)];
  const taken = [0, 0];
  for (let round = 0; round < rounds; round++) {
    for (const [kind, province] of kinds.entries()) {
      const spent = oneRound(province, { round, batteryShare, atMs: 1e12 + round * paceMs });
      if (round >= roundsUncounted) taken[kind] = (taken[kind] ?? 0) + spent;
    }
  }
  const [without = 0, together = 0] = taken.map((sum) => sum / (rounds - roundsUncounted));
  return { without, with: together };
};

/** Milliseconds of processor time that the real `serve` takes for so many readings, from socket to disk. */
const ingestMilliseconds = async (readings: number): Promise<number> => {
  const workplace = makeWorkplace(connectionsCount);
  const serve = await startServe(workplace);
  try {
    const load = forkLoad({
      port: serve.ready.port,
      connections: workplace.devices.map(({ id, token, site }) => ({
        ...{ clientId: id, username: id, password: token },
        topics: [`sites/${site}/n0/telemetry`],
      })),
      mode: { kind: "rate", messagesPerSecond: 20_000, burst: 8, backlogMax: 1_024 },
      ...{ durationMs: loadMs, warmupMs: 0, readings: readingsPerMessage },
    });
    await load.connected;
    const before = processorMilliseconds(serve.process.pid);
    const { messagesPerSecond } = await load.finished;
    const spent = processorMilliseconds(serve.process.pid) - before;
    const taken = messagesPerSecond * (loadMs / 1_000) * readingsPerMessage;
    return (spent / taken) * readings;
  } finally {
    await serve.stop();
    workplace.remove();
  }
};

const readingsPerMessage = 25;
const connectionsCount = 200;
const loadMs = 8_000;
const clockTickMs = 10;

/** User and system time of a process so far (proc(5), fields 14 and 15 of `stat`). */
const processorMilliseconds = (pid: number | undefined): number => {
  const fields = readFileSync(`/proc/${pid}/stat`, "utf8").split(") ")[1]?.split(" ") ?? [];
  return (Number(fields[11]) + Number(fields[12])) * clockTickMs;
};

/**
 * What forecasts cost of ingest: the engine's time for a report of 2,000 sites with 25 metrics each, with plates in the
 * inventory less without, as a share of what `serve` spends on as many readings from socket to disk, measured in the
 * same run. All on mains, and with one site of twenty on battery. Sets exit code 1 above two hundredths.
 */
export const measureForecastCost = async (): Promise<
  readonly (readonly [name: string, figure: string, wanted: string])[]
> => {
  const readings = sites * Object.keys(usual).length;
  const ingest = await ingestMilliseconds(readings);
  const rows = [0, 0.05].map((share): readonly [string, string, string] => {
    const { without, with: together } = millisecondsARound(share);
    const cost = (together - without) / ingest;
    if (cost > costShareMax) process.exitCode = 1;
    return [
      `forecasts, ${share * 100} % of sites on battery: engine without and with, ms; share of ingest`,
      `${without.toFixed(2)}, ${together.toFixed(2)}; ${(cost * 100).toFixed(1)} %`,
      `at most ${costShareMax * 100} %`,
    ];
  });
  return [[`ingest of ${readings} readings by serve, ms of processor time`, ingest.toFixed(1), ""], ...rows];
};
