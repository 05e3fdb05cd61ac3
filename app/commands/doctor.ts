import { accessSync, constants, existsSync, statfsSync } from "node:fs";
import { dirname, resolve } from "node:path";
import type { Command } from "commander";
import { type CommandOptions, parseOptions, readSettings, withOptions } from "../command-options.ts";
import { findPlatform } from "../control-file.ts";
import { freePortOr } from "../free-port.ts";
import { examineHistory } from "../history-examination.ts";
import { examineInflux, type Finding } from "../influxdb-examination.ts";
import { readKnowledge } from "../knowledge.ts";
import { print } from "../output.ts";
import { formatFaults, StartRefused } from "../start-refused.ts";

const nodeMajorMin = 22;
const freeBytesWanted = 1_073_741_824;

const nodeFinding = (): Finding => {
  const major = Number(process.versions.node.split(".")[0]);
  return {
    name: "node",
    ok: major >= nodeMajorMin,
    detail: `Node ${process.versions.node}, at least 22.18 is needed`,
  };
};

const knowledgeFinding = (options: CommandOptions): Finding => {
  try {
    const { configuration, folder } = readSettings(options);
    const { rules, inventory } = readKnowledge(configuration, folder);
    const detail = `${rules.length} rules, ${inventory.sites.length} sites`;
    return { name: "configuration", ok: true, detail };
  } catch (error) {
    const detail = error instanceof StartRefused ? formatFaults(error.faults) : String(error);
    return { name: "configuration", ok: false, detail };
  }
};

const dataFinding = (data: string): Finding => {
  const existing = existsSync(data) ? data : dirname(data);
  try {
    accessSync(existing, constants.W_OK);
    const { bavail, bsize } = statfsSync(existing);
    const freeBytes = bavail * bsize;
    const detail = `${existing}: ${Math.round(freeBytes / 1_048_576)} MiB free, 1024 MiB or more is advised`;
    return { name: "data folder", ok: freeBytes >= freeBytesWanted, detail };
  } catch (error) {
    return { name: "data folder", ok: false, detail: `${existing} can't be written: ${String(error)}` };
  }
};

const portFinding = async (name: string, host: string, port: number): Promise<Finding> => {
  const free = (await freePortOr(host, port)) === port;
  return { name, ok: free, detail: free ? `port ${port} is free` : `port ${port} is taken: choose another` };
};

const clockFinding = (): Finding => {
  const year = new Date().getUTCFullYear();
  return { name: "clock", ok: year >= 2025, detail: `${new Date().toISOString()}; keep it right with NTP` };
};

const doctor = async (options: CommandOptions): Promise<void> => {
  const findings: Finding[] = [nodeFinding(), clockFinding(), knowledgeFinding(options)];
  if (findings.every(({ name, ok }) => name !== "configuration" || ok)) {
    const { configuration, folder } = readSettings(options);
    const data = resolve(folder, configuration.data);
    findings.push(dataFinding(data));
    if ((await findPlatform(data)) === null) {
      findings.push(await portFinding("MQTT port", configuration.mqtt.host, configuration.mqtt.port));
      findings.push(await portFinding("HTTP port", configuration.http.host, configuration.http.port));
    } else {
      findings.push({ name: "platform", ok: true, detail: "runs on this data" });
    }
    if (configuration.influxdb !== undefined)
      findings.push(...(await examineInflux(configuration.influxdb, Date.now)));
    findings.push(...(await examineHistory(configuration, Date.now)));
  }
  const ok = findings.every((finding) => finding.ok);
  print(options, { ok, findings }, () =>
    findings
      .map((finding) => `${finding.ok ? "ok  " : "BAD "} ${finding.name}: ${finding.detail}`)
      .join("\n"),
  );
  if (!ok) process.exitCode = 1;
};

/** `doctor`: is everything around the platform as it should be. */
export const addDoctor = (program: Command): void => {
  withOptions(program.command("doctor"))
    .description("look at Node, clock, configuration, data folder, ports and InfluxDB")
    .action((given: unknown) => doctor(parseOptions(given)));
};
