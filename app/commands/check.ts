import type { Command } from "commander";
import { z } from "zod";
import { defaultRulesPath, loadRules } from "../../alerts/rules/load.ts";
import type { RuleError } from "../../alerts/rules/rule-error.ts";
import { readRuleTests } from "../../alerts/rules/test-file.ts";
import { type RuleTestFailure, runRuleTest } from "../../alerts/rules/test-run.ts";
import { type CommandOptions, parseOptions, readSettings, withOptions } from "../command-options.ts";
import { configurationDoubts } from "../configuration-doubts.ts";
import { readFoundations } from "../foundations.ts";
import { ruleFaults } from "../knowledge.ts";
import { print } from "../output.ts";
import { StartRefused } from "../start-refused.ts";

const check = async (options: CommandOptions): Promise<void> => {
  const { configuration, folder } = readSettings(options);
  const { knowledge, channels } = readFoundations(configuration, folder, { channels: true });
  const { rules, inventory } = knowledge;
  const doubts = configurationDoubts(configuration, knowledge);
  await Promise.all(channels.map((channel) => channel.close()));
  if (doubts.length > 0) throw new StartRefused(doubts);
  const found = { rules: rules.length, sites: inventory.sites.length, channels: channels.length };
  print(options, { ok: true, ...found }, () => {
    return `in order: ${found.rules} rules, ${found.sites} sites, ${found.channels} channels`;
  });
};

const failureText = ({ file, test, at, expected, got }: RuleTestFailure): string =>
  `${file}: test "${test}" at ${at}\n    expected: ${expected}\n    got:      ${got}`;

/** Rule files over the default rules, with the tests that they hold; no configuration is needed. */
const checkRules = (options: CommandOptions, files: readonly string[]): void => {
  const errors: RuleError[] = [];
  const loaded = loadRules([defaultRulesPath, ...files]);
  if (!loaded.ok) throw new StartRefused(ruleFaults(loaded.errors));
  const tests = readRuleTests(files, loaded.rules, errors);
  if (errors.length > 0) throw new StartRefused(ruleFaults(errors));
  const failures = tests.flatMap((test) => runRuleTest(loaded.rules, test));
  const found = { rules: loaded.rules.length, tests: tests.length };
  print(options, { ok: failures.length === 0, ...found, failures }, () =>
    failures.length === 0
      ? `in order: ${found.rules} rules, ${found.tests} tests`
      : [...failures.map(failureText), `${failures.length} expectations of ${found.tests} tests failed`].join(
          "\n",
        ),
  );
  if (failures.length > 0) process.exitCode = 1;
};

const rulesOption = z.object({ rules: z.array(z.string()).optional() });

/** `check`: is the configuration, with rules and inventory, right; or only some rule files, with their tests. */
export const addCheck = (program: Command): void => {
  withOptions(program.command("check"))
    .description("validate configuration, rules and inventory; exit code 2 when something is wrong")
    .option("--rules <files...>", "validate rule files alone and run their tests; exit code 1 when one fails")
    .action(async (given: unknown) => {
      const { rules } = rulesOption.parse(given);
      const options = parseOptions(given);
      if (rules === undefined) await check(options);
      else checkRules(options, rules);
    });
};
