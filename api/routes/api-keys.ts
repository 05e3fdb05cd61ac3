import { z } from "zod";
import { principalOf } from "../access.ts";
import { pageQuery, pageView, type RouteGroup } from "../api.ts";
import { durably } from "../durable.ts";
import { type ApiKey, makeApiKey } from "../identity/api-key-registry.ts";
import { adminRoles, personRoles, roles } from "../identity/role.ts";
import { presentScope, scopeSchema, scopeView } from "../identity/scope.ts";
import { orderedBy, pageByKey } from "../paging.ts";
import { instantInput, instantView, iso, isoOrNull } from "../views/instant.ts";

const keyView = z.object({
  id: z.string(),
  name: z.string(),
  role: z.enum(roles),
  scope: scopeView,
  createdAt: instantView,
  createdBy: z.string(),
  expiresAt: instantView.nullable(),
  revokedAt: instantView.nullable(),
});

/** A key as answers give it: never the key itself. */
export type ApiKeyView = z.output<typeof keyView>;

const present = ({ hash: _, createdAtMs, expiresAtMs, revokedAtMs, scope, ...key }: ApiKey) => ({
  ...key,
  scope: presentScope(scope),
  createdAt: iso(createdAtMs),
  expiresAt: isoOrNull(expiresAtMs),
  revokedAt: isoOrNull(revokedAtMs),
});

const config = { roles: adminRoles, wholePlatform: true } as const;

const addKey: RouteGroup = (api, context) => {
  const { identity, clock } = context;
  const body = z.strictObject({
    name: z.string().min(1).max(100),
    role: z.enum(personRoles),
    scope: scopeSchema.default({ operators: "all", communes: "all" }),
    expiresAt: instantInput.nullable().default(null),
  });
  const response = { 201: keyView.extend({ key: z.string().describe("shown this once") }) };
  api.post("/api/v1/api-keys", { config, schema: { body, response } }, async (request, reply) => {
    const { actor } = principalOf(request);
    const { expiresAt: expiresAtMs, ...facts } = request.body;
    const { key, text } = makeApiKey({ ...facts, expiresAtMs, createdBy: actor }, clock());
    await durably(context, {
      change: (rows, nowMs) => {
        rows.document.push(identity.apiKeys.add(key, nowMs));
      },
      entry: () => ({
        actor,
        action: "api-key.create",
        target: key.id,
        detail: { ...facts, expiresAt: isoOrNull(expiresAtMs) },
      }),
    });
    return reply.code(201).send({ ...present(key), key: text });
  });
};

/** Keys for programs. */
export const apiKeyRoutes: RouteGroup = (api, context) => {
  const { identity } = context;
  addKey(api, context);
  const querystring = z.strictObject(pageQuery(context));
  api.get(
    "/api/v1/api-keys",
    { config, schema: { querystring, response: { 200: pageView(keyView) } } },
    async ({ query }) => {
      const keyOf = (key: ApiKey) => key.id;
      const items = orderedBy(identity.apiKeys.list(), keyOf);
      const page = pageByKey({ list: "api-keys", items, keyOf, ...query });
      return { ...page, items: page.items.map(present) };
    },
  );
  const params = z.strictObject({ id: z.string().regex(/^[0-9a-f]{16}$/) });
  api.delete(
    "/api/v1/api-keys/:id",
    { config, schema: { params, response: { 204: z.void() } } },
    async (request, reply) => {
      const { actor } = principalOf(request);
      const { id } = request.params;
      await durably(context, {
        change: (rows, nowMs) => {
          rows.document.push(identity.apiKeys.revoke(id, nowMs));
        },
        entry: () => ({ actor, action: "api-key.revoke", target: id, detail: {} }),
      });
      return reply.code(204).send();
    },
  );
};
