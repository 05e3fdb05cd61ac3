import fastifyStatic from "@fastify/static";
import type { Api } from "../api.ts";
import type { ApiContext } from "../context.ts";

const files = ["live.html", "live.js", "live.css"];

/** The page: its files are open, since they hold nothing but the way to ask; what they show needs an identity. */
export const pageRoutes = async (api: Api, { pageDirectory }: ApiContext): Promise<void> => {
  if (pageDirectory === null) return;
  await api.register(fastifyStatic, { root: pageDirectory, serve: false });
  const config = { open: true } as const;
  api.get("/", { config, schema: { hide: true } }, async (_request, reply) => reply.sendFile("live.html"));
  for (const file of files) {
    api.get(`/${file}`, { config, schema: { hide: true } }, async (_request, reply) => reply.sendFile(file));
  }
};
