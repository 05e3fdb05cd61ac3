import { existsSync } from "node:fs";
import { join } from "node:path";
import fastifyStatic from "@fastify/static";
import type { FastifyReply, FastifyRequest } from "fastify";
import { z } from "zod";
import { pagePaths } from "../../console/paths.ts";
import type { Api } from "../api.ts";
import type { ApiContext } from "../context.ts";
import { answerUnknownRoute } from "../problem.ts";

const yearMs = 365 * 24 * 3_600_000;

/** Files at the top of the built page that browsers ask for by name. */
const files = ["manifest.webmanifest", "service-worker.js"] as const;

const dayMs = yearMs / 365;

const config = { open: true } as const;

const serveFiles = async (api: Api, pageDirectory: string): Promise<void> => {
  await api.register(fastifyStatic, { root: pageDirectory, serve: false, preCompressed: true });
  // Asked for anew each time: they name the files of the present build.
  const top = new Map<string, string>([
    ...Object.values(pagePaths).map((path) => [path, "index.html"] as const),
    ...files.map((file) => [`/${file}`, file] as const),
  ]);
  for (const [path, file] of top) {
    api.get(path, { config, schema: { hide: true } }, async (_request, reply) =>
      reply.header("cache-control", "no-cache").sendFile(file, { cacheControl: false }),
    );
  }
  api.get("/icon.svg", { config, schema: { hide: true } }, async (_request, reply) =>
    reply.sendFile("icon.svg", { maxAge: dayMs }),
  );
  const params = z.strictObject({ file: z.string().regex(/^[\w-][\w.-]*$/) });
  api.get("/assets/:file", { config, schema: { params, hide: true } }, async (request, reply) =>
    reply.sendFile(join("assets", request.params.file), { maxAge: yearMs, immutable: true }),
  );
};

/** Somebody who mistyped an address reads that in the page; programs, which don't ask for HTML, get a problem. */
const answerUnknownAddress = (request: FastifyRequest, reply: FastifyReply): FastifyReply => {
  const wantsPage = request.method === "GET" && request.headers.accept?.includes("text/html") === true;
  if (!wantsPage || request.url.startsWith("/api/")) return answerUnknownRoute(request, reply);
  return reply.code(404).header("cache-control", "no-cache").sendFile("index.html", { cacheControl: false });
};

/**
 * The page: its files are open, since they hold nothing but the way to ask; what they show needs an identity. Files
 * under `assets/` carry a hash of what they hold in their names and are kept for a year. An address that nothing else
 * answers is answered here too.
 */
export const pageRoutes = async (api: Api, { pageDirectory }: ApiContext): Promise<void> => {
  const isBuilt = pageDirectory !== null && existsSync(join(pageDirectory, "index.html"));
  if (isBuilt) await serveFiles(api, pageDirectory);
  const answerUnknown = isBuilt ? answerUnknownAddress : answerUnknownRoute;
  api.setNotFoundHandler({ preHandler: api.rateLimit() }, answerUnknown);
  if (isBuilt || pageDirectory === null) return;
  api.get("/", { config, schema: { hide: true } }, async (_request, reply) =>
    reply
      .code(503)
      .type("text/plain; charset=utf-8")
      .send("The page is not built. Build it: npm run build:page\n"),
  );
};
