import swagger from "@fastify/swagger";
import { jsonSchemaTransform } from "fastify-type-provider-zod";
import type { Api } from "./api.ts";
import { everyRole } from "./identity/role.ts";

/** Generates OpenAPI 3.1 from the zod schemas of the routes registered after it. */
export const enterOpenApi = async (api: Api, version: string): Promise<void> => {
  await api.register(swagger, {
    openapi: {
      openapi: "3.1.0",
      info: { title: "Trạm Canh", version, description: "Telemetry, alarms and presence of telecom sites" },
      components: {
        securitySchemes: {
          apiKey: { type: "http", scheme: "bearer", description: "An API key, tck_…" },
          session: { type: "apiKey", in: "cookie", name: "tramcanh_session" },
        },
      },
      security: [{ apiKey: [] }, { session: [] }],
    },
    transform: jsonSchemaTransform,
  });
};

/** `GET /api/openapi.json`. */
export const openApiRoute = (api: Api): void => {
  api.get("/api/openapi.json", { config: { roles: everyRole }, schema: { hide: true } }, async (_, reply) =>
    reply.type("application/json; charset=utf-8").send(JSON.stringify(api.swagger())),
  );
};
