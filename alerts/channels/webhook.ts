import { Agent, type Dispatcher, request } from "undici";
import { z } from "zod";
import { checkLiteral, guardedLookup, type Resolve } from "./address-guard.ts";
import type { Channel, Delivery, DeliveryOutcome } from "./channel.ts";
import { signatureHeader, signatureOf } from "./signature.ts";

/** Longest time for one attempt, from connecting to the response's headers. */
const attemptMs = 10_000;

/** How much of a response's body is read before the connection is dropped; none of it is kept. */
const responseBytesMax = 64 * 1_024;

/** Connections that a channel keeps open to its receiver. */
const connectionsMax = 8;

const retryAfterMsMax = 3_600_000;

const target = z
  .url({ protocol: /^https?$/ })
  .refine((url) => !URL.canParse(url) || (new URL(url).username === "" && new URL(url).password === ""), {
    message: "must not carry credentials",
    params: { fix: "take user and password out of the URL; receivers check the signature" },
  });

/** Where a secret comes from: an environment variable or a file. */
const secretSourceSchema = z.union([
  z.strictObject({ env: z.string().min(1) }),
  z.strictObject({ file: z.string().min(1) }),
]);

/** Configuration of a webhook channel. */
export const webhookSchema = z.strictObject({
  kind: z.literal("webhook"),
  url: target,
  secret: secretSourceSchema,
  /** Opens private, loopback and unique local addresses; link-local (cloud metadata) and multicast stay shut. */
  allowPrivateAddress: z.boolean().default(false),
});

/** What a webhook channel is made from; the secret is resolved by the caller. */
export interface WebhookOptions {
  readonly name: string;
  readonly url: string;
  readonly secret: string;
  readonly allowPrivateAddress: boolean;
  /** Longest time for one attempt; `attemptMs` when left out. */
  readonly timeoutMs?: number;
  /** How names are resolved; the system's resolver when left out. */
  readonly resolve?: Resolve;
}

const retryAfterMs = (header: string | string[] | undefined, nowMs: number): number | null => {
  if (typeof header !== "string") return null;
  const askedMs = /^\d+$/.test(header) ? Number(header) * 1_000 : Date.parse(header) - nowMs;
  return Number.isFinite(askedMs) ? Math.min(Math.max(askedMs, 0), retryAfterMsMax) : null;
};

const outcomeOf = (response: Dispatcher.ResponseData, nowMs: number): DeliveryOutcome => {
  const { statusCode, headers } = response;
  const detail = `HTTP ${statusCode}`;
  if (statusCode >= 200 && statusCode < 300) return { kind: "delivered", detail };
  if (statusCode === 408 || statusCode === 429 || statusCode >= 500) {
    return { kind: "unavailable", detail, retryAfterMs: retryAfterMs(headers["retry-after"], nowMs) };
  }
  return { kind: "refused", detail: statusCode < 400 ? `${detail}, redirects are not followed` : detail };
};

const reasonOf = (error: unknown): string => {
  if (!(error instanceof Error)) return String(error);
  return error.cause instanceof Error ? `${error.message}: ${error.cause.message}` : error.message;
};

/** POSTs notifications as JSON, signed, over connections kept alive. */
export class WebhookChannel implements Channel {
  readonly name: string;
  readonly #options: WebhookOptions;
  readonly #agent: Agent;

  /** Throws AddressBlocked when the URL names an address that must not be connected to. */
  constructor(options: WebhookOptions) {
    checkLiteral(new URL(options.url).hostname, options.allowPrivateAddress);
    this.name = options.name;
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

  async deliver(delivery: Delivery, nowMs: number): Promise<DeliveryOutcome> {
    const { url, secret, timeoutMs = attemptMs } = this.#options;
    try {
      const response = await request(url, {
        dispatcher: this.#agent,
        method: "POST",
        headers: {
          "content-type": "application/json",
          "idempotency-key": delivery.id,
          "user-agent": "tramcanh",
          [signatureHeader]: signatureOf(secret, delivery.body, nowMs),
        },
        body: delivery.body,
        signal: AbortSignal.timeout(timeoutMs),
      });
      // The status decides; a body that is slow or long must not hold the notification back.
      response.body.dump({ limit: responseBytesMax }).catch(() => undefined);
      return outcomeOf(response, nowMs);
    } catch (error) {
      return { kind: "unavailable", detail: reasonOf(error), retryAfterMs: null };
    }
  }

  async close(): Promise<void> {
    await this.#agent.destroy();
  }
}
