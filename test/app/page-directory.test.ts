import { mkdtempSync, rmSync, writeFileSync } from "node:fs";
import { tmpdir } from "node:os";
import { join } from "node:path";
import { expect, onTestFinished, test } from "vitest";
import { configurationSchema } from "../../app/configuration.ts";
import { shippedPageDirectory } from "../../app/package.ts";
import { pageDirectoryOf } from "../../app/page-directory.ts";
import { StartRefused } from "../../app/start-refused.ts";

const folderOf = (): string => {
  const folder = mkdtempSync(join(tmpdir(), "tramcanh-page-"));
  onTestFinished(() => rmSync(folder, { recursive: true, force: true }));
  return folder;
};

const configurationOf = (section: object) => configurationSchema.parse({ console: section });

test("without a word about it the page that ships is served", () => {
  expect(pageDirectoryOf({ configuration: configurationOf({}), folder: "/" })).toBe(shippedPageDirectory);
});

test("a page of one's own is found from the folder of the configuration on", () => {
  const folder = folderOf();
  writeFileSync(join(folder, "index.html"), "<!doctype html>");
  expect(pageDirectoryOf({ configuration: configurationOf({ directory: "." }), folder })).toBe(folder);
});

test("a folder without a page is refused with its key, its place and what to do", () => {
  const folder = folderOf();
  const start = () => pageDirectoryOf({ configuration: configurationOf({ directory: "gone" }), folder });
  expect(start).toThrow(StartRefused);
  try {
    start();
  } catch (error) {
    if (!(error instanceof StartRefused)) throw error;
    expect(error.faults).toEqual([
      {
        file: join(folder, "gone"),
        path: "console.directory",
        value: '"gone"',
        message: "holds no index.html",
        fix: expect.stringContaining("leave console.directory out"),
      },
    ]);
  }
});
