import type { Command } from "commander";
import { type CommandOptions, parseOptions, readSettings, withOptions } from "../command-options.ts";
import { openLogger } from "../logger.ts";
import { passwordFrom } from "../secret-source.ts";
import { untilStopped } from "../signals.ts";
import type { Platform } from "../start.ts";

/** The line that says where devices, people and programs connect. */
export const readyLine = (platform: Platform, more: object = {}): string =>
  JSON.stringify({
    ready: true,
    ...Object.fromEntries(platform.mqtt.map(({ kind, url }) => [kind === "tcp" ? "mqtt" : kind, url])),
    http: platform.http,
    ...more,
  });

const serve = async (options: CommandOptions): Promise<void> => {
  const settings = readSettings(options);
  const log = openLogger(settings.configuration.log.level);
  const adminPassword = passwordFrom("TRAMCANH_ADMIN_PASSWORD");
  // Read last: what is wrong before it is said at once.
  const { startPlatform } = await import("../start.ts");
  const platform = await startPlatform({ ...settings, log, listen: true, adminPassword });
  if (platform.generatedPassword !== null) {
    process.stderr.write(
      `\nThe first administrator was made. Shown this once: user admin, password ${platform.generatedPassword}\n\n`,
    );
  }
  // Before the line that says ready: whoever reads it may send signals at once.
  const stopped = untilStopped(log, () => void platform.reloadRules());
  process.stdout.write(`${readyLine(platform)}\n`);
  await stopped;
  await platform.stop();
};

/** `serve`: the platform. */
export const addServe = (program: Command): void => {
  withOptions(program.command("serve"))
    .description("run the platform")
    .action((given: unknown) => serve(parseOptions(given)));
};
