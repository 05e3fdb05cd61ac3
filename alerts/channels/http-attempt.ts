import { Agent, request } from "undici";
import { checkLiteral, guardedLookup, type Resolve } from "./address-guard.ts";
import type { DeliveryOutcome } from "./channel.ts";

/** Longest time for one attempt, from connecting to the end of what is read of the answer. */
const attemptMs = 10_000;

/** How much of an answer is read before the connection is dropped. */
const answerBytesMax = 64 * 1_024;

/** Connections that a channel keeps open to its receiver. */
const connectionsMax = 8;

const retryAfterMsMax = 3_600_000;

/** How much of what a receiver or a failure says is kept, in characters. */
const detailCharactersMax = 300;

/** What an attempt over HTTP is made with. */
export interface HttpOptions {
  readonly allowPrivateAddress: boolean;
  /** Texts that must never appear in a detail. */
  readonly secrets?: readonly string[];
  /** Longest time for one attempt; `attemptMs` when left out. */
  readonly timeoutMs?: number;
  /** How names are resolved; the system's resolver when left out. */
  readonly resolve?: Resolve;
}

/** One request to a receiver. */
export interface HttpAttempt {
  readonly url: string;
  readonly method: "GET" | "POST" | "PUT";
  readonly headers: Readonly<Record<string, string>>;
  readonly body?: string;
  /** False: the status decides, and a body that is slow or long must not hold the notification back. */
  readonly readsAnswer: boolean;
}

/** What a receiver answered; `text` is cut to `answerBytesMax` and empty when it was not to be read. */
export interface HttpAnswer {
  readonly status: number;
  /** What `Retry-After` asks (RFC 9110 §10.2.3), at most an hour; null when it asks nothing. */
  readonly retryAfterMs: number | null;
  readonly text: string;
}

const unavailableStatuses = new Set([408, 425, 429]);

/** A wish to be left alone, in ms, within what is followed. */
export const boundedWaitMs = (askedMs: number): number | null =>
  Number.isFinite(askedMs) ? Math.min(Math.max(askedMs, 0), retryAfterMsMax) : null;

const retryAfterMs = (header: string | string[] | undefined, nowMs: number): number | null => {
  if (typeof header !== "string") return null;
  return boundedWaitMs(/^\d+$/.test(header) ? Number(header) * 1_000 : Date.parse(header) - nowMs);
};

const wordsOf = (error: unknown): string => {
  if (!(error instanceof Error)) return String(error);
  return error.cause instanceof Error ? `${error.message}: ${error.cause.message}` : error.message;
};

/** Takes secrets, also as they stand in URLs and JSON, and control characters out of a text, and cuts it. */
export const shownDetail = (text: string, secrets: readonly string[]): string => {
  let shown = text;
  for (const secret of secrets) {
    const shapes = [secret, encodeURIComponent(secret), JSON.stringify(secret).slice(1, -1)];
    for (const shape of shapes) if (shape !== "") shown = shown.replaceAll(shape, "***");
  }
  const line = shown.replace(/\p{Cc}+/gu, " ").trim();
  return line.length > detailCharactersMax ? `${line.slice(0, detailCharactersMax - 1)}…` : line;
};

/** What a status alone means: 2xx delivered; 408, 425, 429 and 5xx later; everything else refused. */
export const outcomeOfStatus = ({ status, retryAfterMs }: HttpAnswer): DeliveryOutcome => {
  const detail = `HTTP ${status}`;
  if (status >= 200 && status < 300) return { kind: "delivered", detail };
  if (unavailableStatuses.has(status) || status >= 500) return { kind: "unavailable", detail, retryAfterMs };
  return { kind: "refused", detail: status < 400 ? `${detail}, redirects are not followed` : detail };
};

/**
 * HTTP to one receiver over connections kept alive, to addresses that may be connected to, without following
 * redirects, within a time.
 */
export class HttpSender {
  readonly #agent: Agent;
  readonly #options: HttpOptions;

  /** Throws AddressBlocked when a URL names an address that must not be connected to. */
  constructor(urls: readonly string[], options: HttpOptions) {
    for (const url of urls) checkLiteral(new URL(url).hostname, options.allowPrivateAddress);
    this.#options = options;
    this.#agent = new Agent({
      connections: connectionsMax,
      pipelining: 1,
      keepAliveTimeout: 30_000,
      connect: {
        timeout: options.timeoutMs ?? attemptMs,
        lookup: guardedLookup(options.allowPrivateAddress, options.resolve),
      },
    });
  }

  /** A text for people without the channel's secrets. */
  shown(text: string): string {
    return shownDetail(text, this.#options.secrets ?? []);
  }

  /** One request; a failure of the way there is an outcome. Never rejects. */
  async ask(attempt: HttpAttempt, nowMs: number): Promise<HttpAnswer | DeliveryOutcome> {
    const { url, method, headers, body, readsAnswer } = attempt;
    try {
      const response = await request(url, {
        dispatcher: this.#agent,
        method,
        headers: { "user-agent": "tramcanh", ...headers },
        ...(body === undefined ? {} : { body }),
        signal: AbortSignal.timeout(this.#options.timeoutMs ?? attemptMs),
      });
      const { statusCode: status } = response;
      const text = readsAnswer ? await textOf(response.body) : "";
      if (!readsAnswer) response.body.dump({ limit: answerBytesMax }).catch(() => undefined);
      return { status, retryAfterMs: retryAfterMs(response.headers["retry-after"], nowMs), text };
    } catch (error) {
      return { kind: "unavailable", detail: this.shown(wordsOf(error)), retryAfterMs: null };
    }
  }

  /** Drops every connection. */
  async close(): Promise<void> {
    await this.#agent.destroy();
  }
}

const textOf = async (body: AsyncIterable<unknown>): Promise<string> => {
  const chunks: Buffer[] = [];
  let bytes = 0;
  for await (const chunk of body) {
    if (!(chunk instanceof Uint8Array)) continue;
    chunks.push(Buffer.from(chunk));
    bytes += chunk.length;
    // Leaving the loop destroys the stream and with it the connection: the rest is not waited for.
    if (bytes >= answerBytesMax) break;
  }
  return Buffer.concat(chunks).toString("utf8", 0, answerBytesMax);
};

/** Reads JSON; null when it is none. */
export const jsonOf = (text: string): unknown => {
  try {
    return JSON.parse(text);
  } catch {
    return null;
  }
};
