import type { FastifyInstance } from "fastify";
import type { ZodTypeProvider } from "fastify-type-provider-zod";
import type { RouteGroup } from "../api.ts";
import { tmfAlarmRoutes } from "./alarm-routes.ts";
import { answerTmfError, answerUnknownTmfRoute } from "./errors.ts";
import { tmfHubRoutes } from "./hub-routes.ts";
import { tmfRoot } from "./names.ts";
import type { TmfParts } from "./parts.ts";
import { tmfTaskRoutes } from "./task-routes.ts";

const takeMergePatch = (api: FastifyInstance): void => {
  api.addContentTypeParser(
    "application/merge-patch+json",
    { parseAs: "string" },
    api.getDefaultJsonParser("error", "error"),
  );
};

/** TM Forum Alarm Management, TMF642 v4.0.0, with errors in its own form. */
export const tmfRoutes: RouteGroup = (api, context) => {
  const parts: TmfParts = { context, ...context.tmf };
  api.register(
    async (below) => {
      below.setErrorHandler(answerTmfError);
      below.setNotFoundHandler({ preHandler: below.rateLimit() }, answerUnknownTmfRoute);
      below.addHook("onRequest", async (_request, reply) => {
        reply.header("cache-control", "no-store");
      });
      takeMergePatch(below);
      const typed = below.withTypeProvider<ZodTypeProvider>();
      tmfAlarmRoutes(typed, parts);
      tmfTaskRoutes(typed, parts);
      tmfHubRoutes(typed, parts);
    },
    { prefix: tmfRoot },
  );
};
