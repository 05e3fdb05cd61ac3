import { constants } from "node:zlib";
import compress from "@fastify/compress";
import cookie from "@fastify/cookie";
import helmet from "@fastify/helmet";
import rateLimit from "@fastify/rate-limit";
import Fastify, { LogController } from "fastify";
import { serializerCompiler, type ZodTypeProvider } from "fastify-type-provider-zod";
import { authorize, demandAccess, identify, routeNamesOf } from "./access.ts";
import type { Api } from "./api.ts";
import type { ApiContext } from "./context.ts";
import { ApiError } from "./errors.ts";
import { IdempotencyMemory, keepAnswer, replayAnswer } from "./idempotency.ts";
import type { ApiLimits } from "./limits.ts";
import { answerError } from "./problem.ts";
import { answerRawError } from "./raw-errors.ts";
import { validatorOf } from "./validation.ts";

const pathCharactersMax = 200;
const minuteMs = 60_000;

const contentSecurityPolicy = {
  useDefaults: false,
  directives: {
    defaultSrc: ["'self'"],
    imgSrc: ["'self'", "data:"],
    objectSrc: ["'none'"],
    baseUri: ["'none'"],
    formAction: ["'self'"],
    frameAncestors: ["'none'"],
  },
};

const bound = (api: Api, limits: ApiLimits): void => {
  api.server.headersTimeout = limits.headersTimeoutMs;
  api.server.maxConnections = limits.connectionsMax;
};

const create = ({ log, limits, trustedProxies = [] }: ApiContext): Api => {
  const api = Fastify({
    loggerInstance: log,
    logController: new LogController({ disableRequestLogging: true }),
    bodyLimit: limits.bodyBytesMax,
    requestTimeout: limits.requestTimeoutMs,
    handlerTimeout: limits.handlerTimeoutMs,
    connectionTimeout: limits.connectionIdleMs,
    keepAliveTimeout: limits.connectionIdleMs,
    forceCloseConnections: true,
    trustProxy: trustedProxies.length > 0 && [...trustedProxies],
    onProtoPoisoning: "error",
    onConstructorPoisoning: "error",
    routerOptions: { maxParamLength: pathCharactersMax },
    http: { maxHeaderSize: limits.headerBytesMax, connectionsCheckingInterval: 1_000 },
    frameworkErrors: answerError,
    clientErrorHandler: answerRawError,
  }).withTypeProvider<ZodTypeProvider>();
  bound(api, limits);
  api.removeContentTypeParser("text/plain");
  api.setValidatorCompiler(validatorOf);
  api.setSerializerCompiler(serializerCompiler);
  api.setErrorHandler(answerError);
  return api;
};

const protect = async (api: Api, { secureCookies }: ApiContext): Promise<void> => {
  await api.register(cookie);
  await api.register(helmet, {
    contentSecurityPolicy,
    strictTransportSecurity: secureCookies,
    xFrameOptions: { action: "deny" },
    referrerPolicy: { policy: "no-referrer" },
    // Heads travel with every answer, and these speak to browsers of long ago (Internet Explorer, Flash).
    xDnsPrefetchControl: false,
    xDownloadOptions: false,
    xPermittedCrossDomainPolicies: false,
    xXssProtection: false,
  });
};

/** Lists shrink to a tenth at the lowest level, which costs a phone's line nothing and the platform little. */
const compressAnswers = (api: Api) =>
  api.register(compress, {
    encodings: ["gzip"],
    threshold: 1_024,
    zlibOptions: { level: constants.Z_BEST_SPEED },
    globalDecompression: false,
  });

const limitRate = (api: Api, limits: ApiLimits) =>
  api.register(rateLimit, {
    max: limits.requestsPerMinuteMax,
    timeWindow: minuteMs,
    keyGenerator: (request) => request.principal?.id ?? request.ip,
    errorResponseBuilder: (_request, { max, ttl }) =>
      new ApiError("too-many-requests", {
        detail: `More than ${max} requests a minute (requestsPerMinuteMax)`,
        retryAfterSeconds: Math.ceil(ttl / 1_000),
      }),
  });

/**
 * The server without routes: limits, headers, identity and errors. The order of the hooks counts: who asks, how often,
 * whether they may, and only then the body.
 */
export const buildServer = async (context: ApiContext): Promise<Api> => {
  const { identity, clock, limits } = context;
  const api = create(context);
  const routeNames: string[] = [];
  api.decorate("routeNames", routeNames);
  api.addHook("onRoute", (route) => {
    demandAccess(route);
    routeNames.push(...routeNamesOf(route));
  });
  await protect(api, context);
  await compressAnswers(api);
  api.decorateRequest("principal", null);
  api.addHook("onRequest", identify(identity, clock));
  await limitRate(api, limits);
  api.addHook("preParsing", authorize);
  const memory = new IdempotencyMemory(limits);
  api.addHook("preHandler", replayAnswer(memory, clock));
  api.addHook("onSend", keepAnswer(memory));
  api.addHook("onRequest", async (request, reply) => {
    if (request.url.startsWith("/api/")) reply.header("cache-control", "no-store");
  });
  return api;
};
