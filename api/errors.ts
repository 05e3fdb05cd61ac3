/** One kind of error as the catalogue knows it. */
export interface ErrorKind {
  readonly status: number;
  readonly title: string;
  /** Whether the same request may succeed later without a change. */
  readonly retry: boolean;
}

const kind = (status: number, title: string, retry = false): ErrorKind => ({ status, title, retry });

/** Every error that the API answers with, by code; described in docs/errors/api.md. */
export const errorKinds = {
  "invalid-request": kind(400, "The request does not match its schema"),
  "invalid-body": kind(400, "The body could not be read"),
  "invalid-cursor": kind(400, "The cursor is not one of this list"),
  "invalid-range": kind(400, "The range of time is not allowed"),
  "invalid-inventory": kind(400, "The inventory has errors and was not taken"),
  "invalid-rules": kind(400, "The rules have errors and were not taken"),
  "not-authenticated": kind(401, "This needs a session or an API key"),
  "login-refused": kind(401, "Username or password is wrong"),
  "role-refused": kind(403, "This role may not do that"),
  "scope-refused": kind(403, "The scope of the identity does not reach that far"),
  "foreign-origin": kind(403, "The request comes from another origin"),
  "not-found": kind(404, "There is no such thing"),
  "method-refused": kind(405, "This is not done with that method"),
  "request-timeout": kind(408, "The request took too long to arrive", true),
  conflict: kind(409, "The change contradicts the present state"),
  "idempotency-in-flight": kind(409, "The first request with this Idempotency-Key is still running", true),
  "body-too-large": kind(413, "The body is too large"),
  "media-type-refused": kind(415, "The content type is not taken here"),
  "idempotency-mismatch": kind(422, "The Idempotency-Key was used with another request"),
  "limit-reached": kind(422, "A limit of the platform is reached"),
  "too-many-requests": kind(429, "Too many requests", true),
  "login-delayed": kind(429, "Too many failed logins", true),
  "headers-too-large": kind(431, "The headers are too large"),
  internal: kind(500, "Something went wrong inside the platform", true),
  "journal-unavailable": kind(503, "The change could not be written yet", true),
  "history-unavailable": kind(503, "The history of readings does not answer", true),
  "query-refused": kind(503, "The question took too long or asked for too much", true),
  "too-slow": kind(503, "The answer took too long", true),
  "streams-exhausted": kind(503, "No further stream is possible now", true),
} as const satisfies Record<string, ErrorKind>;

/** Code of an error, stable over versions. */
export type ErrorCode = keyof typeof errorKinds;

/** One field of a request that is wrong: where, what was there, why, and how to mend it. */
export interface FieldFault {
  /** `body.…`, `query.…`, `path.…`, `header.…`. */
  readonly path: string;
  /** What was sent, shortened; null when nothing was or when it is a secret. */
  readonly value: string | null;
  readonly message: string;
  readonly fix: string;
}

/** What an error says beside its code. */
export interface ErrorFacts {
  readonly detail: string;
  readonly fields?: readonly FieldFault[];
  readonly retryAfterSeconds?: number;
  readonly cause?: unknown;
}

/** An error that the caller is told as problem+json (RFC 9457). */
export class ApiError extends Error {
  override readonly name = "ApiError";
  readonly code: ErrorCode;
  readonly fields: readonly FieldFault[];
  readonly retryAfterSeconds: number | null;
  /** A field, not a getter: Fastify writes it back to errors of validation. */
  statusCode: number;

  constructor(code: ErrorCode, facts: ErrorFacts) {
    super(facts.detail, facts.cause === undefined ? undefined : { cause: facts.cause });
    this.code = code;
    this.fields = facts.fields ?? [];
    this.retryAfterSeconds = facts.retryAfterSeconds ?? null;
    this.statusCode = errorKinds[code].status;
  }
}

/** The answer for what does not exist and for what the caller may not see: one and the same. */
export const notFound = (what: string): ApiError =>
  new ApiError("not-found", { detail: `${what} does not exist or is outside of your scope` });
