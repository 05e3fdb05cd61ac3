import type { RouteGroup } from "../api.ts";
import { deskRoles } from "../identity/role.ts";
import { type AnswerCounts, buildMetrics } from "../metrics.ts";

/** `/metrics` in Prometheus' text format; scrape it with an API key, since the figures tell of all operators. */
export const metricsRoutes: RouteGroup = (api, context) => {
  const answers: AnswerCounts = new Map();
  api.addHook("onResponse", async (_request, { statusCode }) => {
    answers.set(statusCode, (answers.get(statusCode) ?? 0) + 1);
  });
  const metrics = buildMetrics(context, answers);
  api.get(
    "/metrics",
    { config: { roles: deskRoles, wholePlatform: true }, schema: { hide: true } },
    async (_request, reply) => reply.type(metrics.contentType).send(await metrics.scrape()),
  );
};
