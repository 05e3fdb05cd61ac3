import type { RouteGroup } from "../api.ts";
import { deskRoles } from "../identity/role.ts";
import { buildMetrics } from "../metrics.ts";

/** `/metrics` in Prometheus' text format; scrape it with an API key, since the figures tell of all operators. */
export const metricsRoutes: RouteGroup = (api, context) => {
  const metrics = buildMetrics(context);
  api.get(
    "/metrics",
    { config: { roles: deskRoles, wholePlatform: true }, schema: { hide: true } },
    async (_request, reply) => reply.type(metrics.contentType).send(await metrics.scrape()),
  );
};
