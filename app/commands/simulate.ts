import { mkdirSync, readFileSync } from "node:fs";
import { resolve } from "node:path";
import type { Command } from "commander";
import { z } from "zod";
import { startProvince } from "../../firmware-sim/province.ts";
import { type CommandOptions, parseOptions, readSettings, withOptions } from "../command-options.ts";
import { readKnowledge } from "../knowledge.ts";
import { openLogger } from "../logger.ts";
import { untilStopped } from "../signals.ts";
import { WrongUse } from "../wrong-use.ts";

const simulateOptions = z.object({
  url: z.string(),
  devices: z.string(),
  buffers: z.string().default("./data/simulated-devices"),
  seed: z.string().default("tramcanh"),
  period: z.coerce.number().min(1).default(60),
  faultsPerMinute: z.coerce.number().min(0).default(0),
});

const credentials = z.array(z.object({ id: z.string(), token: z.string(), site: z.string() })).min(1);
const reportEveryMs = 10_000;

const readCredentials = (file: string): z.output<typeof credentials> => {
  try {
    return credentials.parse(JSON.parse(readFileSync(file, "utf8")));
  } catch (error) {
    const reason = error instanceof z.ZodError ? z.prettifyError(error) : String(error);
    throw new WrongUse(`--devices ${file} is not what \`device add --all --json\` printed: ${reason}`);
  }
};

const simulate = async (given: unknown, options: CommandOptions): Promise<void> => {
  const { url, devices, buffers, seed, period, faultsPerMinute } = simulateOptions.parse(given);
  const { configuration, folder } = readSettings(options);
  const { inventory } = readKnowledge(configuration, folder);
  const directory = resolve(buffers);
  mkdirSync(directory, { recursive: true });
  const sites = readCredentials(devices).map(({ id, token, site }) => ({
    site,
    device: id,
    token,
    nodes: inventory.nodesOf(site),
  }));
  const log = openLogger("info");
  const province = startProvince({
    mqttUrl: url,
    sites,
    directory,
    seed,
    periodSeconds: period,
    faultsPerMinute,
  });
  const report = setInterval(() => log.info(province.stats(), "simulated sites"), reportEveryMs);
  await untilStopped(log);
  clearInterval(report);
  await province.stop();
};

/** `simulate`: simulated sites against any broker. */
export const addSimulate = (program: Command): void => {
  withOptions(program.command("simulate"))
    .description("run simulated sites against a broker; their nodes come from the inventory")
    .requiredOption("--url <url>", "broker, such as mqtt://127.0.0.1:1883")
    .requiredOption("--devices <file>", "what `device add --all --json` printed")
    .option("--buffers <folder>", "where the devices keep what is not acknowledged yet")
    .option("--seed <text>", "another seed, another weather and other faults")
    .option("--period <seconds>", "how often each site reports")
    .option("--faults-per-minute <number>", "how often something breaks")
    .action((given: unknown) => simulate(given, parseOptions(given)));
};
