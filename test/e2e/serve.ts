import { type ChildProcess, spawn, spawnSync } from "node:child_process";
import { once } from "node:events";
import {
  closeSync,
  copyFileSync,
  mkdirSync,
  mkdtempSync,
  openSync,
  readFileSync,
  rmSync,
  writeFileSync,
} from "node:fs";
import { tmpdir } from "node:os";
import { dirname, join } from "node:path";
import { setTimeout as delay } from "node:timers/promises";
import { fileURLToPath } from "node:url";
import { z } from "zod";
import { exampleProvincePath } from "../../inventory/load.ts";

const program = fileURLToPath(new URL("../../app/main.ts", import.meta.url));
/** Compiled once for all the processes that tests start. */
const compileCache = fileURLToPath(new URL("../../node_modules/.cache/tramcanh-tests", import.meta.url));
const readyMsMax = 60_000;
/** Longer than a process takes that doesn't wait for its reader. */
const readerLateMs = 300;

/** Password of the administrator in every house of a test. */
export const adminPassword = "a long password for tests";

/** A folder with a configuration and an inventory, in which commands are run. */
export interface House {
  readonly folder: string;
  /** Folder of the platform's data. */
  readonly data: string;
  write(name: string, text: string): void;
  remove(): void;
}

/** The configuration that every house starts from: free ports on this machine, the example province. */
const usualConfiguration = `inventory: ./inventory.yaml
http: { port: 0 }
`;

/** Mains failure alarms at once instead of after its on-delay. */
export const promptMainsRule = "rules:\n  - { alert: mains-lost, for: 0 }\n";

/** Makes a house; `more` is added to the usual configuration, `mqtt` replaces its section. */
export const makeHouse = (
  parts: {
    readonly more?: string;
    readonly mqtt?: string;
    readonly files?: Readonly<Record<string, string>>;
  } = {},
): House => {
  const folder = mkdtempSync(join(tmpdir(), "tramcanh-e2e-"));
  const write = (name: string, text: string): void => {
    mkdirSync(dirname(join(folder, name)), { recursive: true });
    writeFileSync(join(folder, name), text);
  };
  copyFileSync(exampleProvincePath, join(folder, "inventory.yaml"));
  const mqtt = parts.mqtt ?? "mqtt: { host: 127.0.0.1, port: 0 }\n";
  write("tramcanh.yaml", `${usualConfiguration}${mqtt}${parts.more ?? ""}`);
  for (const [name, text] of Object.entries(parts.files ?? {})) write(name, text);
  return {
    folder,
    data: join(folder, "data"),
    write,
    remove: () => rmSync(folder, { recursive: true, force: true }),
  };
};

const environmentOf = (more: Readonly<Record<string, string>>): NodeJS.ProcessEnv => ({
  ...process.env,
  NODE_COMPILE_CACHE: compileCache,
  TRAMCANH_ADMIN_PASSWORD: adminPassword,
  ...more,
});

/** How a process ended. */
export interface Ended {
  readonly code: number | null;
  readonly signal: NodeJS.Signals | null;
}

interface Running {
  readonly child: ChildProcess;
  readonly output: { out: string; log: string };
  readonly ended: Promise<Ended>;
}

const run = (
  house: House,
  words: readonly string[],
  environment: Readonly<Record<string, string>>,
): Running => {
  const child = spawn(process.execPath, [program, ...words], {
    cwd: house.folder,
    env: environmentOf(environment),
    stdio: ["ignore", "pipe", "pipe"],
  });
  const output = { out: "", log: "" };
  child.stdout?.setEncoding("utf8").on("data", (text: string) => {
    output.out += text;
  });
  child.stderr?.setEncoding("utf8").on("data", (text: string) => {
    output.log += text;
  });
  const ended = new Promise<Ended>((resolve) => {
    child.once("close", (code, signal) => resolve({ code, signal }));
  });
  return { child, output, ended };
};

/** What a command printed and how it ended. */
export interface CommandResult extends Ended {
  readonly out: string;
  readonly log: string;
}

/** Runs a command of the real program in the house and waits for its end. */
export const runCommand = async (
  house: House,
  words: readonly string[],
  environment: Readonly<Record<string, string>> = {},
): Promise<CommandResult> => {
  const { output, ended } = run(house, words, environment);
  const { code, signal } = await ended;
  return { code, signal, ...output };
};

/** What a command prints to a reader that begins late and leaves after so many bytes, and how it ended. */
export const readLate = async (
  house: House,
  words: readonly string[],
  bytesMax = Number.POSITIVE_INFINITY,
): Promise<CommandResult> => {
  const output = { out: "", log: "" };
  const child = spawn(process.execPath, [program, ...words], {
    ...{ cwd: house.folder, env: environmentOf({}) },
    stdio: ["ignore", "pipe", "pipe"],
  });
  const ended = once(child, "close");
  await once(child.stdout, "readable");
  await delay(readerLateMs);
  child.stderr.setEncoding("utf8").on("data", (text: string) => {
    output.log += text;
  });
  child.stdout.setEncoding("utf8").on("data", (text: string) => {
    output.out += text;
    if (output.out.length >= bytesMax) child.stdout.destroy();
  });
  const [code, signal] = await ended;
  return { ...output, code, signal };
};

/** Runs a command whose output goes to a file on a disk that is full: its exit code and what it told. */
export const runOnFullDisk = (
  house: House,
  words: readonly string[],
): { readonly code: number | null; readonly log: string } => {
  const full = openSync("/dev/full", "w");
  const { status, stderr } = spawnSync(process.execPath, [program, ...words], {
    ...{ cwd: house.folder, env: environmentOf({}), encoding: "utf8", timeout: 20_000 },
    stdio: ["ignore", full, "pipe"],
  });
  closeSync(full);
  return { code: status, log: stderr };
};

/** The one JSON document that a command with `--json` printed; throws when it failed or printed anything else. */
export const documentOf = ({ code, out, log }: CommandResult): unknown => {
  if (code !== 0) throw new Error(`exit code ${code}: ${out}${log}`);
  if (out.indexOf("\n") !== out.length - 1) throw new Error(`not one line: ${out}`);
  return JSON.parse(out);
};

const readyLine = z.object({
  ready: z.literal(true),
  mqtt: z.string(),
  tls: z.string().optional(),
  websocket: z.string().optional(),
  http: z.string(),
});

/** What the API answered. */
export interface Answer {
  readonly status: number;
  readonly text: string;
  readonly body: unknown;
}

const bodyOf = (text: string): unknown => {
  try {
    return JSON.parse(text);
  } catch {
    return null;
  }
};

const askAt = async (
  url: string,
  request: { readonly method: string; readonly path: string; readonly key: string; readonly body?: unknown },
): Promise<Answer> => {
  const { method, path, key, body } = request;
  const response = await fetch(new URL(path, url), {
    method,
    headers: {
      authorization: `Bearer ${key}`,
      ...(body === undefined ? {} : { "content-type": "application/json" }),
    },
    ...(body === undefined ? {} : { body: JSON.stringify(body) }),
  });
  const text = await response.text();
  return { status: response.status, text, body: bodyOf(text) };
};

/** A running `serve`. */
export interface Served {
  readonly pid: number;
  readonly urls: z.output<typeof readyLine>;
  readonly mqttPort: number;
  /** Everything on standard error so far. */
  readonly log: () => string;
  /** Everything on standard output so far. */
  readonly out: () => string;
  /** Asks the API as the administrator of this machine. */
  ask(method: string, path: string, body?: unknown): Promise<Answer>;
  /** SIGTERM; answers how it ended. */
  stop(): Promise<Ended>;
  /** SIGKILL; resolves when the process is gone. */
  kill(): Promise<Ended>;
  readonly ended: Promise<Ended>;
}

const servedFrom = (house: House, running: Running, urls: Served["urls"]): Served => {
  const { child, output, ended } = running;
  const signalled = (signal: NodeJS.Signals): Promise<Ended> => {
    child.kill(signal);
    return ended;
  };
  const controlKey = z.object({ key: z.string() });
  const { key } = controlKey.parse(JSON.parse(readFileSync(join(house.data, "control.json"), "utf8")));
  return {
    pid: child.pid ?? 0,
    urls,
    mqttPort: Number(new URL(urls.mqtt).port),
    log: () => output.log,
    out: () => output.out,
    ask: (method, path, body) => askAt(urls.http, { method, path, key, body }),
    stop: () => signalled("SIGTERM"),
    kill: () => signalled("SIGKILL"),
    ended,
  };
};

/** A `serve` that has been started and may or may not be ready yet. */
export interface Starting {
  /** Rejects with the log when it ends, or is not ready in time. */
  readonly ready: Promise<Served>;
  kill(): Promise<Ended>;
}

/** Starts `serve` in the house. */
export const launchServe = (
  house: House,
  options: {
    readonly words?: readonly string[];
    readonly environment?: Readonly<Record<string, string>>;
  } = {},
): Starting => {
  const running = run(house, ["serve", ...(options.words ?? [])], options.environment ?? {});
  const { child, output, ended } = running;
  const ready = new Promise<Served>((resolve, reject) => {
    const timer = setTimeout(() => {
      child.kill("SIGKILL");
      reject(new Error(`serve was not ready in ${readyMsMax} ms:\n${output.log}`));
    }, readyMsMax);
    const settle = (): void => {
      if (!output.out.includes("\n")) return;
      clearTimeout(timer);
      child.stdout?.off("data", settle);
      resolve(servedFrom(house, running, readyLine.parse(JSON.parse(output.out.split("\n")[0] ?? ""))));
    };
    child.stdout?.on("data", settle);
    void ended.then(({ code, signal }) => {
      clearTimeout(timer);
      reject(new Error(`serve ended with ${code ?? signal}:\n${output.log}`));
    });
  });
  return {
    ready,
    kill: () => {
      ready.catch(() => {});
      child.kill("SIGKILL");
      return ended;
    },
  };
};

/** The shape of a `Credential`. */
export const credential = z.object({ id: z.string(), token: z.string(), site: z.string() });

/** A device as `device add --json` and the API give it. */
export type Credential = z.output<typeof credential>;

/** Provisions a device through the API. */
export const provision = async (served: Served, site: string, id?: string): Promise<Credential> => {
  const { body, text } = await served.ask("POST", "/api/v1/devices", {
    site,
    ...(id === undefined ? {} : { id }),
  });
  const parsed = credential.safeParse(body);
  if (!parsed.success) throw new Error(text);
  return parsed.data;
};
