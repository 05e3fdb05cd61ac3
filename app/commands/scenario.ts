import { basename, join, resolve } from "node:path";
import { type Command, InvalidArgumentError } from "commander";
import { z } from "zod";
import { durationMs } from "../../alerts/rules/duration.ts";
import { exampleProvincePath } from "../../inventory/load.ts";
import { type CommandOptions, parseOptions, readSettings, withOptions } from "../command-options.ts";
import { type Knowledge, readKnowledge } from "../knowledge.ts";
import { brokerAddress } from "../load-tool/broker-address.ts";
import { takeBuffersFolder } from "../load-tool/buffers-folder.ts";
import { readCredentials } from "../load-tool/device-credentials.ts";
import { ProgressLine } from "../load-tool/progress-line.ts";
import { openLogger } from "../logger.ts";
import { print } from "../output.ts";
import { untilStopped } from "../signals.ts";
import { type Agreement, shareWanted } from "../simulation/agreement.ts";
import { findScenario, shippedScenarios } from "../simulation/find-scenario.ts";
import { judgeRun } from "../simulation/judge-run.ts";
import { devicesOf, playLive } from "../simulation/play-live.ts";
import { printAgreement } from "../simulation/print-agreement.ts";
import { runFiles, writeRun, writeTruth } from "../simulation/write-run.ts";
import { WrongUse } from "../wrong-use.ts";

/** A longer timer of the process would go off at once. */
const liveMsMax = 2 ** 31 - 1;

const scenarioSchema = z.object({
  out: z.string().optional(),
  inventory: z.string().optional(),
  within: z.number(),
  url: z.string().optional(),
  devices: z.array(z.string()).optional(),
  ca: z.string().optional(),
  speed: z.number().optional(),
  period: z.number().optional(),
  buffers: z.string().optional(),
});
type Chosen = z.output<typeof scenarioSchema>;

/** Options that mean something with `--url` only. */
const liveOnly = ["devices", "ca", "speed", "period", "buffers"] as const;

/** What came of one scenario. */
interface Played {
  readonly name: string;
  /** Where its files are; null when it was judged. */
  readonly folder: string | null;
  readonly lostNodeMinutes: Readonly<Record<string, number>>;
  readonly agreement: Agreement | null;
}

const lostText = (lostNodeMinutes: Played["lostNodeMinutes"]): string => {
  const lost = Object.entries(lostNodeMinutes).map(([cause, minutes]) => `${cause} ${minutes.toFixed(1)}`);
  return `lost minutes of nodes: ${lost.join(", ") || "none"}`;
};

const inWords =
  (within: number) =>
  ({ name, folder, lostNodeMinutes, agreement }: Played): string =>
    agreement === null
      ? `${name}: ${folder}/${runFiles.readings} and ${runFiles.truth}; ${lostText(lostNodeMinutes)}`
      : `${name}\n${printAgreement(agreement, within)}\n`;

const playVirtually = async (
  names: readonly string[],
  chosen: Chosen,
  { knowledge, options }: { readonly knowledge: Knowledge; readonly options: CommandOptions },
): Promise<void> => {
  const plans = names.map((name) => ({ name, plan: findScenario(name, knowledge.inventory) }));
  const played: Played[] = [];
  for (const { name, plan } of plans) {
    const target = chosen.out === undefined ? null : join(resolve(chosen.out), basename(name, ".yaml"));
    const judged = target === null ? judgeRun(plan, knowledge.rules) : null;
    const truth = judged?.truth ?? (await writeRun(plan, target ?? "."));
    const { lostNodeMinutes } = truth;
    played.push({ name, folder: target, lostNodeMinutes, agreement: judged?.agreement ?? null });
  }
  print(options, played, (all) => all.map(inWords(chosen.within)).join("\n"));
  const apart = played.filter(({ agreement }) => agreement !== null && agreement.worst > chosen.within);
  if (apart.length === 0) return;
  const list = apart.map(({ name, agreement }) => `${name} ${((agreement?.worst ?? 0) * 100).toFixed(2)} %`);
  throw new Error(
    `the ledger is more than ${chosen.within * 100} % from the truth: ${list.join(", ")}\n` +
      `    fix: play it with --out, see where outages differ with tramcanh evaluate --truth, or allow more with --within`,
  );
};

const playAtBroker = async (
  names: readonly string[],
  chosen: Chosen & { readonly url: string },
  { knowledge, options }: { readonly knowledge: Knowledge; readonly options: CommandOptions },
): Promise<void> => {
  const [name = "", ...more] = names;
  if (more.length > 0) throw new WrongUse(`${names.join(" ")}: with --url name one scenario`);
  if (chosen.devices === undefined) {
    throw new WrongUse(
      "--url needs --devices FILE: what `tramcanh device add --all --json` printed for its platform",
    );
  }
  const { url, certificateAuthority } = brokerAddress(chosen.url, chosen.ca);
  const world = findScenario(name, knowledge.inventory);
  const speed = chosen.speed ?? 1;
  if (world.scenario.duration / speed > liveMsMax) {
    throw new WrongUse(`--speed ${speed}: ${name} would take more than 24 days; play it faster`);
  }
  const directory = resolve(chosen.buffers ?? "./data/simulated-devices");
  const devices = devicesOf(readCredentials(chosen.devices, undefined), { world });
  const leave = takeBuffersFolder(directory);
  const playing = playLive(
    {
      world,
      devices,
      mqttUrl: url,
      ...(certificateAuthority === null ? {} : { certificateAuthority }),
      speed,
      periodSeconds: chosen.period ?? world.scenario.period / 1000,
      directory,
    },
    { line: new ProgressLine(process.stderr), stopped: untilStopped(openLogger("warn")) },
  );
  const { figures, truth } = await playing.finally(leave);
  const folder = join(resolve(chosen.out ?? "."), basename(name, ".yaml"));
  await writeTruth(truth, folder);
  const { lostNodeMinutes } = truth;
  print(options, { name, folder, lostNodeMinutes, ...figures }, () =>
    [
      `${name}: ${folder}/${runFiles.truth}; ${lostText(lostNodeMinutes)}`,
      `${figures.connected} of ${figures.sites} sites connected at the end; ${figures.acknowledged} of ${figures.recorded} messages acknowledged`,
    ].join("\n"),
  );
};

const play = async (names: readonly string[], given: unknown, options: CommandOptions): Promise<void> => {
  const chosen = scenarioSchema.parse(given);
  const { url } = chosen;
  const idle = url === undefined ? liveOnly.filter((key) => chosen[key] !== undefined) : [];
  if (idle.length > 0)
    throw new WrongUse(`--${idle.join(" and --")} is for a live run: add --url, or leave it out`);
  const wanted = names.includes("all") ? shippedScenarios() : names;
  if (wanted.length === 0) {
    print(options, shippedScenarios(), (shipped) => ["Scenarios that ship:", ...shipped].join("\n"));
    return;
  }
  const { configuration, folder } = readSettings(options);
  const inventory = chosen.inventory === undefined ? exampleProvincePath : resolve(chosen.inventory);
  const knowledge = readKnowledge({ ...configuration, inventory }, folder);
  if (url === undefined) await playVirtually(wanted, chosen, { knowledge, options });
  else await playAtBroker(wanted, { ...chosen, url }, { knowledge, options });
};

const share = (text: string): number => {
  const number = Number(/^(\d+(?:\.\d+)?) ?%$/.exec(text)?.[1] ?? Number.NaN);
  if (number >= 0 && number <= 100) return number / 100;
  throw new InvalidArgumentError("use a share such as 1% or 0.5%");
};

const positive = (text: string): number => {
  const number = Number(text);
  if (text.trim() !== "" && number > 0 && number <= 100_000) return number;
  throw new InvalidArgumentError("use a number above 0, at most 100000");
};

const seconds = (text: string): number => {
  const ms = durationMs(text);
  if (ms === null || ms < 1000) throw new InvalidArgumentError("use a duration from 1s, such as 10s or 1m");
  return Math.round(ms / 1000);
};

/** `scenario`: plays scenarios on a virtual clock, and judges the platform by what really happened. */
export const addScenario = (program: Command): void => {
  withOptions(program.command("scenario [names...]"))
    .description(
      'play scenarios, files or names of those that ship ("all"), as fast as possible, and hold the ledger of outages against the truth; with --url: against a real broker; without names: list them',
    )
    .option("--out <folder>", "write what reaches the platform, and the truth, instead of judging")
    .option("--inventory <path>", "inventory instead of the example province")
    .option(
      "--within <share>",
      "exit code 1 when the ledger is further from the truth (default: 1%)",
      share,
      shareWanted,
    )
    .option("--url <url>", "play live against this broker: mqtt://, mqtts://, ws:// or wss://")
    .option("--devices <files...>", "live: what `device add --all --json` printed")
    .option("--ca <file>", "live: certificate authority (PEM) of an mqtts:// or wss:// broker")
    .option("--speed <factor>", "live: so many times faster goes the world (default: 1)", positive)
    .option(
      "--period <time>",
      "live: how often each site reports, by the wall clock (default: the scenario's)",
      seconds,
    )
    .option("--buffers <folder>", "live: where the devices keep what is not acknowledged yet")
    .action((names: readonly string[], given: unknown) => play(names, given, parseOptions(given)));
};
