import { setTimeout as pause } from "node:timers/promises";
import type { MqttAddress } from "../../firmware-sim/controller/mqtt-link.ts";
import { openMqttLink } from "../../firmware-sim/controller/mqtt-link.ts";
import {
  type Province,
  type ProvincePlan,
  type ProvinceStats,
  startProvince,
} from "../../firmware-sim/province.ts";
import { countText, tableText } from "./load-texts.ts";
import type { ProgressLine } from "./progress-line.ts";

const progressEveryMs = 1000;

/** What became of a simulated province, as `simulate --json` prints it: its figures when it was ended. */
export interface ProvinceResult extends Omit<ProvinceStats, "activeFaults" | "trouble"> {
  readonly url: string;
  readonly seconds: number;
  /** Processor time of this process. */
  readonly cpuSeconds: number;
}

/** Why this device can't connect now; null when it can. */
const troubleOf = (address: MqttAddress, site: string): Promise<string | null> =>
  new Promise((resolve) => {
    // The number of no session: the platform takes no notice of the will.
    const will = { topic: `sites/${site}/ctl/state`, payload: '{"online":false,"session":0}' };
    const link = openMqttLink(address, will, {
      connected: () => {
        resolve(null);
        link.end();
      },
      closed: resolve,
    });
  });

/**
 * Throws an Error that names the option and the fix when the first device can't connect: the others would try for ever
 * without a word.
 */
const tryOne = async (
  { mqttUrl, sites, certificateAuthority }: ProvincePlan,
  files: string,
): Promise<void> => {
  const [first] = sites;
  if (first === undefined) return;
  const { device, token, site } = first;
  const authority = certificateAuthority === undefined ? {} : { certificateAuthority };
  const trouble = await troubleOf({ url: mqttUrl, device, token, ...authority }, site);
  if (trouble === null) return;
  throw new Error(
    /refused: (?:not authorized|bad user)/i.test(trouble)
      ? `--devices ${files}: ${device}: ${trouble}\n    fix: the token is another platform's, or revoked: revoke the device and make it anew with tramcanh device add SITE --json`
      : `--url ${mqttUrl}: ${trouble}\n    fix: start the platform, or name the address of its ready line`,
  );
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
