import { type ChildProcess, spawn } from "node:child_process";
import { once } from "node:events";
import { createInterface } from "node:readline";
import { fileURLToPath } from "node:url";

/** A program of this repository in a process of its own, started when it has printed its ready line. */
export interface Child<Ready> {
  readonly process: ChildProcess;
  readonly ready: Ready;
  /** Ends it as asked. */
  stop(): Promise<void>;
}

/** Starts `node FILE …words` and reads its first line of standard output; what it logs is passed on. */
export const startChild = async <Ready>(
  file: string,
  words: readonly string[],
  options: { readonly parse: (line: unknown) => Ready; readonly environment?: Record<string, string> },
): Promise<Child<Ready>> => {
  const entry = fileURLToPath(new URL(`../${file}`, import.meta.url));
  const child = spawn(process.execPath, [entry, ...words], {
    stdio: ["ignore", "pipe", "inherit"],
    env: { ...process.env, ...options.environment },
  });
  const exited = once(child, "exit");
  const line = await Promise.race([
    once(createInterface({ input: child.stdout }), "line"),
    exited.then(([code]) => {
      throw new Error(`${file} ended with exit code ${String(code)}`);
    }),
  ]);
  return {
    process: child,
    ready: options.parse(JSON.parse(String(line[0]))),
    stop: async () => {
      child.kill("SIGTERM");
      await exited;
    },
  };
};
