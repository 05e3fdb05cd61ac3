import { fileURLToPath } from "node:url";
import { configDefaults, defineConfig } from "vitest/config";
import { BaseSequencer, type TestSpecification } from "vitest/node";

// Compiled once for all threads and processes that tests start: each opens a journal, whose worker loads its modules.
process.env["NODE_COMPILE_CACHE"] ??= fileURLToPath(
  new URL("node_modules/.cache/tramcanh-tests", import.meta.url),
);

/** Folders whose files start processes and take longest, longest first. */
const longFirst = ["/test/browser/", "/test/crash/", "/test/e2e/", "/test/store/", "/test/api/"];

/** What takes longest begins first: begun last, it would run while the other core has nothing left. */
class LongestFirst extends BaseSequencer {
  override async sort(files: TestSpecification[]): Promise<TestSpecification[]> {
    const rank = ({ moduleId }: TestSpecification): number => {
      const place = longFirst.findIndex((folder) => moduleId.includes(folder));
      return place < 0 ? longFirst.length : place;
    };
    const sorted = await super.sort(files);
    return sorted.toSorted((one, other) => rank(one) - rank(other));
  }
}

/**
 * `npm test` takes less than four minutes on two cores; what would make it longer is in files named `*.long.test.ts`,
 * which `npm run test:long` runs. `.ci/run` runs both.
 */
const isLong = process.env["TRAMCANH_TESTS"] === "long";
const longFiles = "test/**/*.long.test.ts";

export default defineConfig({
  test: {
    include: [isLong ? longFiles : "test/**/*.test.ts"],
    exclude: isLong ? configDefaults.exclude : [...configDefaults.exclude, longFiles],
    pool: "forks",
    maxWorkers: 2,
    // One process runs many files: no test changes what modules hold, and loading them anew for each file costs.
    isolate: false,
    sequence: { sequencer: LongestFirst },
    testTimeout: 30_000,
    hookTimeout: 60_000,
  },
});
