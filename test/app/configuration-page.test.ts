import { readFileSync } from "node:fs";
import { expect, test } from "vitest";
import { parse } from "yaml";
import { z } from "zod";
import { configurationSchema } from "../../app/configuration.ts";

const page = readFileSync(new URL("../../docs/operations/configuration.md", import.meta.url), "utf8");
const readme = readFileSync(new URL("../../README.md", import.meta.url), "utf8");
const jsonSchema = z.toJSONSchema(configurationSchema, { io: "input" });

interface Key {
  readonly path: string;
  readonly defaultValue: unknown;
}

const tree = z.record(z.string(), z.unknown());
const branch = (node: unknown, name: string): Record<string, unknown> | null =>
  tree.safeParse(tree.parse(node)[name]).data ?? null;

/** What may stand below a place: its properties, the entries of a list or mapping, or one of several shapes. */
const partsOf = (node: unknown, path: string): readonly (readonly [string, unknown])[] => {
  const { anyOf, oneOf } = tree.parse(node);
  const shapes = z.array(z.unknown()).parse(anyOf ?? oneOf ?? []);
  const properties = Object.entries(branch(node, "properties") ?? {});
  const items = branch(node, "items");
  const entries = branch(node, "additionalProperties");
  return [
    ...shapes.map((shape) => [path, shape] as const),
    ...properties.map(([name, value]) => [path === "" ? name : `${path}.${name}`, value] as const),
    ...(items?.["type"] === "object" ? [[`${path}[]`, items] as const] : []),
    ...(entries === null ? [] : [[`${path}.{name}`, entries] as const]),
  ];
};

const keysIn = (node: unknown, path = ""): readonly Key[] => {
  const parts = partsOf(node, path);
  if (parts.length === 0) return [{ path, defaultValue: tree.parse(node)["default"] }];
  return parts.flatMap(([below, part]) => keysIn(part, below));
};

const keys = keysIn(jsonSchema);

/** The examples: fenced blocks of YAML that are whole configurations. */
const examplesIn = (text: string): readonly string[] =>
  [...text.matchAll(/```yaml\n# tramcanh\.yaml\n([\s\S]*?)```/g)].map(([, example = ""]) => example);

test("the JSON Schema that ships is the one that checks (vitest run -u writes it anew)", async () => {
  const text = `${JSON.stringify(jsonSchema, null, 2)}\n`;
  await expect(text).toMatchFileSnapshot("../../docs/formats/tramcanh.schema.json");
});

test.each(keys)("$path is on the page with its default", ({ path, defaultValue }) => {
  const row = page.split("\n").find((line) => line.startsWith(`| \`${path}\` |`));
  expect(row).toBeDefined();
  if (defaultValue !== undefined) expect(row).toContain(`\`${JSON.stringify(defaultValue)}\``);
});

test("the page names no key that does not exist", () => {
  const named = [...page.matchAll(/^\| `([a-z][^`]*)` \|/gm)].map(([, path = ""]) => path);
  const known = new Set(keys.map(({ path }) => path));
  expect(named.filter((path) => !known.has(path))).toEqual([]);
});

test("the examples of the page and of the README are right", () => {
  const examples = [...examplesIn(page), ...examplesIn(readme)];
  expect(examples.length).toBeGreaterThanOrEqual(2);
  for (const example of examples) expect(configurationSchema.safeParse(parse(example)).error).toBeUndefined();
});
