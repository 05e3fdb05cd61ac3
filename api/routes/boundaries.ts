import { createHash } from "node:crypto";
import type { RouteGroup } from "../api.ts";
import { wallRoles } from "../identity/role.ts";
import { noBoundaries } from "../settings/boundaries.ts";

/** The operator's own map: its file as it is. */
export const boundaryRoutes: RouteGroup = (api, { settings }) => {
  const text = settings.boundaries ?? noBoundaries;
  const tag = `"${createHash("sha256").update(text).digest("base64url")}"`;
  api.get(
    "/api/v1/boundaries",
    { config: { roles: wallRoles }, schema: { description: "GeoJSON (RFC 7946) with an ETag" } },
    async (request, reply) => {
      reply.headers({ etag: tag, "cache-control": "private, no-cache" });
      if (request.headers["if-none-match"] === tag) return reply.code(304).send();
      return reply.type("application/geo+json; charset=utf-8").send(text);
    },
  );
};
