import { resolve } from "node:path";
import { type Command, InvalidArgumentError, Option } from "commander";
import { z } from "zod";
import { durationMs } from "../../alerts/rules/duration.ts";
import { dialectNames } from "../../firmware-sim/dialects/dialects.ts";
import { healthyReadingsMax } from "../../firmware-sim/load/healthy-payload.ts";
import { controllerCode } from "../../firmware-sim/site-model.ts";
import type { Inventory } from "../../inventory/inventory.ts";
import { type CommandOptions, parseOptions, readSettings, withOptions } from "../command-options.ts";
import { readKnowledge } from "../knowledge.ts";
import { brokerAddress } from "../load-tool/broker-address.ts";
import { takeBuffersFolder } from "../load-tool/buffers-folder.ts";
import { type DeviceCredential, readCredentials } from "../load-tool/device-credentials.ts";
import { loadReportText } from "../load-tool/load-texts.ts";
import { runLoadTool } from "../load-tool/load-tool.ts";
import { ProgressLine } from "../load-tool/progress-line.ts";
import { provinceReportText, runProvince } from "../load-tool/province-run.ts";
import { openLogger } from "../logger.ts";
import { print } from "../output.ts";
import { untilStopped } from "../signals.ts";
import { WrongUse } from "../wrong-use.ts";

const simulateOptions = z.object({
  url: z.string(),
  devices: z.array(z.string()),
  sites: z.number().optional(),
  ca: z.string().optional(),
  duration: z.number().optional(),
  rate: z.number().optional(),
  burst: z.number().optional(),
  readings: z.number().optional(),
  warmup: z.number().optional(),
  buffers: z.string().optional(),
  seed: z.string().optional(),
  period: z.number().optional(),
  faultsPerMinute: z.number().optional(),
  dialect: z.enum(dialectNames).optional(),
});
type Wanted = z.output<typeof simulateOptions>;

/** Options that mean something with `--rate` only, and without it only. */
const loadOnly = ["burst", "readings", "warmup"] as const;
const provinceOnly = ["buffers", "seed", "period", "faultsPerMinute", "dialect"] as const;

const loadDurationMs = 60_000;
const burstMax = 256;

const optionName = (key: string): string =>
  `--${key.replace(/[A-Z]/g, (letter) => `-${letter.toLowerCase()}`)}`;

const refuseIdleOptions = (wanted: Wanted): void => {
  const isLoad = wanted.rate !== undefined;
  const idle = (isLoad ? provinceOnly : loadOnly).filter((key) => wanted[key] !== undefined);
  if (idle.length === 0) return;
  const names = idle.map(optionName).join(" and ");
  throw new WrongUse(
    isLoad
      ? `${names} is for simulated sites and does nothing with --rate: leave one of them out`
      : `${names} is for the load of --rate: add --rate, or leave it out`,
  );
};

/** What a command works with, whatever it simulates. */
interface Given {
  readonly wanted: Wanted;
  readonly devices: readonly DeviceCredential[];
  readonly inventory: Inventory;
  readonly stopped: Promise<void>;
  readonly line: ProgressLine;
}

const simulateLoad = async (given: Given, rate: number, options: CommandOptions): Promise<void> => {
  const { wanted, devices, inventory, stopped, line } = given;
  const address = brokerAddress(wanted.url, wanted.ca);
  if (address.isWebSocket) {
    throw new WrongUse(
      `--url ${wanted.url}: the load of --rate speaks MQTT over TCP and TLS: use mqtt:// or mqtts://, or leave out --rate to simulate sites over WebSocket`,
    );
  }
  const nodesOf = (site: string): readonly string[] => {
    const nodes = inventory.nodesOf(site);
    return nodes.length === 0 ? [controllerCode([])] : nodes.map(({ code }) => code);
  };
  const result = await runLoadTool(
    {
      address,
      devices: devices.map((device) => ({ ...device, nodes: nodesOf(device.site) })),
      deviceFiles: wanted.devices.join(" "),
      rate,
      burst: wanted.burst ?? 1,
      readings: wanted.readings ?? 25,
      durationMs: wanted.duration ?? loadDurationMs,
      warmupMs: wanted.warmup ?? 0,
    },
    { line, stopped },
  );
  print(options, result, loadReportText);
  if (result.unacknowledged > 0) {
    throw new Error(`${result.unacknowledged} of ${result.due} messages were not acknowledged`);
  }
};

const simulateProvince = async (given: Given, options: CommandOptions): Promise<void> => {
  const { wanted, devices, inventory, stopped, line } = given;
  const { url, certificateAuthority } = brokerAddress(wanted.url, wanted.ca);
  const directory = resolve(wanted.buffers ?? "./data/simulated-devices");
  const leave = takeBuffersFolder(directory);
  const running = runProvince(
    {
      mqttUrl: url,
      sites: devices.map(({ id, token, site }) => ({
        site,
        device: id,
        token,
        nodes: inventory.nodesOf(site),
        dialect: wanted.dialect ?? "native",
      })),
      directory,
      seed: wanted.seed ?? "tramcanh",
      periodSeconds: wanted.period ?? 60,
      faultsPerMinute: wanted.faultsPerMinute ?? 0,
      ...(certificateAuthority === null ? {} : { certificateAuthority }),
    },
    { line, stopped, deviceFiles: wanted.devices.join(" "), durationMs: wanted.duration ?? null },
  );
  const result = await running.finally(leave);
  print(options, result, provinceReportText);
};

const simulate = async (raw: unknown, options: CommandOptions): Promise<void> => {
  const wanted = simulateOptions.parse(raw);
  refuseIdleOptions(wanted);
  const devices = readCredentials(wanted.devices, wanted.sites);
  const { configuration, folder } = readSettings(options);
  const { inventory } = readKnowledge(configuration, folder);
  const stopped = untilStopped(openLogger("warn"));
  const given = { wanted, devices, inventory, stopped, line: new ProgressLine(process.stderr) };
  if (wanted.rate === undefined) await simulateProvince(given, options);
  else await simulateLoad(given, wanted.rate, options);
};

const numberFrom =
  (low: number, high = Number.POSITIVE_INFINITY) =>
  (text: string): number => {
    const number = Number(text);
    if (text.trim() !== "" && number >= low && number <= high) return number;
    throw new InvalidArgumentError(
      `use a number from ${low}${high === Number.POSITIVE_INFINITY ? "" : ` to ${high}`}`,
    );
  };

const wholeFrom =
  (low: number, high?: number) =>
  (text: string): number => {
    const number = numberFrom(low, high)(text);
    if (Number.isInteger(number)) return number;
    throw new InvalidArgumentError("use a whole number");
  };

const duration = (text: string): number => {
  const ms = durationMs(text);
  if (ms === null || ms === 0) throw new InvalidArgumentError("use a duration such as 30s or 5m");
  return ms;
};

/** `simulate`: simulated sites, or a load at a given rate, against any broker. */
export const addSimulate = (program: Command): void => {
  withOptions(program.command("simulate"))
    .description(
      "run simulated sites against a broker, or with --rate a load of messages; nodes come from the inventory",
    )
    .requiredOption(
      "--url <url>",
      "broker: mqtt://, mqtts://, ws:// or wss://, such as mqtt://127.0.0.1:1883",
    )
    .requiredOption("--devices <files...>", "what `device add --all --json` printed")
    .option("--sites <number>", "the first so many devices (default: all)", wholeFrom(1))
    .option("--ca <file>", "certificate authority (PEM) of an mqtts:// or wss:// broker")
    .option("--duration <time>", "how long (default: until stopped; with --rate 60s)", duration)
    .option(
      "--rate <messages>",
      "load: so many messages a second in all, whatever the broker does",
      numberFrom(0.001),
    )
    .option(
      "--burst <number>",
      "load: messages of one site that are due together (default: 1)",
      wholeFrom(1, burstMax),
    )
    .option("--readings <number>", "load: readings a message (default: 25)", wholeFrom(1, healthyReadingsMax))
    .option("--warmup <time>", "load: the same before it, not measured (default: 0s)", duration)
    .option("--buffers <folder>", "sites: where the devices keep what is not acknowledged yet")
    .option("--seed <text>", "sites: another seed, another weather and other faults")
    .option("--period <seconds>", "sites: how often each one reports (default: 60)", numberFrom(1))
    .option("--faults-per-minute <number>", "sites: how often something breaks (default: 0)", numberFrom(0))
    .addOption(
      new Option("--dialect <name>", "sites: how the devices speak (default: native)").choices([
        ...dialectNames,
      ]),
    )
    .action((given: unknown) => simulate(given, parseOptions(given)));
};
