import { spawn } from "node:child_process";
import { once } from "node:events";
import { createInterface } from "node:readline";
import { fileURLToPath } from "node:url";

/** A batch that was acknowledged, and how long the log was then. */
export interface Acknowledged {
  readonly number: number;
  readonly walBytes: number;
}

/** Lets a process commit numbered batches and kills it with SIGKILL as soon as `enough` says so. */
export const crashAfter = async (
  directory: string,
  options: {
    readonly from?: number;
    readonly enough: (acknowledged: readonly Acknowledged[]) => boolean;
    readonly checkpointForcedBytes?: number;
  },
): Promise<readonly Acknowledged[]> => {
  const script = fileURLToPath(new URL("./committing-child.ts", import.meta.url));
  const child = spawn(
    process.execPath,
    [script, directory, String(options.from ?? 0), String(options.checkpointForcedBytes ?? 1e9)],
    {
      stdio: ["ignore", "pipe", "inherit"],
    },
  );
  const ended = once(child, "exit");
  const acknowledged: Acknowledged[] = [];
  for await (const line of createInterface({ input: child.stdout })) {
    const [number, walBytes] = line.split(" ").map(Number);
    acknowledged.push({ number: number ?? -1, walBytes: walBytes ?? -1 });
    if (options.enough(acknowledged)) child.kill("SIGKILL");
  }
  await ended;
  return acknowledged;
};
