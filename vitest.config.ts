import { fileURLToPath } from "node:url";
import { defineConfig } from "vitest/config";

// Compiled once for all threads and processes that tests start: each opens a journal, whose worker loads its modules.
process.env["NODE_COMPILE_CACHE"] ??= fileURLToPath(
  new URL("node_modules/.cache/tramcanh-tests", import.meta.url),
);

export default defineConfig({
  test: {
    include: ["test/**/*.test.ts"],
    pool: "forks",
    maxWorkers: 2,
    // One process runs many files: no test changes what modules hold, and loading them anew for each file costs.
    isolate: false,
    testTimeout: 30_000,
    hookTimeout: 60_000,
  },
});
