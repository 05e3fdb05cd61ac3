import { setTimeout as pause } from "node:timers/promises";
import {
  type Province,
  type ProvincePlan,
  type ProvinceStats,
  startProvince,
} from "../../firmware-sim/province.ts";
import { countText, tableText } from "./load-texts.ts";
import type { ProgressLine } from "./progress-line.ts";
import { tryBroker } from "./try-broker.ts";

const progressEveryMs = 1000;

/** What became of a simulated province, as `simulate --json` prints it: its figures when it was ended. */
export interface ProvinceResult extends Omit<ProvinceStats, "activeFaults" | "trouble"> {
  readonly url: string;
  readonly seconds: number;
  /** Processor time of this process. */
  readonly cpuSeconds: number;
}

const tryOne = async (
  { mqttUrl, sites, certificateAuthority }: ProvincePlan,
  files: string,
): Promise<void> => {
  const [first] = sites;
  if (first === undefined) return;
  const { device, token, site } = first;
  const authority = certificateAuthority === undefined ? {} : { certificateAuthority };
  await tryBroker({ url: mqttUrl, device, token, ...authority }, site, files);
};

const progressText = (province: Province, seconds: number): string => {
  const { sites, connected, acknowledged, buffered, reconnects, activeFaults, trouble } = province.stats();
  return [
    `${seconds.toFixed(0)} s`,
    `connected ${countText(connected)} of ${countText(sites)}`,
    `acknowledged ${countText(acknowledged)}`,
    `buffered ${countText(buffered)}`,
    `reconnects ${countText(reconnects)}`,
    `faults ${countText(activeFaults.length)}`,
    ...(trouble === null ? [] : [trouble]),
  ].join("  ");
};

/** The report of a province for people. */
export const provinceReportText = (result: ProvinceResult): string =>
  tableText([
    ["broker", result.url],
    ["sites", `${countText(result.sites)}, ${countText(result.connected)} connected at the end`],
    ["ran", `${result.seconds.toFixed(1)} s`],
    ["messages", `${countText(result.recorded)} measured, ${countText(result.acknowledged)} acknowledged`],
    ["still in the devices", countText(result.buffered)],
    ["dropped", countText(result.dropped)],
    ["reconnects", countText(result.reconnects)],
    ["processor", `${result.cpuSeconds.toFixed(2)} CPU-seconds`],
  ]);

/** Runs a province until `stopped`, or for `durationMs`; throws when the broker does not take its devices. */
export const runProvince = async (
  plan: ProvincePlan,
  watch: {
    readonly line: ProgressLine;
    readonly stopped: Promise<void>;
    readonly deviceFiles: string;
    readonly durationMs: number | null;
  },
): Promise<ProvinceResult> => {
  await tryOne(plan, watch.deviceFiles);
  const startedAtMs = performance.now();
  const before = process.cpuUsage();
  const seconds = (): number => (performance.now() - startedAtMs) / 1000;
  const province = startProvince(plan);
  const tell = setInterval(() => watch.line.show(progressText(province, seconds())), progressEveryMs);
  const ended = new AbortController();
  const elapsed =
    watch.durationMs === null
      ? []
      : [pause(watch.durationMs, undefined, { signal: ended.signal }).catch(() => undefined)];
  await Promise.race([watch.stopped, ...elapsed]);
  ended.abort();
  clearInterval(tell);
  watch.line.end();
  const { connected } = province.stats();
  await province.stop();
  const { sites, recorded, published, acknowledged, buffered, dropped, reconnects } = province.stats();
  const spent = process.cpuUsage(before);
  return {
    url: plan.mqttUrl,
    sites,
    seconds: seconds(),
    connected,
    recorded,
    published,
    acknowledged,
    buffered,
    dropped,
    reconnects,
    cpuSeconds: (spent.user + spent.system) / 1e6,
  };
};
