import { type ChildProcess, fork } from "node:child_process";
import { parseLoadMessage } from "./load-message.ts";
import { LoadFailed, type LoadPlan, type LoadReport } from "./load-plan.ts";

/** A load run in a process of its own. */
export interface ForkedLoad {
  readonly pid: number | undefined;
  /** Resolves when all connections stand, before the first message. */
  readonly connected: Promise<void>;
  readonly finished: Promise<LoadReport>;
  /** Ends the process at once; `finished` rejects if it was not done. */
  stop(): void;
}

const entry = new URL(import.meta.url.endsWith(".ts") ? "./main.ts" : "./main.js", import.meta.url);

const listen = (child: ChildProcess): Pick<ForkedLoad, "connected" | "finished"> => {
  const connected = Promise.withResolvers<void>();
  const finished = Promise.withResolvers<LoadReport>();
  const fail = (reason: string): void => {
    connected.reject(new LoadFailed(reason));
    finished.reject(new LoadFailed(reason));
  };
  for (const { promise } of [connected, finished]) promise.catch(() => undefined);
  child.on("message", (raw) => {
    const message = parseLoadMessage(raw);
    if (message.kind === "connected") connected.resolve();
    else if (message.kind === "report") finished.resolve(message.report);
    else fail(message.reason);
  });
  child.on("error", (error) => fail(error.message));
  child.on("exit", (code, signal) => fail(`the load process ended early (${signal ?? `exit code ${code}`})`));
  return { connected: connected.promise, finished: finished.promise };
};

/** Starts the load in a child process, so that it shares no event loop with the server. */
export const forkLoad = (plan: LoadPlan): ForkedLoad => {
  const child = fork(entry, [], { execArgv: [], stdio: ["ignore", "inherit", "inherit", "ipc"] });
  child.send(plan);
  return { pid: child.pid, ...listen(child), stop: () => void child.kill("SIGKILL") };
};
