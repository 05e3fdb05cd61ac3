import { z } from "zod";
import { principalOf } from "../access.ts";
import { flagQuery, listQuery, type RouteGroup } from "../api.ts";
import { ApiError } from "../errors.ts";
import { wallRoles } from "../identity/role.ts";
import { streamTopics } from "../stream/client.ts";
import { openEventStream } from "../stream/event-stream.ts";

const sequence = z.coerce.number().int().min(0).max(Number.MAX_SAFE_INTEGER);

const afterOf = (header: string | string[] | undefined, from: number | undefined): number | null => {
  if (header === undefined || header === "") return from ?? null;
  const result = sequence.safeParse(header);
  if (result.success) return result.data;
  const fault = {
    path: "header.last-event-id",
    value: String(header),
    message: "not a position of this stream",
    fix: "send the id of the last event, or leave it out",
  };
  throw new ApiError("invalid-request", { detail: "Wrong: header.last-event-id", fields: [fault] });
};

/** The stream of events; timers run while the server does. */
export const streamRoutes: RouteGroup = (api, context) => {
  const { hub, limits } = context;
  const querystring = z.strictObject({
    from: sequence.optional().describe("as Last-Event-ID, which comes first"),
    events: listQuery(z.enum(streamTopics)).optional().describe("left out: all"),
    site: listQuery(z.string()).optional().describe("only these sites"),
    brief: flagQuery
      .default(false)
      .describe("true: alarms in brief, and alarms and outages that come together in one event"),
  });
  api.get(
    "/api/v1/stream",
    {
      config: { roles: wallRoles },
      exposeHeadRoute: false,
      schema: { querystring, description: "Server-sent events, see docs/formats/http-api.md" },
    },
    (request, reply) => {
      const { from, events, site, brief } = request.query;
      const stream = {
        principal: principalOf(request),
        after: afterOf(request.headers["last-event-id"], from),
        topics: new Set(events ?? streamTopics),
        sites: site ? new Set(site) : null,
        isBrief: brief,
      };
      hub.open(stream, () => openEventStream(reply));
    },
  );
  const flushTimer = setInterval(() => hub.flush(), limits.flushIntervalMs).unref();
  const beatTimer = setInterval(() => hub.beat(), limits.heartbeatIntervalMs).unref();
  api.addHook("preClose", async () => {
    clearInterval(flushTimer);
    clearInterval(beatTimer);
    hub.close();
  });
};
