import type { FastifyError, FastifyReply, FastifyRequest } from "fastify";
import { GateRefused } from "../ingest/commit-gate.ts";
import { QueryRefused } from "../store/store.ts";
import { JournalUnavailable } from "../telemetry/journal.ts";
import { HistoryUnavailable } from "../telemetry/reading-history.ts";
import { ApiError, type ErrorCode, errorKinds, type FieldFault } from "./errors.ts";

/** Body of an error answer, RFC 9457 with `code`, `retry` and `errors` added. */
export interface Problem {
  readonly type: string;
  readonly title: string;
  readonly status: number;
  readonly detail: string;
  readonly code: ErrorCode;
  readonly retry: boolean;
  readonly errors?: readonly FieldFault[];
}

/** Media type of every error answer. */
export const problemMediaType = "application/problem+json; charset=utf-8";

/** The problem+json body of an error. */
export const problemOf = (error: ApiError): Problem => {
  const { title, status, retry } = errorKinds[error.code];
  const problem = {
    type: `urn:tramcanh:error:${error.code}`,
    title,
    status,
    detail: error.message,
    code: error.code,
    retry,
  };
  return error.fields.length > 0 ? { ...problem, errors: error.fields } : problem;
};

const statusCodes: ReadonlyMap<number, ErrorCode> = new Map([
  [400, "invalid-body"],
  [404, "not-found"],
  [408, "request-timeout"],
  [413, "body-too-large"],
  [415, "media-type-refused"],
  [429, "too-many-requests"],
  [431, "headers-too-large"],
  [503, "too-slow"],
]);

/** Any thrown thing as an error of the catalogue; what is not known becomes `internal` without its words. */
export const apiErrorOf = (thrown: FastifyError | Error): ApiError => {
  if (thrown instanceof ApiError) return thrown;
  if (thrown instanceof QueryRefused) {
    return new ApiError("query-refused", { detail: thrown.message, retryAfterSeconds: 5, cause: thrown });
  }
  if (thrown instanceof HistoryUnavailable) {
    const retryAfterSeconds = thrown.retryAfterSeconds ?? 5;
    return new ApiError("history-unavailable", { detail: thrown.message, retryAfterSeconds, cause: thrown });
  }
  if (thrown instanceof JournalUnavailable || thrown instanceof GateRefused) {
    return new ApiError("journal-unavailable", {
      detail: thrown.message,
      retryAfterSeconds: 5,
      cause: thrown,
    });
  }
  const status = "statusCode" in thrown ? thrown.statusCode : undefined;
  const code = status === undefined ? undefined : statusCodes.get(status);
  if (code) return new ApiError(code, { detail: thrown.message, cause: thrown });
  return new ApiError("internal", {
    detail: "The platform has logged what happened under this request's id",
    cause: thrown,
  });
};

const send = (reply: FastifyReply, error: ApiError): FastifyReply => {
  if (error.retryAfterSeconds !== null) reply.header("retry-after", String(error.retryAfterSeconds));
  if (error.code === "not-authenticated") reply.header("www-authenticate", 'Bearer realm="tramcanh"');
  return reply
    .code(error.statusCode)
    .header("content-type", problemMediaType)
    .header("cache-control", "no-store")
    .send(JSON.stringify(problemOf(error)));
};

/** Fastify's error handler: every error leaves as problem+json, what is our fault is logged. */
export const answerError = (
  thrown: FastifyError | Error,
  request: FastifyRequest,
  reply: FastifyReply,
): FastifyReply => {
  const error = apiErrorOf(thrown);
  if (error.statusCode >= 500) request.log.error({ err: thrown, code: error.code }, "request failed");
  else request.log.debug({ code: error.code, detail: error.message }, "request refused");
  return send(reply, error);
};

/** Fastify's handler for routes that don't exist. */
export const answerUnknownRoute = (request: FastifyRequest, reply: FastifyReply): FastifyReply =>
  send(
    reply,
    new ApiError("not-found", {
      detail: `${request.method} ${request.url.split("?")[0]} is not a route; see /api/openapi.json`,
    }),
  );
