import { readFileSync } from "node:fs";
import { join } from "node:path";
import { describe, expect, test } from "vitest";
import { z } from "zod";
import { catalogueWords, testTitles, unnamedWords } from "./tidy/catalogues.ts";
import { deadFiles, forbiddenByTable, foreignImports } from "./tidy/imports.ts";
import { longFiles, longFunctions, medianLines, sizeLimits } from "./tidy/sizes.ts";
import { houseFolder, readSources, rooms } from "./tidy/source-file.ts";
import { impurities, leftNotes, leftOutTests, typeEscapes, undocumentedExports } from "./tidy/text-rules.ts";
import { badNames, badPaths } from "./tidy/words.ts";

const files = readSources();
const product = files.filter((file) => file.room !== "test");
const tests = files.filter((file) => file.room === "test");
/** The rules themselves name what they forbid. */
const ordinaryTests = tests.filter((file) => !file.path.startsWith("test/tidy"));

test("the house is being looked at", () => {
  expect(product.length).toBeGreaterThan(20);
  expect(ordinaryTests.length).toBeGreaterThan(5);
});

describe("sizes", () => {
  test(`no file has more than ${sizeLimits.fileLinesMax} lines`, () => {
    expect(longFiles(files)).toEqual([]);
  });

  test(`no function has more than ${sizeLimits.functionLinesMax} lines`, () => {
    expect(files.flatMap(longFunctions)).toEqual([]);
  });

  test(`the file in the middle has at most ${sizeLimits.medianFileLinesMax} lines`, () => {
    expect(medianLines(files)).toBeLessThanOrEqual(sizeLimits.medianFileLinesMax);
  });
});

describe("layers", () => {
  test("every room imports only what it may", () => {
    expect(files.flatMap(foreignImports)).toEqual([]);
  });

  test("the linter forbids the same", () => {
    const restricted = z.object({
      options: z.object({ patterns: z.array(z.object({ group: z.array(z.string()) })) }),
    });
    const rules = z.object({
      linter: z.object({
        rules: z.object({ style: z.object({ noRestrictedImports: restricted.optional() }) }),
      }),
    });
    const shape = z.object({
      overrides: z.array(z.intersection(z.object({ includes: z.array(z.string()) }), rules)),
    });
    const { overrides } = shape.parse(JSON.parse(readFileSync(join(houseFolder, "biome.json"), "utf8")));
    const forbidden = new Map(
      overrides.flatMap(({ includes, linter }) =>
        includes.map((glob) => [
          glob,
          linter.rules.style.noRestrictedImports?.options.patterns.flatMap((pattern) => pattern.group).sort(),
        ]),
      ),
    );
    for (const room of rooms) {
      if (room === "test" || room === "console") continue;
      expect([room, forbidden.get(`${room}/**`)]).toEqual([room, [...forbiddenByTable(room)].sort()]);
    }
  });

  test("every file is reached from a command, a test, or what those start", () => {
    expect(deadFiles(files)).toEqual([]);
  });
});

describe("words", () => {
  test("no file or folder has a name that says nothing", () => {
    expect(badPaths(files.map((file) => file.path))).toEqual([]);
  });

  test("names are written in full", () => {
    expect(files.flatMap(badNames)).toEqual([]);
  });

  test("every export says what it is", () => {
    expect(product.flatMap(undocumentedExports)).toEqual([]);
  });

  test("nothing is left as a note to oneself", () => {
    expect([...product, ...ordinaryTests].flatMap(leftNotes)).toEqual([]);
  });
});

test("the type checker is not talked out of anything", () => {
  expect(product.flatMap(typeEscapes)).toEqual([]);
});

describe("I10: the core takes time, randomness and I/O as arguments", () => {
  const core = /^(telemetry|inventory|alerts|ingest|reports)\//;

  /** Files in the rooms of the core that are its edge, and why. */
  const edges: Readonly<Record<string, string>> = {
    "telemetry/secret-hash.ts": "salts are random bytes",
    "inventory/device-registry.ts": "tokens are random bytes",
    "inventory/load.ts": "reads the files of an inventory",
    "inventory/import-aside.ts": "starts the thread of an import",
    "inventory/import-worker.ts": "is the thread of an import",
    "alerts/rules/rule-file.ts": "reads the files of rules",
    "alerts/dispatcher.ts": "waits until the outbox may be asked again",
    "alerts/channel-sender.ts": "waits between two attempts",
    "alerts/outcome-log.ts": "lets outcomes gather",
    "alerts/channels/address-guard.ts": "resolves names",
    "alerts/channels/mail-sender.ts": "opens connections to a mail server",
    "ingest/commit-gate.ts": "seals a batch at the end of a turn of the event loop",
  };

  test("nothing but the named edges reaches out", () => {
    const inner = product.filter((file) => core.test(file.path) && !Object.hasOwn(edges, file.path));
    expect(inner.flatMap(impurities)).toEqual([]);
  });

  test.each(Object.entries(edges))("%s is an edge: %s", (path) => {
    const file = files.find((each) => each.path === path);
    expect(file === undefined ? [] : impurities(file)).not.toEqual([]);
  });
});

describe("promises are tested", () => {
  test.each(["I1", "I2", "I3", "I4", "I5", "I6", "I7", "I8", "I9", "I10"])(
    "%s is in the title of a test",
    (name) => {
      const titles = tests
        .filter((file) => file.path !== "test/tidy.test.ts" || name === "I10")
        .flatMap(testTitles);
      expect(titles.some((title) => new RegExp(`\\b${name}\\b`).test(title))).toBe(true);
    },
  );

  test("every error code and reason is named by a test", () => {
    expect(unnamedWords(product.flatMap(catalogueWords), ordinaryTests)).toEqual([]);
  });

  test("no test is left out without a reason", () => {
    expect(ordinaryTests.flatMap(leftOutTests)).toEqual([]);
  });
});
