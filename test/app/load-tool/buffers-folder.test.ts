import { spawnSync } from "node:child_process";
import { mkdtempSync, rmSync, writeFileSync } from "node:fs";
import { tmpdir } from "node:os";
import { join } from "node:path";
import { afterAll, expect, test } from "vitest";
import { takeBuffersFolder } from "../../../app/load-tool/buffers-folder.ts";

const folder = mkdtempSync(join(tmpdir(), "buffers-"));
afterAll(() => rmSync(folder, { recursive: true, force: true }));

test("a folder that another process works in is refused with its number", () => {
  writeFileSync(join(folder, "process"), String(process.ppid));
  expect(() => takeBuffersFolder(folder)).toThrow(
    new RegExp(`in use by process ${process.ppid}\n.*fix: end`),
  );
});

test("what a killed process left, or anything else, is in nobody's way; a folder that is left is free", () => {
  const { pid } = spawnSync(process.execPath, ["--version"]);
  for (const left of [String(pid), "", "nonsense"]) {
    writeFileSync(join(folder, "process"), left);
    const leave = takeBuffersFolder(folder);
    leave();
  }
});
