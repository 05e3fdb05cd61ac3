import type { FastifyReply, FastifyRequest, RouteOptions } from "fastify";
import type { Clock } from "../telemetry/clock.ts";
import { ApiError } from "./errors.ts";
import type { Identity } from "./identity/identity.ts";
import type { Principal } from "./identity/principal.ts";
import type { Role } from "./identity/role.ts";
import { isWholeScope } from "./identity/scope.ts";

declare module "fastify" {
  interface FastifyContextConfig {
    /** Roles that may use the route. */
    roles?: readonly Role[];
    /** True for a route that needs no identity. */
    open?: true;
    /** True for a route that only a scope without limits may use. */
    wholePlatform?: true;
  }
  interface FastifyInstance {
    /** Every route as `METHOD /path`; HEAD, which goes with GET, is left out. */
    routeNames: readonly string[];
  }
  interface FastifyRequest {
    principal: Principal | null;
  }
}

/** Name of the session cookie. */
export const sessionCookie = "tramcanh_session";

/** Thrown at start when a route names neither roles nor `open`. */
export class RouteWithoutAccess extends Error {
  override readonly name = "RouteWithoutAccess";
}

/** Refuses a route that does not say who may use it. */
export const demandAccess = (route: RouteOptions): void => {
  const config = route.config ?? {};
  const named = (config.roles?.length ?? 0) > 0;
  if (named !== (config.open === true)) return;
  const method = [route.method].flat().join(",");
  throw new RouteWithoutAccess(
    `${method} ${route.url} must name the roles that may use it (config.roles) or be open (config.open)`,
  );
};

/** Names of a route, one a method. */
export const routeNamesOf = ({ method, url }: RouteOptions): string[] =>
  [method]
    .flat()
    .filter((name) => name !== "HEAD")
    .map((name) => `${name} ${url}`);

const unsafeMethods: ReadonlySet<string> = new Set(["POST", "PUT", "PATCH", "DELETE"]);

const isForeign = (request: FastifyRequest): boolean => {
  const site = request.headers["sec-fetch-site"];
  if (site !== undefined && site !== "same-origin" && site !== "none") return true;
  const { origin } = request.headers;
  if (origin === undefined) return false;
  return !URL.canParse(origin) || new URL(origin).host !== request.headers.host;
};

/** Hook: finds out who is asking; refuses nothing yet, so that the rate limit knows whom it counts. */
export const identify =
  (identity: Identity, clock: Clock) =>
  async (request: FastifyRequest): Promise<void> => {
    request.principal = identity.authenticate(
      { authorization: request.headers.authorization, cookie: request.cookies[sessionCookie] },
      clock(),
    );
  };

/** Hook: refuses before a byte of the body is read. */
export const authorize = async (request: FastifyRequest, _reply: FastifyReply): Promise<void> => {
  if (request.is404) return;
  const { config } = request.routeOptions;
  const unsafe = unsafeMethods.has(request.method);
  // A cookie goes along by itself, so it must be shown that our own page asked (login included: RFC 6265 §8.2).
  const byCookie = request.headers.authorization === undefined;
  if (unsafe && byCookie && isForeign(request)) {
    throw new ApiError("foreign-origin", { detail: "Ask from the platform's own page, or with an API key" });
  }
  if (config.open) return;
  const { principal } = request;
  if (!principal) {
    const detail = "Log in at POST /api/v1/session, or send Authorization: Bearer with an API key";
    throw new ApiError("not-authenticated", { detail });
  }
  if (!config.roles?.includes(principal.role)) {
    throw new ApiError("role-refused", { detail: `The role ${principal.role} may not use this route` });
  }
  if (config.wholePlatform && !isWholeScope(principal.scope)) {
    throw new ApiError("scope-refused", { detail: "This route tells of the whole platform" });
  }
};

/** Who is asking on a route that needs an identity. */
export const principalOf = (request: FastifyRequest): Principal => {
  if (request.principal) return request.principal;
  throw new ApiError("not-authenticated", { detail: "This route needs an identity" });
};
