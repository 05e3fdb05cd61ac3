import { readFileSync, statSync } from "node:fs";
import { resolve } from "node:path";
import type { z } from "zod";
import { defaultApiLimits } from "../api/limits.ts";
import { boundariesSchema } from "../api/settings/boundaries.ts";
import { checklistFileSchema, mergeChecklists } from "../api/settings/checklist.ts";
import { type ConsoleSettings, defaultConsoleSettings } from "../api/settings/console-settings.ts";
import { fixOf, pathText, valueAt } from "../telemetry/finding.ts";
import { parseYaml } from "../telemetry/yaml-text.ts";
import type { Configuration } from "./configuration.ts";
import { type ConfigurationFault, StartRefused } from "./start-refused.ts";

const page = "docs/formats/field.md";
const faultsShownMax = 20;
const valueCharactersMax = 80;

/** A file that the configuration names: its text and what stands in it. */
interface ReadFile<Content> {
  readonly text: string;
  readonly content: Content;
}

const wordsOf = (error: unknown): string => (error instanceof Error ? error.message : String(error));

const refused = (file: string, message: string, fix: string): StartRefused =>
  new StartRefused([{ file, path: "", value: null, message, fix }]);

const textOf = (file: string): string => {
  const { boundariesBytesMax } = defaultApiLimits;
  try {
    const { size } = statSync(file);
    if (size <= boundariesBytesMax) return readFileSync(file, "utf8");
    const fix = `use at most ${boundariesBytesMax} bytes; simplify the lines`;
    throw refused(file, `holds ${size} bytes (boundariesBytesMax)`, fix);
  } catch (error) {
    if (error instanceof StartRefused) throw error;
    throw refused(file, `can't be read: ${wordsOf(error)}`, "name a file that exists and may be read");
  }
};

const faultOf = (file: string, input: unknown, issue: z.core.$ZodIssue): ConfigurationFault => {
  const value = JSON.stringify(valueAt(input, issue.path));
  return {
    file,
    path: pathText(issue.path),
    value: value === undefined ? null : value.slice(0, valueCharactersMax),
    message: issue.message,
    fix: fixOf(issue, page),
  };
};

const readChecked = <Content>(
  file: string,
  parse: (text: string) => unknown,
  schema: z.ZodType<Content>,
): ReadFile<Content> => {
  const text = textOf(file);
  let input: unknown;
  try {
    input = parse(text);
  } catch (error) {
    throw refused(file, `can't be understood: ${wordsOf(error)}`, "mend the syntax at that place");
  }
  const { data, error } = schema.safeParse(input);
  if (data !== undefined) return { text, content: data };
  const issues = error?.issues.slice(0, faultsShownMax) ?? [];
  throw new StartRefused(issues.map((issue) => faultOf(file, input, issue)));
};

const parseJson = (text: string): unknown => JSON.parse(text);

/** Reads what the configuration says of the console, and its files; throws StartRefused with what is wrong in them. */
export const readConsoleSettings = (
  { console: given, mqtt }: Pick<Configuration, "console" | "mqtt">,
  folder: string,
): ConsoleSettings => {
  const boundaries =
    given.boundaries === undefined
      ? null
      : readChecked(resolve(folder, given.boundaries), parseJson, boundariesSchema).text;
  const own =
    given.checklists === undefined
      ? []
      : readChecked(resolve(folder, given.checklists), parseYaml, checklistFileSchema).content.checklists;
  return {
    title: given.title,
    nocPhone: given.nocPhone ?? null,
    boundaries,
    checklists: mergeChecklists(defaultConsoleSettings.checklists, own),
    mqtt: { host: mqtt.host, port: mqtt.port, tlsPort: mqtt.tls?.port ?? null },
  };
};
