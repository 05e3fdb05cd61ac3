import { createHmac, hash, timingSafeEqual } from "node:crypto";
import { z } from "zod";
import type { DocumentRow, JournalRows } from "../../telemetry/journal.ts";
import { linkMsMax, usedLinksMax } from "./limits.ts";

/** Kind of the documents that remember used links. */
const usedLinkKind = "used-acknowledge-link";

/** Kind of the document that keeps the key of the links; its only id is "key". */
export const linkKeyKind = "acknowledge-link-key";

/** What a link acknowledges, and for whom it was made. */
export interface LinkSubject {
  readonly alarm: string;
  readonly occurrence: number;
  /** `channel` or `channel/person`. */
  readonly audience: string;
}

/** What a token turns out to be. */
export type LinkReading =
  | { readonly kind: "valid" | "used" | "expired"; readonly subject: LinkSubject }
  /** So many links were used within a day (`usedLinksMax`) that no further one can be remembered. */
  | { readonly kind: "exhausted" }
  /** Not made here, or changed on its way. */
  | { readonly kind: "unknown" };

const usedBody = z.object({ expiresAtMs: z.number() });

/** What of an audience's name goes into a link: a path has a limit. */
const audienceCharactersMax = 96;

interface Token {
  readonly subject: LinkSubject;
  readonly expiresAtMs: number;
}

const grammar =
  /^([0-9a-f]{24})\.([0-9a-z]{1,11})\.([0-9a-z]{1,11})\.([A-Za-z0-9_-]{1,128})\.([A-Za-z0-9_-]{22})$/;

/** 128 bits in base64url. */
const macOf = (key: string, words: string): string =>
  createHmac("sha256", key).update(`acknowledge ${words}`).digest().subarray(0, 16).toString("base64url");

const idOf = (words: string): string => hash("sha256", words, "hex").slice(0, 32);

/**
 * Links that acknowledge one occurrence of one alarm, once and for a limited time. A token is
 * `alarm.occurrence.expires.audience.mac`: numbers to the base 36, the audience in base64url, and a truncated
 * HMAC-SHA256 (RFC 2104 §5) over the rest. The same question gives the same link.
 */
export class AcknowledgeLinks {
  readonly #key: string;
  readonly #publicUrl: string;
  /** Id of each used link and when it would have expired. */
  readonly #used = new Map<string, number>();

  /** `publicUrl` is where people reach the platform; the key is a secret of at least 32 characters. */
  constructor({ key, publicUrl }: { readonly key: string; readonly publicUrl: string }) {
    if (key.length < 32) throw new Error("BUG: the key of acknowledge links is too short");
    this.#key = key;
    this.#publicUrl = publicUrl.replace(/\/+$/, "");
  }

  /** Links that are remembered because they were used. */
  get used(): number {
    return this.#used.size;
  }

  /** Takes up the used links that the journal keeps; documents of other kinds are left alone. */
  restore(documents: readonly DocumentRow[]): void {
    for (const { kind, id, body } of documents) {
      if (kind !== usedLinkKind || body === null) continue;
      this.#used.set(id, usedBody.parse(JSON.parse(body)).expiresAtMs);
    }
  }

  /** The link to an acknowledgement, `linkMsMax` from now at the longest. */
  linkFor({ alarm, occurrence, audience }: LinkSubject, nowMs: number): string {
    const expires = Math.ceil((nowMs + linkMsMax) / 1_000);
    const words = [
      alarm,
      occurrence.toString(36),
      expires.toString(36),
      Buffer.from(audience.slice(0, audienceCharactersMax)).toString("base64url"),
    ].join(".");
    return `${this.#publicUrl}/a/${words}.${macOf(this.#key, words)}`;
  }

  /** What a token is worth now. */
  read(token: string, nowMs: number): LinkReading {
    const parsed = this.#parse(token);
    if (parsed === null) return { kind: "unknown" };
    const { subject, expiresAtMs } = parsed;
    if (this.#used.has(idOf(token))) return { kind: "used", subject };
    if (nowMs >= expiresAtMs) return { kind: "expired", subject };
    return this.#isFull(nowMs) ? { kind: "exhausted" } : { kind: "valid", subject };
  }

  /** Uses a valid token up: call it in the same commit as what it does, after everything that may throw. */
  use(rows: JournalRows, nowMs: number, token: string): void {
    const expiresAtMs = this.#parse(token)?.expiresAtMs;
    if (expiresAtMs === undefined) throw new Error("BUG: a token that was not read is used");
    for (const [each, expiredAtMs] of this.#used) {
      if (nowMs < expiredAtMs) continue;
      this.#used.delete(each);
      rows.document.push({ kind: usedLinkKind, id: each, changedAtMs: nowMs, body: null });
    }
    this.#used.set(idOf(token), expiresAtMs);
    rows.document.push({
      kind: usedLinkKind,
      id: idOf(token),
      changedAtMs: nowMs,
      body: JSON.stringify({ expiresAtMs }),
    });
  }

  #isFull(nowMs: number): boolean {
    if (this.#used.size < usedLinksMax) return false;
    return [...this.#used.values()].filter((expiresAtMs) => expiresAtMs > nowMs).length >= usedLinksMax;
  }

  #parse(token: string): Token | null {
    const [, alarm = "", occurrence = "", expires = "", audience = "", mac = ""] = grammar.exec(token) ?? [];
    const words = [alarm, occurrence, expires, audience].join(".");
    if (mac === "" || !timingSafeEqual(Buffer.from(mac), Buffer.from(macOf(this.#key, words)))) return null;
    const subject = {
      alarm,
      occurrence: Number.parseInt(occurrence, 36),
      audience: Buffer.from(audience, "base64url").toString("utf8"),
    };
    return { subject, expiresAtMs: Number.parseInt(expires, 36) * 1_000 };
  }
}
