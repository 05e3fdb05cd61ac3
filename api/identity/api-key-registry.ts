import { createHash, randomBytes, timingSafeEqual } from "node:crypto";
import { z } from "zod";
import type { Scope } from "../../inventory/visibility.ts";
import type { DocumentRow } from "../../telemetry/journal.ts";
import { ApiError, notFound } from "../errors.ts";
import { type Role, roles } from "./role.ts";
import { scopeSchema } from "./scope.ts";

/** A key for programs; instants in ms since 1970 UTC. */
export interface ApiKey {
  /** 16 hexadecimal digits; the readable part of the key. */
  readonly id: string;
  readonly name: string;
  readonly role: Role;
  readonly scope: Scope;
  /** SHA-256 of the secret part, in hexadecimal; 256 random bits need no costlier hash. */
  readonly hash: string;
  readonly createdAtMs: number;
  readonly createdBy: string;
  readonly expiresAtMs: number | null;
  readonly revokedAtMs: number | null;
}

/** `DocumentRow.kind` of API keys. */
const apiKeyDocumentKind = "api-key";

const idBytes = 8;
const secretBytes = 32;
const keyPattern = /^tck_([0-9a-f]{16})_([\w-]{43})$/;

const bodySchema = z.object({
  name: z.string(),
  role: z.enum(roles),
  scope: scopeSchema,
  hash: z.string().length(64),
  createdAtMs: z.int(),
  createdBy: z.string(),
  expiresAtMs: z.int().nullable(),
  revokedAtMs: z.int().nullable(),
});

const digest = (secret: string): Buffer => createHash("sha256").update(secret).digest();

const documentOf = ({ id, ...body }: ApiKey, nowMs: number): DocumentRow => ({
  kind: apiKeyDocumentKind,
  id,
  changedAtMs: nowMs,
  body: JSON.stringify(body),
});

/** What a new key is to be. */
export type ApiKeyFacts = Pick<ApiKey, "name" | "role" | "scope" | "createdBy" | "expiresAtMs">;

/** Makes a key `tck_{id}_{secret}`; the text is shown once and never kept. */
export const makeApiKey = (
  facts: ApiKeyFacts,
  nowMs: number,
): { readonly key: ApiKey; readonly text: string } => {
  const id = randomBytes(idBytes).toString("hex");
  const secret = randomBytes(secretBytes).toString("base64url");
  const key = { ...facts, id, hash: digest(secret).toString("hex"), createdAtMs: nowMs, revokedAtMs: null };
  return { key, text: `tck_${id}_${secret}` };
};

/** The API keys, in memory. Changes answer the row that makes them durable: call them inside `Act`. */
export class ApiKeyRegistry {
  readonly #keys = new Map<string, ApiKey>();
  /** Keys that the platform made for itself, in memory only. */
  readonly #own = new Map<string, ApiKey>();
  readonly #apiKeysMax: number;

  constructor(apiKeysMax: number) {
    this.#apiKeysMax = apiKeysMax;
  }

  /** Takes the keys out of the documents recovered at start, in their order; others are left alone. */
  restore(documents: readonly DocumentRow[]): void {
    for (const { kind, id, body } of documents) {
      if (kind !== apiKeyDocumentKind) continue;
      if (body === null) this.#keys.delete(id);
      else this.#keys.set(id, { id, ...bodySchema.parse(JSON.parse(body)) });
    }
  }

  /** All keys of people, revoked ones too, oldest first. */
  list(): readonly ApiKey[] {
    return [...this.#keys.values()].sort((a, b) => a.createdAtMs - b.createdAtMs || (a.id < b.id ? -1 : 1));
  }

  add(key: ApiKey, nowMs: number): DocumentRow {
    if (this.#keys.size >= this.#apiKeysMax) {
      const detail = `There are ${this.#apiKeysMax} API keys already (apiKeysMax)`;
      throw new ApiError("limit-reached", { detail });
    }
    this.#keys.set(key.id, key);
    return documentOf(key, nowMs);
  }

  /** Lets the platform's own key in until the process ends: nobody sees it in lists, and nobody can revoke it. */
  admitOwn(key: ApiKey): void {
    this.#own.set(key.id, key);
  }

  revoke(id: string, nowMs: number): DocumentRow {
    const key = this.#keys.get(id);
    if (!key || key.revokedAtMs !== null) throw notFound(`API key ${id}`);
    const revoked = { ...key, revokedAtMs: nowMs };
    this.#keys.set(id, revoked);
    return documentOf(revoked, nowMs);
  }

  /** The key that the text is, while it holds; compared in constant time. */
  verify(text: string, nowMs: number): ApiKey | null {
    const [, id, secret] = keyPattern.exec(text) ?? [];
    if (id === undefined || secret === undefined) return null;
    const key = this.holding(id, nowMs);
    return key && timingSafeEqual(digest(secret), Buffer.from(key.hash, "hex")) ? key : null;
  }

  /** The key by id while it is neither revoked nor expired. */
  holding(id: string, nowMs: number): ApiKey | null {
    const key = this.#own.get(id) ?? this.#keys.get(id);
    if (!key || key.revokedAtMs !== null) return null;
    return key.expiresAtMs === null || nowMs < key.expiresAtMs ? key : null;
  }
}
