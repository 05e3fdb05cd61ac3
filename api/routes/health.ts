import { z } from "zod";
import type { RouteGroup } from "../api.ts";

const readinessView = z.object({
  ready: z.boolean(),
  checks: z.array(z.object({ name: z.string(), ok: z.boolean(), detail: z.string() })),
});

/** How the platform itself fares, as answers give it. */
export type ReadinessView = z.output<typeof readinessView>;

// Cheap to answer, and a balancer that shares its address with others must not be told 429.
const config = { open: true, rateLimit: false } as const;

/** `/healthz`, `/readyz`, `/version`: open to all, for load balancers and service managers. */
export const healthRoutes: RouteGroup = (api, { readiness, version }) => {
  api.get(
    "/healthz",
    { config, schema: { response: { 200: z.object({ ok: z.literal(true) }) } } },
    async () => ({ ok: true as const }),
  );
  api.get(
    "/readyz",
    { config, schema: { response: { 200: readinessView, 503: readinessView } } },
    async (_request, reply) => {
      const { ready, checks } = readiness();
      return reply.code(ready ? 200 : 503).send({ ready, checks: [...checks] });
    },
  );
  api.get(
    "/version",
    {
      config,
      schema: { response: { 200: z.object({ name: z.string(), version: z.string() }) } },
    },
    async () => ({ name: "tramcanh", version }),
  );
};
