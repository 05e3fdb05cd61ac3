import { createHash, randomBytes } from "node:crypto";
import { z } from "zod";
import type { DocumentRow } from "../../telemetry/journal.ts";

/** A login that holds; instants in ms since 1970 UTC. */
export interface Session {
  /** SHA-256 of the token, in hexadecimal: what is kept can't be used to log in. */
  readonly id: string;
  readonly username: string;
  readonly createdAtMs: number;
  readonly expiresAtMs: number;
}

/** `DocumentRow.kind` of sessions. */
const sessionDocumentKind = "session";

/** Bounds of sessions. */
export interface SessionLimits {
  readonly sessionLifetimeMs: number;
  readonly sessionIdleMs: number;
  readonly sessionsPerUserMax: number;
}

const tokenBytes = 32;
const tokenPattern = /^[\w-]{43}$/;
const bodySchema = z.object({ username: z.string(), createdAtMs: z.int(), expiresAtMs: z.int() });

const idOf = (token: string): string => createHash("sha256").update(token).digest("hex");

const removal = (id: string, nowMs: number): DocumentRow => ({
  kind: sessionDocumentKind,
  id,
  changedAtMs: nowMs,
  body: null,
});

/**
 * The sessions, in memory; they survive a restart through their documents. Changes answer the rows that make
 * them durable. When a session was last used is known in memory only: a restart counts as a use.
 */
export class SessionRegistry {
  readonly #sessions = new Map<string, Session>();
  readonly #usedAtMs = new Map<string, number>();
  readonly #limits: SessionLimits;

  constructor(limits: SessionLimits) {
    this.#limits = limits;
  }

  get size(): number {
    return this.#sessions.size;
  }

  /** Takes the sessions out of the documents recovered at start, in their order; those expired are left out. */
  restore(documents: readonly DocumentRow[], nowMs: number): void {
    for (const { kind, id, body } of documents) {
      if (kind !== sessionDocumentKind) continue;
      this.#forget(id);
      if (body === null) continue;
      const session: Session = { id, ...bodySchema.parse(JSON.parse(body)) };
      this.#sessions.set(id, session);
      this.#usedAtMs.set(id, nowMs);
    }
  }

  /** Makes a session with a fresh random token, known only to the answer. */
  open(username: string, nowMs: number): { readonly token: string; readonly session: Session } {
    const token = randomBytes(tokenBytes).toString("base64url");
    const expiresAtMs = nowMs + this.#limits.sessionLifetimeMs;
    const session: Session = { id: idOf(token), username, createdAtMs: nowMs, expiresAtMs };
    this.#sessions.set(session.id, session);
    this.#usedAtMs.set(session.id, nowMs);
    return { token, session };
  }

  /** The row of a session, and the removals of what has expired or is one too many of its user. */
  rowsAfterOpening(session: Session, nowMs: number): DocumentRow[] {
    const { id, ...body } = session;
    const own = [...this.#sessions.values()].filter(({ username }) => username === session.username);
    const surplus = own.slice(0, Math.max(0, own.length - this.#limits.sessionsPerUserMax));
    const expired = [...this.#sessions.values()].filter((other) => !this.#holds(other, nowMs));
    const gone = new Set([...surplus, ...expired].map((other) => other.id));
    gone.delete(id);
    const row = { kind: sessionDocumentKind, id, changedAtMs: nowMs, body: JSON.stringify(body) };
    return [row, ...[...gone].map((other) => this.close(other, nowMs))];
  }

  /** The session of a token, marked as used now; null when there is none or it has run out. */
  use(token: string, nowMs: number): Session | null {
    return tokenPattern.test(token) ? this.touch(idOf(token), nowMs) : null;
  }

  /** The session by id, marked as used now; null when it has run out. */
  touch(id: string, nowMs: number): Session | null {
    const session = this.#sessions.get(id);
    if (!session || !this.#holds(session, nowMs)) return null;
    this.#usedAtMs.set(id, nowMs);
    return session;
  }

  close(id: string, nowMs: number): DocumentRow {
    this.#forget(id);
    return removal(id, nowMs);
  }

  /** Ends all sessions of a user, but the one named. */
  closeAllOf(username: string, nowMs: number, except = ""): DocumentRow[] {
    const own = [...this.#sessions.values()].filter(
      (session) => session.username === username && session.id !== except,
    );
    return own.map(({ id }) => this.close(id, nowMs));
  }

  #holds({ id, expiresAtMs }: Session, nowMs: number): boolean {
    const usedAtMs = this.#usedAtMs.get(id) ?? 0;
    return nowMs < expiresAtMs && nowMs - usedAtMs < this.#limits.sessionIdleMs;
  }

  #forget(id: string): void {
    this.#sessions.delete(id);
    this.#usedAtMs.delete(id);
  }
}
