import { createHash } from "node:crypto";
import type { FastifyReply, FastifyRequest } from "fastify";
import type { Clock } from "../telemetry/clock.ts";
import { canonicalJson } from "./canonical-json.ts";
import { ApiError } from "./errors.ts";

/** An answer that can be given again. */
export interface KeptAnswer {
  readonly status: number;
  readonly contentType: string;
  readonly body: string;
}

interface Entry {
  readonly fingerprint: string;
  readonly startedAtMs: number;
  /** Null while the first request runs. */
  answer: KeptAnswer | null;
}

/** Bounds of what is remembered. */
export interface IdempotencyLimits {
  readonly idempotencyKeysMax: number;
  readonly idempotencyBytesMax: number;
  readonly idempotencyLifetimeMs: number;
}

/** Answers to requests that carried an `Idempotency-Key`; in the memory of this process, oldest forgotten first. */
export class IdempotencyMemory {
  readonly #entries = new Map<string, Entry>();
  readonly #limits: IdempotencyLimits;
  #bytes = 0;

  constructor(limits: IdempotencyLimits) {
    this.#limits = limits;
  }

  get size(): number {
    return this.#entries.size;
  }

  get bytes(): number {
    return this.#bytes;
  }

  /** The kept answer of the same request; null when this is the first. Throws when the key can't be used. */
  begin(key: string, fingerprint: string, nowMs: number): KeptAnswer | null {
    this.#dropExpired(nowMs);
    const known = this.#entries.get(key);
    if (!known) {
      this.#entries.set(key, { fingerprint, startedAtMs: nowMs, answer: null });
      this.#dropSurplus();
      return null;
    }
    if (known.fingerprint !== fingerprint) {
      const detail = "Use a fresh Idempotency-Key for another request";
      throw new ApiError("idempotency-mismatch", { detail });
    }
    if (known.answer) return known.answer;
    const detail = "Ask again in a second for its answer";
    throw new ApiError("idempotency-in-flight", { detail, retryAfterSeconds: 1 });
  }

  /** Keeps the answer of the first request. */
  finish(key: string, answer: KeptAnswer): void {
    const entry = this.#entries.get(key);
    if (!entry || entry.answer) return;
    entry.answer = answer;
    this.#bytes += answer.body.length;
    this.#dropSurplus();
  }

  /** Forgets a request that had no answer worth keeping: it may be tried again. */
  forget(key: string): void {
    this.#bytes -= this.#entries.get(key)?.answer?.body.length ?? 0;
    this.#entries.delete(key);
  }

  #dropExpired(nowMs: number): void {
    for (const [key, { startedAtMs }] of this.#entries) {
      if (nowMs - startedAtMs < this.#limits.idempotencyLifetimeMs) return;
      this.forget(key);
    }
  }

  #dropSurplus(): void {
    const { idempotencyKeysMax, idempotencyBytesMax } = this.#limits;
    for (const key of this.#entries.keys()) {
      if (this.#entries.size <= idempotencyKeysMax && this.#bytes <= idempotencyBytesMax) return;
      this.forget(key);
    }
  }
}

const keyPattern = /^[\x21-\x7e]{1,255}$/;
const kept = Symbol("idempotency key");

declare module "fastify" {
  interface FastifyRequest {
    [kept]?: string;
  }
}

const fingerprintOf = (body: unknown): string =>
  createHash("sha256")
    .update(Buffer.isBuffer(body) ? body : canonicalJson(body))
    .digest("base64url");

const headerOf = (request: FastifyRequest): string | null => {
  const text = request.headers["idempotency-key"];
  if (request.method !== "POST" || text === undefined || !request.principal) return null;
  if (typeof text === "string" && keyPattern.test(text)) return text;
  const fault = {
    path: "header.idempotency-key",
    value: null,
    message: "not a usable key",
    fix: "1 to 255 visible ASCII characters, such as a UUID",
  };
  throw new ApiError("invalid-request", { detail: "Wrong: header.idempotency-key", fields: [fault] });
};

/** Hook after the body was read: gives the kept answer when the request came before. */
export const replayAnswer =
  (memory: IdempotencyMemory, clock: Clock) =>
  async (request: FastifyRequest, reply: FastifyReply): Promise<unknown> => {
    const text = headerOf(request);
    if (text === null) return;
    const key = `${request.principal?.id} ${request.url} ${text}`;
    const fingerprint = fingerprintOf(request.body);
    const answer = memory.begin(key, fingerprint, clock());
    if (!answer) {
      request[kept] = key;
      return;
    }
    reply.code(answer.status).header("content-type", answer.contentType);
    return reply.header("idempotency-replayed", "true").send(answer.body);
  };

/** Hook before the answer leaves: keeps it, unless the same request may fare better later. */
export const keepAnswer =
  (memory: IdempotencyMemory) =>
  async (request: FastifyRequest, reply: FastifyReply, body: unknown): Promise<unknown> => {
    const key = request[kept];
    if (key === undefined) return body;
    const { statusCode: status } = reply;
    const repeatable = status < 500 && status !== 429 && (typeof body === "string" || body === undefined);
    const contentType = String(reply.getHeader("content-type") ?? "application/json; charset=utf-8");
    if (repeatable) memory.finish(key, { status, contentType, body: typeof body === "string" ? body : "" });
    else memory.forget(key);
    return body;
  };
