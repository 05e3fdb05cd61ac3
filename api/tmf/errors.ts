import type { FastifyError, FastifyReply, FastifyRequest } from "fastify";
import { z } from "zod";
import { ApiError, errorKinds } from "../errors.ts";
import { apiErrorOf } from "../problem.ts";
import { tmfRoot } from "./names.ts";

/** Body of an error answer of TMF642 (TMF630 §5.3): `code` and `reason` are always there. */
export const tmfErrorSchema = z.object({
  "@type": z.literal("Error"),
  code: z.string().describe("as in docs/errors/api.md"),
  reason: z.string(),
  message: z.string(),
  status: z.string().describe("HTTP status"),
  referenceError: z.string(),
});

/** An error in the form of `tmfErrorSchema`. */
type TmfErrorBody = z.output<typeof tmfErrorSchema>;

/** Shows an error of the catalogue as TMF642 does. */
const tmfErrorOf = (error: ApiError): TmfErrorBody => {
  const mends = error.fields.map(({ path, message, fix }) => `${path}: ${message}; ${fix}`);
  return {
    "@type": "Error",
    code: error.code,
    reason: errorKinds[error.code].title,
    message: [error.message, ...mends].join(" | "),
    status: String(error.statusCode),
    referenceError: `urn:tramcanh:error:${error.code}`,
  };
};

const send = (reply: FastifyReply, error: ApiError): FastifyReply => {
  if (error.retryAfterSeconds !== null) reply.header("retry-after", String(error.retryAfterSeconds));
  if (error.code === "not-authenticated") reply.header("www-authenticate", 'Bearer realm="tramcanh"');
  return reply
    .code(error.statusCode)
    .header("content-type", "application/json; charset=utf-8")
    .header("cache-control", "no-store")
    .send(JSON.stringify(tmfErrorOf(error)));
};

/** Error handler of the TMF routes. */
export const answerTmfError = (
  thrown: FastifyError | Error,
  request: FastifyRequest,
  reply: FastifyReply,
): FastifyReply => {
  const error = apiErrorOf(thrown);
  if (error.statusCode >= 500) request.log.error({ err: thrown, code: error.code }, "request failed");
  return send(reply, error);
};

/** What the specification lets others do to alarms and the platform does not, by the path below the root. */
const refusedMethods = [
  {
    path: /^\/alarm\/?$/,
    allow: "GET, HEAD",
    why: "alarms come from devices and rules; a system of yours raises one as a device does, over MQTT",
  },
  {
    path: /^\/alarm\/[^/]+\/?$/,
    allow: "GET, HEAD, PATCH",
    why: 'alarms leave by themselves; end one with PATCH {"state": "cleared"} or POST /clearAlarms',
  },
] as const;

/** Handler for what is no route of TMF642, or one that is not offered. */
export const answerUnknownTmfRoute = (request: FastifyRequest, reply: FastifyReply): FastifyReply => {
  const path = request.url.split("?")[0] ?? "";
  const refused = refusedMethods.find((each) => each.path.test(path.replace(tmfRoot, "")));
  if (refused === undefined) {
    const detail = `${request.method} ${path} is not offered; see docs/formats/tmf642.md`;
    return send(reply, new ApiError("not-found", { detail }));
  }
  reply.header("allow", refused.allow);
  const detail = `${request.method} ${path} is not offered: ${refused.why}`;
  return send(reply, new ApiError("method-refused", { detail }));
};
