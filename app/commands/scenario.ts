import { basename, join, resolve } from "node:path";
import type { Command } from "commander";
import { z } from "zod";
import { exampleProvincePath } from "../../inventory/load.ts";
import { type CommandOptions, parseOptions, readSettings, withOptions } from "../command-options.ts";
import { readKnowledge } from "../knowledge.ts";
import { print } from "../output.ts";
import type { Agreement } from "../simulation/agreement.ts";
import { findScenario, shippedScenarios } from "../simulation/find-scenario.ts";
import { judgeRun } from "../simulation/judge-run.ts";
import { printAgreement } from "../simulation/print-agreement.ts";
import { runFiles, writeRun } from "../simulation/write-run.ts";

const scenarioSchema = z.object({ out: z.string().optional(), inventory: z.string().optional() });

/** What came of one scenario. */
interface Played {
  readonly name: string;
  /** Where its files are; null when it was judged. */
  readonly folder: string | null;
  readonly lostNodeMinutes: Readonly<Record<string, number>>;
  readonly agreement: Agreement | null;
}

const inWords = ({ name, folder, lostNodeMinutes, agreement }: Played): string => {
  if (agreement !== null) return `${name}\n${printAgreement(agreement)}\n`;
  const lost = Object.entries(lostNodeMinutes).map(([cause, minutes]) => `${cause} ${minutes.toFixed(1)}`);
  return `${name}: ${folder}/${runFiles.readings} and ${runFiles.truth}; lost minutes of nodes: ${lost.join(", ") || "none"}`;
};

const play = async (names: readonly string[], given: unknown, options: CommandOptions): Promise<void> => {
  const chosen = scenarioSchema.parse(given);
  const { configuration, folder } = readSettings(options);
  const inventory = chosen.inventory === undefined ? exampleProvincePath : resolve(chosen.inventory);
  const knowledge = readKnowledge({ ...configuration, inventory }, folder);
  const wanted = names.includes("all") ? shippedScenarios() : names;
  if (wanted.length === 0) {
    print(options, shippedScenarios(), (shipped) => ["Scenarios that ship:", ...shipped].join("\n"));
    return;
  }
  const plans = wanted.map((name) => ({ name, plan: findScenario(name, knowledge.inventory) }));
  const played: Played[] = [];
  for (const { name, plan } of plans) {
    const target = chosen.out === undefined ? null : join(resolve(chosen.out), basename(name, ".yaml"));
    const judged = target === null ? judgeRun(plan, knowledge.rules) : null;
    const truth = judged?.truth ?? (await writeRun(plan, target ?? "."));
    const { lostNodeMinutes } = truth;
    played.push({ name, folder: target, lostNodeMinutes, agreement: judged?.agreement ?? null });
  }
  print(options, played, (all) => all.map(inWords).join("\n"));
};

/** `scenario`: plays scenarios on a virtual clock, and judges the platform by what really happened. */
export const addScenario = (program: Command): void => {
  withOptions(program.command("scenario [names...]"))
    .description(
      'play scenarios, files or names of those that ship ("all"), as fast as possible, and hold the ledger of outages against the truth; without names: list them',
    )
    .option("--out <folder>", "write what reaches the platform, and the truth, instead of judging")
    .option("--inventory <path>", "inventory instead of the example province")
    .action((names: readonly string[], given: unknown) => play(names, given, parseOptions(given)));
};
