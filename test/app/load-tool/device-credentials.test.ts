import { mkdtempSync, rmSync, writeFileSync } from "node:fs";
import { tmpdir } from "node:os";
import { join } from "node:path";
import { afterAll, expect, test } from "vitest";
import { readCredentials } from "../../../app/load-tool/device-credentials.ts";

const folder = mkdtempSync(join(tmpdir(), "credentials-"));
afterAll(() => rmSync(folder, { recursive: true, force: true }));

const fileOf = (name: string, content: unknown): string => {
  const path = join(folder, name);
  writeFileSync(path, JSON.stringify(content));
  return path;
};
const device = (id: string) => ({ id, token: "t", site: `S-${id}` });

test("the devices of all files come in their order, as many as are asked for", () => {
  const files = [fileOf("a.json", [device("1"), device("2")]), fileOf("b.json", [device("3")])];
  const ids = (sites?: number) => readCredentials(files, sites).map(({ id }) => id);
  expect(ids()).toEqual(["1", "2", "3"]);
  expect(ids(2)).toEqual(["1", "2"]);
});

test("too few devices are told with both numbers and the command that makes more", () => {
  const file = fileOf("few.json", [device("1")]);
  expect(() => readCredentials([file], 3)).toThrow(
    /--sites 3: --devices .*few.json holds 1, 2 too few\n.*use --sites 1, .*tramcanh device add --all --json/,
  );
});

test("a device that is there twice, an empty list and anything else are refused", () => {
  const file = fileOf("twice.json", [device("1"), device("1")]);
  expect(() => readCredentials([file], undefined)).toThrow(/1 is there twice/);
  for (const content of [[], {}, [{ id: "1" }]]) {
    const wrong = fileOf("wrong.json", content);
    expect(() => readCredentials([wrong], undefined)).toThrow(/--devices .*wrong.json is not what/);
  }
});
