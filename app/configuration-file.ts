import { existsSync, readFileSync } from "node:fs";
import { dirname, resolve } from "node:path";
import { z } from "zod";
import { parseYaml, readYaml } from "../telemetry/yaml-text.ts";
import { type Configuration, configurationSchema } from "./configuration.ts";
import type { ConfigurationFault } from "./start-refused.ts";

/** A configuration with the folder that its relative paths start from, or everything that is wrong with it. */
export type ConfigurationResult =
  | { readonly ok: true; readonly configuration: Configuration; readonly folder: string }
  | { readonly ok: false; readonly faults: readonly ConfigurationFault[] };

/** Where the configuration comes from. */
export interface ConfigurationSource {
  /** Given by name: must exist. Otherwise `tramcanh.yaml` is read when it is there. */
  readonly file: string | undefined;
  readonly environment: Readonly<Record<string, string | undefined>>;
  /** Set by options of the command line; they win over everything. */
  readonly overrides: readonly { readonly path: readonly string[]; readonly value: unknown }[];
}

const defaultFile = "tramcanh.yaml";
const prefix = "TRAMCANH__";

type Tree = Record<string, unknown>;

const isTree = (value: unknown): value is Tree =>
  typeof value === "object" && value !== null && !Array.isArray(value);

const put = (tree: Tree, path: readonly string[], value: unknown): void => {
  const [head, ...rest] = path;
  if (head === undefined) return;
  // Environment names carry no case: the key that is there, or one of the schema, is meant.
  const key = Object.keys(tree).find((known) => known.toLowerCase() === head.toLowerCase()) ?? head;
  if (rest.length === 0) {
    tree[key] = value;
    return;
  }
  const branch = tree[key];
  const next = isTree(branch) ? branch : {};
  tree[key] = next;
  put(next, rest, value);
};

const keysOfSchema = new Map(
  [
    ...JSON.stringify(z.toJSONSchema(configurationSchema, { io: "input" })).matchAll(
      /"([a-z][A-Za-z]*)":\{/g,
    ),
  ].map(([, key]) => [(key ?? "").toLowerCase(), key ?? ""]),
);

/** Puts the values of the environment into the tree; answers those that can't be understood. */
const applyEnvironment = (
  tree: Tree,
  environment: ConfigurationSource["environment"],
): readonly ConfigurationFault[] => {
  const faults: ConfigurationFault[] = [];
  for (const [name, text] of Object.entries(environment)) {
    if (!name.startsWith(prefix) || text === undefined) continue;
    const path = name
      .slice(prefix.length)
      .split("__")
      .map((part) => keysOfSchema.get(part.toLowerCase()) ?? part.toLowerCase());
    try {
      put(tree, path, parseYaml(text));
    } catch (error) {
      const [message = ""] = (error instanceof Error ? error.message : String(error)).split("\n");
      const fix = "write the value as YAML, such as 8080 or [one, two]";
      faults.push({ file: "environment", path: name, value: JSON.stringify(text), message, fix });
    }
  }
  return faults;
};

const fixOf = (issue: z.core.$ZodIssue): string => {
  if (issue.code === "unrecognized_keys") return `remove ${issue.keys.join(", ")} or mend the spelling`;
  if (issue.code === "invalid_type") return `give a ${issue.expected}`;
  if (issue.code === "invalid_value") return `use one of: ${issue.values.join(", ")}`;
  if (issue.code === "too_small") return `use at least ${issue.minimum}`;
  if (issue.code === "too_big") return `use at most ${issue.maximum}`;
  if (issue.code === "custom" && typeof issue.params?.["fix"] === "string") return issue.params["fix"];
  return "see docs/operations/configuration.md";
};

const secretKeys = new Set(["secret", "token", "password", "appSecret", "refreshToken", "headers", "body"]);

/**
 * The wrong value as shown; null where it is, or may hold, a secret that somebody wrote into the file: under the key of
 * one, beside a key that is misspelt. Of a URL neither user and password nor query are shown.
 */
const shownValue = (value: unknown, { code, path }: z.core.$ZodIssue): string | null => {
  if (value === undefined || code === "unrecognized_keys") return null;
  if (path.some((key) => secretKeys.has(String(key)))) return null;
  if (path[0] === "channels" && typeof value === "object") return null;
  return (
    JSON.stringify(value)
      ?.replace(/\/\/[^/"]*@/g, "//***@")
      .replace(/(:\/\/[^?"]*\?)[^"]+/g, "$1***") ?? null
  );
};

const valueAt = (tree: unknown, path: readonly PropertyKey[]): unknown => {
  let value = tree;
  for (const key of path) {
    if (Array.isArray(value)) value = value[Number(key)];
    else value = isTree(value) ? value[String(key)] : undefined;
  }
  return value;
};

const faultOf = (file: string, tree: Tree, issue: z.core.$ZodIssue): ConfigurationFault => {
  const value = valueAt(tree, issue.path);
  return {
    file,
    path: issue.path.map(String).join("."),
    value: shownValue(value, issue),
    message: issue.message,
    fix: fixOf(issue),
  };
};

const readTree = (file: string, required: boolean): Tree | readonly ConfigurationFault[] => {
  if (!required && !existsSync(file)) return {};
  const fault = (message: string, fix: string) => [{ file, path: "", value: null, message, fix }];
  let text: string;
  try {
    text = readFileSync(file, "utf8");
  } catch (error) {
    return fault(`can't be read: ${String(error)}`, "name a file that exists and may be read");
  }
  const document = readYaml(text);
  if (document.errors.length > 0) {
    return document.errors.flatMap((error) => fault(error.message.trim(), "mend the YAML"));
  }
  let tree: unknown;
  try {
    tree = document.toJS() ?? {};
  } catch (error) {
    // Thrown for aliases that would grow without bound.
    return fault(String(error), "write the values out instead of using aliases");
  }
  return isTree(tree) ? tree : fault("is not a mapping of keys", "write keys such as mqtt: and http:");
};

/** Reads, overrides and checks the configuration. Never throws for what is in it: all faults are answered at once. */
export const loadConfiguration = (source: ConfigurationSource): ConfigurationResult => {
  const file = resolve(source.file ?? defaultFile);
  const tree = readTree(file, source.file !== undefined);
  if (Array.isArray(tree)) return { ok: false, faults: tree };
  if (!isTree(tree)) return { ok: false, faults: [] };
  const faults = applyEnvironment(tree, source.environment);
  for (const { path, value } of source.overrides) put(tree, path, value);
  const parsed = configurationSchema.safeParse(tree);
  return parsed.success && faults.length === 0
    ? {
        ok: true,
        configuration: parsed.data,
        folder: source.file === undefined ? process.cwd() : dirname(file),
      }
    : {
        ok: false,
        faults: [...faults, ...(parsed.error?.issues ?? []).map((issue) => faultOf(file, tree, issue))],
      };
};
