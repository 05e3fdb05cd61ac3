import type { IncomingMessage, ServerResponse } from "node:http";
import type { FastifyBaseLogger, FastifyInstance, RawServerDefault } from "fastify";
import type { ZodTypeProvider } from "fastify-type-provider-zod";
import { z } from "zod";
import type { ApiContext } from "./context.ts";

/** The Fastify instance whose routes speak zod. */
export type Api = FastifyInstance<
  RawServerDefault,
  IncomingMessage,
  ServerResponse,
  FastifyBaseLogger,
  ZodTypeProvider
>;

/** Adds a group of routes. */
export type RouteGroup = (api: Api, context: ApiContext) => void;

/** A page of a list. */
export const pageView = <Item extends z.ZodType>(item: Item) =>
  z.object({ items: z.array(item), next: z.string().nullable().describe("cursor of the next page") });

/** `limit` and `cursor` of a list. */
export const pageQuery = ({ limits }: Pick<ApiContext, "limits">) => ({
  limit: z.coerce.number().int().min(1).max(limits.pageItemsMax).default(limits.pageItemsDefault),
  cursor: z.string().max(1_000).optional(),
});

/** `true` or `false` in a query. */
export const flagQuery = z.enum(["true", "false"]).transform((text) => text === "true");

/** One value or several, as `a=1&a=2` or `a=1,2`. */
export const listQuery = <Item extends z.ZodType<unknown, string>>(item: Item) =>
  z.preprocess(
    (given) => [given].flat().flatMap((text) => (typeof text === "string" ? text.split(",") : [text])),
    z.array(item).min(1).max(200),
  );
