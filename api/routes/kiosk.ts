import { z } from "zod";
import { principalOf } from "../access.ts";
import { pageQuery, pageView, type RouteGroup } from "../api.ts";
import { durably } from "../durable.ts";
import { notFound } from "../errors.ts";
import { type ApiKey, makeApiKey } from "../identity/api-key-registry.ts";
import { adminRoles } from "../identity/role.ts";
import { presentScope, scopeSchema, scopeView } from "../identity/scope.ts";
import { orderedBy, pageByKey } from "../paging.ts";
import { instantInput, instantView, iso, isoOrNull } from "../views/instant.ts";

const kioskView = z.object({
  id: z.string(),
  name: z.string(),
  scope: scopeView,
  createdAt: instantView,
  createdBy: z.string(),
  expiresAt: instantView.nullable(),
  revokedAt: instantView.nullable(),
});

/** The token of a wall as answers give it. */
export type KioskView = z.output<typeof kioskView>;

const present = ({ id, name, scope, createdBy, ...key }: ApiKey): KioskView => ({
  ...{ id, name, createdBy },
  scope: presentScope(scope),
  createdAt: iso(key.createdAtMs),
  expiresAt: isoOrNull(key.expiresAtMs),
  revokedAt: isoOrNull(key.revokedAtMs),
});

const config = { roles: adminRoles, wholePlatform: true } as const;
const isKiosk = ({ role }: ApiKey): boolean => role === "kiosk";

const addKiosk: RouteGroup = (api, context) => {
  const { identity, clock } = context;
  const body = z.strictObject({
    name: z.string().min(1).max(100),
    scope: scopeSchema.default({ operators: "all", communes: "all" }),
    expiresAt: instantInput.nullable().default(null),
  });
  const response = { 201: kioskView.extend({ token: z.string().describe("shown this once") }) };
  api.post("/api/v1/kiosks", { config, schema: { body, response } }, async (request, reply) => {
    const { actor } = principalOf(request);
    const { expiresAt: expiresAtMs, ...facts } = request.body;
    const made = makeApiKey({ ...facts, role: "kiosk", expiresAtMs, createdBy: actor }, clock());
    await durably(context, {
      change: (rows, nowMs) => {
        rows.document.push(identity.apiKeys.add(made.key, nowMs));
      },
      entry: () => ({
        actor,
        action: "kiosk.create",
        target: made.key.id,
        detail: { ...facts, expiresAt: isoOrNull(expiresAtMs) },
      }),
    });
    return reply.code(201).send({ ...present(made.key), token: made.text });
  });
};

const revokeKiosk: RouteGroup = (api, context) => {
  const { identity } = context;
  const params = z.strictObject({ id: z.string().regex(/^[0-9a-f]{16}$/) });
  api.delete(
    "/api/v1/kiosks/:id",
    { config, schema: { params, response: { 204: z.void() } } },
    async (request, reply) => {
      const { actor } = principalOf(request);
      const { id } = request.params;
      if (!identity.apiKeys.list().some((key) => key.id === id && isKiosk(key))) throw notFound(`Wall ${id}`);
      await durably(context, {
        change: (rows, nowMs) => {
          rows.document.push(identity.apiKeys.revoke(id, nowMs));
        },
        entry: () => ({ actor, action: "kiosk.revoke", target: id, detail: {} }),
      });
      return reply.code(204).send();
    },
  );
};

/** Tokens of screens on walls: API keys with the role `kiosk`, which only reads. */
export const kioskRoutes: RouteGroup = (api, context) => {
  addKiosk(api, context);
  revokeKiosk(api, context);
  const querystring = z.strictObject(pageQuery(context));
  api.get(
    "/api/v1/kiosks",
    { config, schema: { querystring, response: { 200: pageView(kioskView) } } },
    async ({ query }) => {
      const keyOf = (key: ApiKey) => key.id;
      const items = orderedBy(context.identity.apiKeys.list().filter(isKiosk), keyOf);
      const page = pageByKey({ list: "kiosks", items, keyOf, ...query });
      return { ...page, items: page.items.map(present) };
    },
  );
};
