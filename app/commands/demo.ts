import { randomBytes } from "node:crypto";
import { copyFileSync, existsSync, mkdirSync, mkdtempSync, rmSync } from "node:fs";
import { tmpdir } from "node:os";
import { join, resolve } from "node:path";
import type { Command } from "commander";
import { z } from "zod";
import { type Province, startProvince } from "../../firmware-sim/province.ts";
import { exampleProvincePath } from "../../inventory/load.ts";
import {
  type CommandOptions,
  parseOptions,
  readSettings,
  type Settings,
  withOptions,
} from "../command-options.ts";
import { freePortOr } from "../free-port.ts";
import { openLogger } from "../logger.ts";
import { untilStopped } from "../signals.ts";
import { simulatedSites } from "../simulated-sites.ts";
import { type Platform, startPlatform } from "../start.ts";
import { readyLine } from "./serve.ts";

const faultsPerMinute = 4;
const periodSeconds = 10;
const passwordBytes = 9;

const demoOptions = z.object({
  seed: z.string().default("tramcanh"),
  faultsPerMinute: z.coerce.number().min(0).default(faultsPerMinute),
});

/** The settings without a configuration file: the example province, free ports where the usual ones are taken. */
const demoSettings = async (options: CommandOptions, data: string): Promise<Settings> => {
  const { configuration } = readSettings({ ...options, data });
  mkdirSync(data, { recursive: true, mode: 0o700 });
  const inventory = join(data, "inventory.yaml");
  if (!existsSync(inventory)) copyFileSync(exampleProvincePath, inventory);
  const { mqtt, http } = configuration;
  // Guests of the demo are on this machine; the simulated devices as well.
  const mqttPort = options.mqttPort ?? (await freePortOr("127.0.0.1", mqtt.port));
  const httpPort = options.httpPort ?? (await freePortOr(http.host, http.port));
  return {
    configuration: {
      ...configuration,
      data,
      inventory,
      mqtt: { ...mqtt, host: "127.0.0.1", port: mqttPort },
      http: { ...http, port: httpPort },
      log: { level: configuration.log.level === "info" ? "warn" : configuration.log.level },
    },
    folder: process.cwd(),
  };
};

const setPassword = async ({ api, controlKey }: Platform, password: string): Promise<void> => {
  await api.inject({
    method: "PATCH",
    url: "/api/v1/users/admin",
    headers: { authorization: `Bearer ${controlKey}` },
    payload: { password },
  });
};

const openProvince = async (
  platform: Platform,
  data: string,
  given: z.infer<typeof demoOptions>,
): Promise<Province> => {
  const mqttUrl = platform.mqtt[0]?.url ?? "";
  const directory = join(data, "devices");
  mkdirSync(directory, { recursive: true });
  const sites = await simulatedSites(platform);
  return startProvince({ mqttUrl, sites, directory, periodSeconds, ...given });
};

const welcome = (platform: Platform, password: string): string =>
  [
    "",
    "  Trạm Canh is running with a simulated province of 40 sites.",
    "",
    `  Look:     ${platform.http}/`,
    `  Log in:   user admin, password ${password}`,
    `  Devices:  ${platform.mqtt[0]?.url}`,
    "",
    "  A few faults a minute: mains failures, open doors, hot cabinets, cut links. Stop with Ctrl+C.",
    "",
    "",
  ].join("\n");

const demo = async (given: unknown, options: CommandOptions): Promise<void> => {
  const kept = options.data !== undefined;
  const data =
    options.data === undefined ? mkdtempSync(join(tmpdir(), "tramcanh-demo-")) : resolve(options.data);
  try {
    const settings = await demoSettings(options, data);
    const log = openLogger(settings.configuration.log.level);
    const password = randomBytes(passwordBytes).toString("base64url");
    const platform = await startPlatform({ ...settings, log, listen: true, adminPassword: password });
    await setPassword(platform, password);
    const province = await openProvince(platform, data, demoOptions.parse(given));
    process.stderr.write(welcome(platform, password));
    process.stdout.write(`${readyLine(platform, { login: { username: "admin", password } })}\n`);
    await untilStopped(log);
    await province.stop();
    await platform.stop();
  } finally {
    if (!kept) rmSync(data, { recursive: true, force: true });
  }
};

/** `demo`: the platform with a simulated province; without `--data` it leaves nothing behind. */
export const addDemo = (program: Command): void => {
  withOptions(program.command("demo"))
    .description("run the platform with a simulated province of 40 sites")
    .option("--seed <text>", "another seed, another weather and other faults")
    .option("--faults-per-minute <number>", "how often something breaks")
    .action((given: unknown) => demo(given, parseOptions(given)));
};
