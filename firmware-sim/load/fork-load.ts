import { type ChildProcess, fork } from "node:child_process";
import { type LoadOrder, parseLoadMessage } from "./load-message.ts";
import type { LoadPlan, LoadProgress, LoadReport } from "./load-plan.ts";
import { LoadFailed, type LoadTrouble } from "./load-trouble.ts";

/** A load run in a process of its own. */
export interface ForkedLoad {
  readonly pid: number | undefined;
  /** Resolves when all connections stand, before the first message. */
  readonly connected: Promise<void>;
  readonly finished: Promise<LoadReport>;
  /** Ends the measured part now; `finished` resolves after the drain. */
  finish(): void;
  /** Ends the process at once; `finished` rejects if it was not done. */
  stop(): void;
}

type Told = (progress: LoadProgress) => void;

const entry = new URL(import.meta.url.endsWith(".ts") ? "./main.ts" : "./main.js", import.meta.url);

const listen = (child: ChildProcess, progress: Told): Pick<ForkedLoad, "connected" | "finished"> => {
  const connected = Promise.withResolvers<void>();
  const finished = Promise.withResolvers<LoadReport>();
  const fail = (trouble: LoadTrouble, reason: string): void => {
    connected.reject(new LoadFailed(trouble, reason));
    finished.reject(new LoadFailed(trouble, reason));
  };
  for (const { promise } of [connected, finished]) promise.catch(() => undefined);
  child.on("message", (raw) => {
    const message = parseLoadMessage(raw);
    switch (message.kind) {
      case "connected":
        return connected.resolve();
      case "progress":
        return progress(message.progress);
      case "report":
        return finished.resolve(message.report);
      case "failed":
        return fail(message.trouble, message.reason);
    }
  });
  child.on("error", (error) => fail("ended", error.message));
  child.on("exit", (code, signal) =>
    fail("ended", `the load process ended early (${signal ?? `exit code ${code}`})`),
  );
  return { connected: connected.promise, finished: finished.promise };
};

/** Starts the load in a child process, so that it shares no event loop with the server. */
export const forkLoad = (plan: LoadPlan, progress: Told = () => undefined): ForkedLoad => {
  const child = fork(entry, [], { execArgv: [], stdio: ["ignore", "inherit", "inherit", "ipc"] });
  const order = (given: LoadOrder): void => {
    if (child.connected) child.send(given);
  };
  order({ kind: "run", plan });
  return {
    pid: child.pid,
    ...listen(child, progress),
    finish: () => order({ kind: "finish" }),
    stop: () => void child.kill("SIGKILL"),
  };
};
