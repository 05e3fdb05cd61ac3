import { resolve } from "node:path";
import { type CommandOptions, readSettings, type Settings } from "./command-options.ts";
import { findPlatform } from "./control-file.ts";
import { openLogger } from "./logger.ts";

/** What the API answered. */
export interface Answer {
  readonly status: number;
  readonly body: unknown;
  readonly text: string;
}

/** Asks the API: method, path, and a body that goes out as JSON, or as it is when it is text. */
export type Ask = (
  method: "GET" | "POST" | "PUT" | "PATCH" | "DELETE",
  path: string,
  body?: unknown,
) => Promise<Answer>;

/** The API refused what a command asked for. */
export class PlatformRefused extends Error {
  override readonly name = "PlatformRefused";
}

const bodyOf = (text: string): unknown => {
  try {
    return JSON.parse(text);
  } catch {
    return text;
  }
};

const contentOf = (body: unknown): { payload: string; type: string } | null => {
  if (body === undefined) return null;
  return typeof body === "string"
    ? { payload: body, type: "application/yaml" }
    : { payload: JSON.stringify(body), type: "application/json" };
};

const overHttp =
  (url: string, key: string): Ask =>
  async (method, path, body) => {
    const content = contentOf(body);
    const response = await fetch(new URL(path, url), {
      method,
      headers: { authorization: `Bearer ${key}`, ...(content ? { "content-type": content.type } : {}) },
      ...(content ? { body: content.payload } : {}),
    });
    const text = await response.text();
    return { status: response.status, body: bodyOf(text), text };
  };

const within = async <Result>(settings: Settings, use: (ask: Ask) => Promise<Result>): Promise<Result> => {
  // Read only where it is needed: most commands ask a platform that runs, and should answer soon.
  const { startPlatform } = await import("./start.ts");
  const platform = await startPlatform({ ...settings, log: openLogger("warn"), listen: false });
  try {
    return await use(async (method, path, body) => {
      const content = contentOf(body);
      const response = await platform.api.inject({
        method,
        url: path,
        headers: {
          authorization: `Bearer ${platform.controlKey}`,
          ...(content ? { "content-type": content.type } : {}),
        },
        ...(content ? { payload: content.payload } : {}),
      });
      return { status: response.statusCode, body: bodyOf(response.body), text: response.body };
    });
  } finally {
    await platform.stop();
  }
};

const demand =
  (ask: Ask): Ask =>
  async (...asked) => {
    const answer = await ask(...asked);
    if (answer.status < 400) return answer;
    throw new PlatformRefused(`${asked[0]} ${asked[1]} was answered ${answer.status}: ${answer.text}`);
  };

/**
 * Does something through the API of the platform that owns the data: the one that runs on it, or else one that is
 * started for the purpose without opening a port. Rejects with PlatformRefused when the API says no.
 */
export const withPlatform = async <Result>(
  options: CommandOptions,
  use: (ask: Ask) => Promise<Result>,
): Promise<Result> => {
  const settings = readSettings(options);
  const control = await findPlatform(resolve(settings.folder, settings.configuration.data));
  return control === null
    ? within(settings, (ask) => use(demand(ask)))
    : use(demand(overHttp(control.url, control.key)));
};
