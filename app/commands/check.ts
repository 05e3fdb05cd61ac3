import type { Command } from "commander";
import { type CommandOptions, parseOptions, readSettings, withOptions } from "../command-options.ts";
import { readFoundations } from "../foundations.ts";
import { print } from "../output.ts";

const check = async (options: CommandOptions): Promise<void> => {
  const { configuration, folder } = readSettings(options);
  const { knowledge, channels } = readFoundations(configuration, folder, { channels: true });
  const { rules, inventory } = knowledge;
  await Promise.all(channels.map((channel) => channel.close()));
  const found = { rules: rules.length, sites: inventory.sites.length, channels: channels.length };
  print(options, { ok: true, ...found }, () => {
    return `in order: ${found.rules} rules, ${found.sites} sites, ${found.channels} channels`;
  });
};

/** `check`: is the configuration, with rules and inventory, right. */
export const addCheck = (program: Command): void => {
  withOptions(program.command("check"))
    .description("validate configuration, rules and inventory; exit code 2 when something is wrong")
    .action((given: unknown) => check(parseOptions(given)));
};
