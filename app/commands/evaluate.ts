import { resolve } from "node:path";
import { type Command, InvalidArgumentError } from "commander";
import { z } from "zod";
import { durationMs } from "../../alerts/rules/duration.ts";
import { type CommandOptions, parseOptions, readSettings, withOptions } from "../command-options.ts";
import { zoneMsOf } from "../evaluation/cells.ts";
import { evaluateRecording } from "../evaluation/evaluate.ts";
import { printReport } from "../evaluation/print-report.ts";
import { readKnowledge } from "../knowledge.ts";
import { print } from "../output.ts";
import { agreementOf } from "../simulation/agreement.ts";
import { plannedWindows } from "../simulation/planned-windows.ts";
import { printAgreement } from "../simulation/print-agreement.ts";
import { readTruth } from "../simulation/read-truth.ts";
import { WrongUse } from "../wrong-use.ts";

const evaluateSchema = z.object({
  rules: z.array(z.string()).default([]),
  inventory: z.string().optional(),
  zone: z.number(),
  period: z.number().optional(),
  for: z.number(),
  keepFiringFor: z.number(),
  rename: z.array(z.string()).default([]),
  truth: z.string().optional(),
});

const duration = (text: string): number => {
  const ms = durationMs(text);
  if (ms === null) throw new InvalidArgumentError("use a duration such as 60s, 5m or 0");
  return ms;
};

const zone = (text: string): number => {
  const ms = zoneMsOf(text);
  if (ms === null) throw new InvalidArgumentError("use an offset from UTC such as +07:00, or Z");
  return ms;
};

const renaming = (text: string, earlier: readonly string[] = []): readonly string[] => {
  if (!/^[^=]+=[^=]+$/.test(text))
    throw new InvalidArgumentError("use THEIRS=OURS, such as 122=mains.current");
  return [...earlier, text];
};

const renamedBy = (pairs: readonly string[]): ReadonlyMap<string, string> =>
  new Map(
    pairs.map((pair) => {
      const [theirs = "", ours = ""] = pair.split("=");
      return [theirs, ours];
    }),
  );

const evaluate = async (path: string, given: unknown, options: CommandOptions): Promise<void> => {
  const chosen = evaluateSchema.parse(given);
  const { configuration, folder } = readSettings(options);
  const inventory = chosen.inventory === undefined ? configuration.inventory : resolve(chosen.inventory);
  if (chosen.truth !== undefined && inventory === undefined)
    throw new WrongUse(
      "--truth is held against minutes of nodes, and no inventory says which nodes there are: name the scenario's with --inventory FILE",
    );
  const knowledge = readKnowledge(
    {
      ...configuration,
      ...(inventory === undefined ? {} : { inventory }),
      rules: [...configuration.rules, ...chosen.rules.map((file) => resolve(file))],
    },
    folder,
  );
  const truth = chosen.truth === undefined ? null : readTruth(chosen.truth);
  const report = await evaluateRecording({
    source: { path, zoneMs: chosen.zone, renamed: renamedBy(chosen.rename) },
    rules: knowledge.rules,
    inventory: knowledge.inventory,
    routes: configuration.routes,
    delays: { forMs: chosen.for, keepFiringForMs: chosen.keepFiringFor },
    periodMs: chosen.period ?? null,
    windows: plannedWindows(truth?.windows ?? []),
  });
  if (truth === null) return print(options, report, printReport);
  const seen = report.outages.map(({ site, node, from, to, class: causeClass }) => ({
    ...{ site, node, causeClass, fromMs: Date.parse(from) },
    toMs: to === null ? null : Date.parse(to),
  }));
  const agreement = agreementOf(truth, seen, knowledge.inventory);
  print(options, { ...report, agreement }, (all) =>
    [printReport(all), "", "The ledger against the truth", printAgreement(all.agreement)].join("\n"),
  );
};

/** `evaluate`: what an operator would have seen of a recording. */
export const addEvaluate = (program: Command): void => {
  withOptions(program.command("evaluate <file>"))
    .description("play a recording of readings or alarms (CSV) through the rules and say what would be told")
    .option("--rules <files...>", "files of rules, added to the default ones and the configuration's")
    .option("--inventory <path>", "inventory instead of the configuration's")
    .option("--zone <offset>", "offset of times that carry none (default: +07:00)", zone, 25_200_000)
    .option("--period <duration>", "how often each site reports: its silence counts then", duration)
    .option(
      "--for <duration>",
      "delay of recorded alarms whose rule states none (default: 60s)",
      duration,
      60_000,
    )
    .option(
      "--keep-firing-for <duration>",
      "hold of recorded alarms whose rule states none (default: 5m)",
      duration,
      300_000,
    )
    .option("--rename <theirs=ours>", "name of a metric or alarm type in the recording, and ours", renaming)
    .option("--truth <file>", "truth.json of a scenario: how well the ledger of outages agrees with it")
    .action((path: string, given: unknown) => evaluate(path, given, parseOptions(given)));
};
