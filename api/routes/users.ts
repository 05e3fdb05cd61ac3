import { z } from "zod";
import { principalOf } from "../access.ts";
import { pageQuery, pageView, type RouteGroup } from "../api.ts";
import { durably } from "../durable.ts";
import { notFound } from "../errors.ts";
import { adminRoles, personRoles, roles } from "../identity/role.ts";
import { presentScope, scopeSchema, scopeView } from "../identity/scope.ts";
import type { User } from "../identity/user-registry.ts";
import { pageByKey } from "../paging.ts";
import { instantView, iso } from "../views/instant.ts";

const username = z
  .string()
  .toLowerCase()
  .regex(/^[a-z0-9][a-z0-9._-]{0,63}$/);

/** A password that somebody chooses: 8 to 256 characters (NIST SP 800-63B §5.1.1.2 asks for no composition rules). */
export const passwordInput = z.string().min(8).max(256);

const userView = z.object({
  username: z.string(),
  role: z.enum(roles),
  scope: scopeView,
  disabled: z.boolean(),
  createdAt: instantView,
  changedAt: instantView,
});

/** A user as answers give it. */
export type UserView = z.output<typeof userView>;

const present = ({ passwordHash: _, createdAtMs, changedAtMs, scope, ...user }: User) => ({
  ...user,
  scope: presentScope(scope),
  createdAt: iso(createdAtMs),
  changedAt: iso(changedAtMs),
});

const config = { roles: adminRoles, wholePlatform: true } as const;
const params = z.strictObject({ username });

const listUsers: RouteGroup = (api, context) => {
  const { users } = context.identity;
  api.get(
    "/api/v1/users",
    {
      config,
      schema: {
        querystring: z.strictObject(pageQuery(context)),
        response: { 200: pageView(userView) },
      },
    },
    async ({ query }) => {
      const page = pageByKey({
        list: "users",
        items: users.list(),
        keyOf: (user) => user.username,
        ...query,
      });
      return { ...page, items: page.items.map(present) };
    },
  );
  api.get(
    "/api/v1/users/:username",
    { config, schema: { params, response: { 200: userView } } },
    async (request) => {
      const user = users.find(request.params.username);
      if (!user) throw notFound(`User ${request.params.username}`);
      return present(user);
    },
  );
};

const addUser: RouteGroup = (api, context) => {
  const { identity } = context;
  const body = z.strictObject({
    username,
    password: passwordInput,
    role: z.enum(personRoles),
    scope: scopeSchema.default({ operators: "all", communes: "all" }),
  });
  api.post(
    "/api/v1/users",
    { config, schema: { body, response: { 201: userView } } },
    async (request, reply) => {
      const { actor } = principalOf(request);
      const { password, ...facts } = request.body;
      const passwordHash = await identity.hash(password);
      const user = await durably(context, {
        change: (rows, nowMs) => {
          const stamps = { createdAtMs: nowMs, changedAtMs: nowMs };
          const added: User = { ...facts, passwordHash, disabled: false, ...stamps };
          rows.document.push(identity.users.add(added));
          return added;
        },
        entry: () => ({ actor, action: "user.create", target: facts.username, detail: facts }),
      });
      return reply.code(201).send(present(user));
    },
  );
};

const changeUser: RouteGroup = (api, context) => {
  const { identity } = context;
  const body = z.strictObject({
    role: z.enum(personRoles).optional(),
    scope: scopeSchema.optional(),
    disabled: z.boolean().optional(),
    password: passwordInput.optional(),
  });
  api.patch(
    "/api/v1/users/:username",
    { config, schema: { params, body, response: { 200: userView } } },
    async (request) => {
      const { actor } = principalOf(request);
      const target = request.params.username;
      const { password, role, scope, disabled } = request.body;
      const given = {
        ...(role && { role }),
        ...(scope && { scope }),
        ...(disabled !== undefined && { disabled }),
      };
      const secret = password === undefined ? {} : { passwordHash: await identity.hash(password) };
      await durably(context, {
        change: (rows, nowMs) => {
          rows.document.push(identity.users.change(target, { ...given, ...secret, changedAtMs: nowMs }));
          if (password !== undefined || disabled) {
            rows.document.push(...identity.sessions.closeAllOf(target, nowMs));
          }
        },
        entry: () => ({
          actor,
          action: "user.change",
          target,
          detail: { ...given, password: password === undefined ? "kept" : "changed" },
        }),
      });
      const user = identity.users.find(target);
      if (!user) throw notFound(`User ${target}`);
      return present(user);
    },
  );
};

/** Users: who may log in, as what, and what they see. */
export const userRoutes: RouteGroup = (api, context) => {
  const { identity } = context;
  listUsers(api, context);
  addUser(api, context);
  changeUser(api, context);
  api.delete(
    "/api/v1/users/:username",
    { config, schema: { params, response: { 204: z.void() } } },
    async (request, reply) => {
      const { actor } = principalOf(request);
      const target = request.params.username;
      await durably(context, {
        change: (rows, nowMs) => {
          rows.document.push(identity.users.remove(target, nowMs));
          rows.document.push(...identity.sessions.closeAllOf(target, nowMs));
        },
        entry: () => ({ actor, action: "user.delete", target, detail: {} }),
      });
      return reply.code(204).send();
    },
  );
};
