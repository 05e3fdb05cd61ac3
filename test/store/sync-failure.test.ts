import { spawnSync } from "node:child_process";
import { fileURLToPath } from "node:url";
import { expect, it } from "vitest";
import { openForTest, temporaryDirectory } from "./journal-fixture.ts";
import { wholeBatches } from "./numbered-batches.ts";

const tracing = spawnSync("strace", ["-qq", "-o", "/dev/null", "true"]);
if (tracing.status !== 0)
  console.warn("SKIPPED: strace is missing or may not trace, so fsync can't be made to fail");

// Only strace can make the operating system's fsync fail.
it.skipIf(tracing.status !== 0 && !process.env["CI"])(
  "I7: a failing fsync acknowledges nothing, and it goes on by itself when fsync works again",
  async () => {
    const directory = temporaryDirectory();
    const script = fileURLToPath(new URL("./retrying-child.ts", import.meta.url));
    const failing = ["-e", "trace=fsync", "-e", "inject=fsync:error=EIO:when=9..10"];
    const child = spawnSync(
      "strace",
      ["-f", "-qq", "-o", "/dev/null", ...failing, process.execPath, script, directory, "20"],
      { encoding: "utf8" },
    );
    const { troubles, trouble } = JSON.parse(child.stdout);
    expect(troubles).toContain("input-output");
    expect(trouble).toBeNull();
    const numbers = await wholeBatches(await openForTest({ directory }));
    expect(numbers).toEqual([...Array(20).keys()]);
  },
);
