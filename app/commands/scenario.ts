import { basename, join, resolve } from "node:path";
import { type Command, InvalidArgumentError } from "commander";
import { z } from "zod";
import { durationMs } from "../../alerts/rules/duration.ts";
import { exampleProvincePath } from "../../inventory/load.ts";
import { type CommandOptions, parseOptions, readSettings, withOptions } from "../command-options.ts";
import { type Knowledge, readKnowledge } from "../knowledge.ts";
import { print } from "../output.ts";
import { type Agreement, shareWanted } from "../simulation/agreement.ts";
import { findScenario, shippedScenarios } from "../simulation/find-scenario.ts";
import { judgeRun } from "../simulation/judge-run.ts";
import { playAtBroker } from "../simulation/live-scenario.ts";
import { lostText, printAgreement } from "../simulation/print-agreement.ts";
import { runFiles, writeRun } from "../simulation/write-run.ts";
import { WrongUse } from "../wrong-use.ts";

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
  api: z.string().optional(),
});
type Chosen = z.output<typeof scenarioSchema>;

/** Options that mean something with `--url` only. */
const liveOnly = ["devices", "ca", "speed", "period", "buffers", "api"] as const;

/** What came of one scenario. */
interface Played {
  readonly name: string;
  /** Where its files are; null when it was judged. */
  readonly folder: string | null;
  readonly lostNodeMinutes: Readonly<Record<string, number>>;
  readonly agreement: Agreement | null;
}

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
  else await playAtBroker(wanted, { ...chosen, url }, { inventory: knowledge.inventory, options });
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
    .option(
      "--api <url>",
      "live: the platform's address, such as http://127.0.0.1:8080: planned work is entered there, and its ledger held against the truth; needs TRAMCANH_API_KEY",
    )
    .option("--buffers <folder>", "live: where the devices keep what is not acknowledged yet")
    .action((names: readonly string[], given: unknown) => play(names, given, parseOptions(given)));
};
