import { forkLoad } from "../../firmware-sim/load/fork-load.ts";
import type { LoadPlan, LoadReport } from "../../firmware-sim/load/load-plan.ts";
import { LoadFailed } from "../../firmware-sim/load/load-trouble.ts";
import type { BrokerAddress } from "./broker-address.ts";
import type { DeviceCredential } from "./device-credentials.ts";
import { loadProgressText, troubleText } from "./load-texts.ts";
import type { ProgressLine } from "./progress-line.ts";

const drainMs = 10_000;

/** A device of the load, and the nodes that it reports for. */
export interface LoadDevice extends DeviceCredential {
  readonly nodes: readonly string[];
}

/** What the load tool is asked for. */
export interface LoadWish {
  readonly address: BrokerAddress;
  readonly devices: readonly LoadDevice[];
  /** The files that they come from, for error messages. */
  readonly deviceFiles: string;
  /** Messages a second, of all sites together. */
  readonly rate: number;
  /** Messages of one site that are due together. */
  readonly burst: number;
  readonly readings: number;
  readonly durationMs: number;
  readonly warmupMs: number;
}

/** The report of the load tool, as `simulate --rate --json` prints it. */
export interface LoadResult extends LoadReport {
  readonly url: string;
  readonly sites: number;
  readonly rate: number;
  readonly readings: number;
  /** Messages due that had no PUBACK `drainMs` after the end. */
  readonly unacknowledged: number;
  readonly readingsPerSecond: number;
  /** Acknowledged messages for each second of processor time of the generator. */
  readonly messagesPerCpuSecond: number;
}

const planOf = (wish: LoadWish): LoadPlan => {
  const { address, devices, rate, burst, readings, durationMs, warmupMs } = wish;
  const { host, port, isEncrypted, certificateAuthority } = address;
  return {
    host,
    port,
    ...(isEncrypted ? { tls: certificateAuthority === null ? {} : { certificateAuthority } } : {}),
    connections: devices.map(({ id, token, site, nodes }) => ({
      clientId: id,
      username: id,
      password: token,
      topics: nodes.map((node) => `sites/${site}/${node}/telemetry`),
    })),
    mode: { kind: "rate", messagesPerSecond: rate, burst },
    readings,
    durationMs,
    warmupMs,
    drainMs,
  };
};

/**
 * Carries the load out in a process of its own and reports. `stopped` ends it early, with the report of the part that
 * was measured. Throws an Error that names the option and the fix when the broker can't be reached, refuses a device or
 * ends a connection.
 */
export const runLoadTool = async (
  wish: LoadWish,
  watch: { readonly line: ProgressLine; readonly stopped: Promise<void> },
): Promise<LoadResult> => {
  const secondsTotal = (wish.warmupMs + wish.durationMs) / 1000;
  const load = forkLoad(planOf(wish), (progress) =>
    watch.line.show(loadProgressText(progress, secondsTotal)),
  );
  void watch.stopped.then(() => load.finish());
  try {
    const report = await load.finished;
    return {
      url: wish.address.url,
      sites: wish.devices.length,
      rate: wish.rate,
      readings: wish.readings,
      ...report,
      unacknowledged: report.due - report.acknowledged,
      readingsPerSecond: report.messagesPerSecond * wish.readings,
      messagesPerCpuSecond:
        report.cpuSeconds === 0 ? 0 : (report.messagesPerSecond * report.seconds) / report.cpuSeconds,
    };
  } catch (error) {
    if (!(error instanceof LoadFailed)) throw error;
    throw new Error(troubleText(error, { url: wish.address.url, devices: wish.deviceFiles }));
  } finally {
    watch.line.end();
    load.stop();
  }
};
