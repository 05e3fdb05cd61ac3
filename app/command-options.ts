import { type Command, InvalidArgumentError } from "commander";
import { z } from "zod";
import type { Configuration } from "./configuration.ts";
import { loadConfiguration } from "./configuration-file.ts";
import { StartRefused } from "./start-refused.ts";

const optionsSchema = z.object({
  config: z.string().optional(),
  data: z.string().optional(),
  mqttPort: z.number().optional(),
  httpPort: z.number().optional(),
  httpHost: z.string().optional(),
  json: z.boolean().default(false),
});

/** The options that every command takes. */
export type CommandOptions = z.infer<typeof optionsSchema>;

const port = (text: string): number => {
  const number = Number(text);
  if (!Number.isInteger(number) || number < 0 || number > 65_535) {
    throw new InvalidArgumentError("use a port from 0 (any free one) to 65535");
  }
  return number;
};

/** Adds the options that every command takes. */
export const withOptions = (command: Command): Command =>
  command
    .option("--config <file>", "configuration file (default: tramcanh.yaml, when there is one)")
    .option("--data <folder>", "folder for everything that lasts (default: ./data)")
    .option("--mqtt-port <port>", "port for devices; 0 picks a free one", port)
    .option("--http-port <port>", "port for people and programs; 0 picks a free one", port)
    .option("--http-host <address>", "address for people and programs")
    .option("--json", "print one JSON document on standard output and nothing else");

/** Reads the options of a command as commander gives them. */
export const parseOptions = (given: unknown): CommandOptions => optionsSchema.parse(given);

/** A configuration with the folder from which its relative paths start. */
export interface Settings {
  readonly configuration: Configuration;
  readonly folder: string;
}

/** Reads the configuration as file, environment and options make it; throws StartRefused with all faults. */
export const readSettings = (options: CommandOptions): Settings => {
  const overrides = [
    { path: ["data"], value: options.data },
    { path: ["mqtt", "port"], value: options.mqttPort },
    { path: ["http", "port"], value: options.httpPort },
    { path: ["http", "host"], value: options.httpHost },
  ].filter(({ value }) => value !== undefined);
  const result = loadConfiguration({ file: options.config, environment: process.env, overrides });
  if (!result.ok) throw new StartRefused(result.faults);
  return result;
};
