import type { LatencyPercentiles } from "../../firmware-sim/load/latency-histogram.ts";
import type { LoadProgress } from "../../firmware-sim/load/load-plan.ts";
import type { LoadFailed } from "../../firmware-sim/load/load-trouble.ts";
import type { LoadResult } from "./load-tool.ts";

/** A count as people read it: 12,345. */
export const countText = (count: number): string => Math.round(count).toLocaleString("en");

const millisecondsText = (ms: number): string => ms.toFixed(ms < 10 ? 2 : 1);

const latencyText = ({ p50, p99, p999 }: LatencyPercentiles): string =>
  `p50 ${millisecondsText(p50)}  p99 ${millisecondsText(p99)}  p99.9 ${millisecondsText(p999)} ms`;

/** One line of how far a load run is. */
export const loadProgressText = (progress: LoadProgress, secondsTotal: number): string => {
  const { connected, connections, seconds, due, acknowledged, acknowledgedPerSecond, latencyMs } = progress;
  if (connected < connections) return `connecting: ${countText(connected)} of ${countText(connections)}`;
  return [
    `${seconds.toFixed(0)} of ${secondsTotal} s`,
    `due ${countText(due)}`,
    `acknowledged ${countText(acknowledged)} (${countText(acknowledgedPerSecond)}/s)`,
    `waiting ${countText(due - acknowledged)}`,
    `PUBACK ${latencyText(latencyMs)}`,
  ].join("  ");
};

/** Lines of names and figures in two columns. */
export const tableText = (rows: readonly (readonly [name: string, figure: string])[]): string => {
  const width = Math.max(...rows.map(([name]) => name.length));
  return rows.map(([name, figure]) => `${name.padEnd(width)}  ${figure}`).join("\n");
};

/** The report of a load run for people. */
export const loadReportText = (result: LoadResult): string =>
  tableText([
    ["broker", result.url],
    ["sites", countText(result.sites)],
    ["asked for", `${countText(result.rate)} messages/s of ${result.readings} readings`],
    ["measured", `${result.seconds.toFixed(1)} s`],
    ["due", countText(result.due)],
    ["sent", countText(result.sent)],
    ["acknowledged", countText(result.acknowledged)],
    ["without PUBACK", countText(result.unacknowledged)],
    [
      "rate",
      `${countText(result.messagesPerSecond)} messages/s, ${countText(result.readingsPerSecond)} readings/s`,
    ],
    ["due → PUBACK", latencyText(result.latencyMs)],
    ["due → sent", latencyText(result.sendLagMs)],
    [
      "generator",
      `${result.cpuSeconds.toFixed(2)} CPU-seconds, ${countText(result.messagesPerCpuSecond)} messages each`,
    ],
  ]);

/** What went wrong with the option that it hangs on, and how to mend it. */
export const troubleText = (
  { trouble, message }: Pick<LoadFailed, "trouble" | "message">,
  given: { readonly url: string; readonly devices: string },
): string => {
  if (/EMFILE|ENFILE/.test(message)) {
    return `--sites: ${message}\n    fix: allow this shell more open files: ulimit -n 65536`;
  }
  switch (trouble) {
    case "unreachable":
      return `--url ${given.url}: ${message}\n    fix: start the platform, or name the address of its ready line`;
    case "refused":
      return message.endsWith("return code 3")
        ? `--url ${given.url}: ${message}: the platform takes no devices now\n    fix: ask its /readyz why, and try again`
        : `--devices ${given.devices}: ${message}\n    fix: the token is another platform's, or revoked: revoke the device and make it anew with tramcanh device add SITE --json`;
    case "late":
      return `--url ${given.url}: ${message}\n    fix: try fewer --sites, or see the platform's log`;
    case "cut":
      return `--url ${given.url}: ${message}\n    fix: the platform's log says why it ended the connection`;
    case "protocol":
      return `--url ${given.url}: ${message}: that is no MQTT 3.1.1 broker\n    fix: name the port of MQTT, not of HTTP, and mqtts:// where it speaks TLS`;
    case "ended":
      return message;
  }
};
