import { z } from "zod";
import { principalOf, sessionCookie } from "../access.ts";
import type { RouteGroup } from "../api.ts";
import type { ApiContext } from "../context.ts";
import { durably } from "../durable.ts";
import { ApiError } from "../errors.ts";
import type { Principal } from "../identity/principal.ts";
import { everyRole, roles, wallRoles } from "../identity/role.ts";
import { presentScope, scopeView } from "../identity/scope.ts";
import type { Session } from "../identity/session-registry.ts";
import { passwordInput } from "./users.ts";

const whoView = z.object({
  kind: z.enum(["session", "api-key"]),
  username: z.string().describe("the username, or key:{id}"),
  role: z.enum(roles),
  scope: scopeView,
});

/** Who somebody is, as answers give it. */
export type SessionView = z.output<typeof whoView>;

const present = ({ kind, actor, role, scope }: Pick<Principal, "kind" | "actor" | "role" | "scope">) => ({
  kind,
  username: actor,
  role,
  scope: presentScope(scope),
});

const loginBody = z.strictObject({
  username: z.string().min(1).max(64).toLowerCase(),
  password: z.string().min(1).max(1_024),
});

/** Keeps the session over a restart. While the journal takes nothing, people must still get in: memory will do. */
const keep = async (context: ApiContext, session: Session): Promise<void> => {
  try {
    await durably(context, {
      change: (rows, nowMs) => {
        rows.document.push(...context.identity.sessions.rowsAfterOpening(session, nowMs));
      },
      entry: () => ({
        actor: session.username,
        action: "session.open",
        target: session.username,
        detail: {},
      }),
    });
  } catch (error) {
    if (!(error instanceof ApiError) || error.code !== "journal-unavailable") throw error;
    context.log.warn(
      { username: session.username },
      "session kept in memory only: the journal is unavailable",
    );
  }
};

const openSession: RouteGroup = (api, context) => {
  const { identity, clock, limits, secureCookies } = context;
  api.post(
    "/api/v1/session",
    { config: { open: true }, schema: { body: loginBody, response: { 201: whoView } } },
    async (request, reply) => {
      const user = await identity.login({ ...request.body, address: request.ip }, clock());
      const { token, session } = identity.sessions.open(user.username, clock());
      await keep(context, session);
      reply.setCookie(sessionCookie, token, {
        path: "/",
        httpOnly: true,
        sameSite: "strict",
        secure: secureCookies,
        maxAge: Math.floor(limits.sessionLifetimeMs / 1_000),
      });
      return reply.code(201).send(present({ ...user, kind: "session", actor: user.username }));
    },
  );
};

const tokenBody = z.strictObject({ token: z.string().min(1).max(200) });
const cookieSecondsMax = 400 * 86_400;

/** The cookie is the token itself, which only reads: so it holds as long as the token, whatever restarts. */
const openKiosk: RouteGroup = (api, context) => {
  const { identity, clock, secureCookies } = context;
  api.post(
    "/api/v1/session/kiosk",
    { config: { open: true }, schema: { body: tokenBody, response: { 201: whoView } } },
    async (request, reply) => {
      const kiosk = identity.kiosk(request.body.token, clock());
      if (!kiosk) {
        identity.refuse();
        throw new ApiError("login-refused", { detail: "No wall has this token, or it is revoked or over" });
      }
      reply.setCookie(sessionCookie, request.body.token, {
        path: "/",
        httpOnly: true,
        sameSite: "strict",
        secure: secureCookies,
        maxAge: cookieSecondsMax,
      });
      return reply.code(201).send(present(kiosk));
    },
  );
};

const changeOwnPassword: RouteGroup = (api, context) => {
  const { identity, clock } = context;
  const body = z.strictObject({ current: z.string().min(1).max(1_024), next: passwordInput });
  api.put(
    "/api/v1/session/password",
    { config: { roles: everyRole }, schema: { body, response: { 204: z.void() } } },
    async (request, reply) => {
      const { kind, id, credential } = principalOf(request);
      if (kind !== "session") throw new ApiError("role-refused", { detail: "An API key has no password" });
      const attempt = { username: id, password: request.body.current, address: request.ip };
      await identity.login(attempt, clock());
      const passwordHash = await identity.hash(request.body.next);
      await durably(context, {
        change: (rows, nowMs) => {
          rows.document.push(identity.users.change(id, { passwordHash, changedAtMs: nowMs }));
          rows.document.push(...identity.sessions.closeAllOf(id, nowMs, credential));
        },
        entry: () => ({ actor: id, action: "user.password", target: id, detail: {} }),
      });
      return reply.code(204).send();
    },
  );
};

/** Logging in and out, who I am, and my own password. */
export const sessionRoutes: RouteGroup = (api, context) => {
  const { identity } = context;
  openSession(api, context);
  openKiosk(api, context);
  changeOwnPassword(api, context);
  api.get(
    "/api/v1/session",
    { config: { roles: wallRoles }, schema: { response: { 200: whoView } } },
    async (request) => present(principalOf(request)),
  );
  api.delete(
    "/api/v1/session",
    { config: { roles: wallRoles }, schema: { response: { 204: z.void() } } },
    async (request, reply) => {
      const { kind, actor, credential } = principalOf(request);
      reply.clearCookie(sessionCookie, { path: "/" });
      if (kind === "session") {
        // At once, also while the journal takes nothing.
        const row = identity.sessions.close(credential, context.clock());
        await durably(context, {
          change: (rows) => {
            rows.document.push(row);
          },
          entry: () => ({ actor, action: "session.close", target: actor, detail: {} }),
        });
      }
      return reply.code(204).send();
    },
  );
};
