import { randomUUID } from "node:crypto";
import { z } from "zod";
import { receiverUrl } from "../../alerts/channels/surroundings.ts";
import { principalOf } from "../access.ts";
import { durably } from "../durable.ts";
import { notFound } from "../errors.ts";
import type { Principal } from "../identity/principal.ts";
import { deskRoles } from "../identity/role.ts";
import { demandAlarmConditions } from "./alarm-conditions.ts";
import { type Listener, listenerConditions } from "./listener.ts";
import type { ListenerHealth } from "./listener-hub.ts";
import { tmfRoot } from "./names.ts";
import type { TmfRouteGroup } from "./parts.ts";

const queryCharactersMax = 1_000;
const params = z.strictObject({ id: z.string().max(64) });
const noQuery = z.strictObject({});

const body = z.strictObject({
  callback: receiverUrl.max(2_000).describe("where events are POSTed"),
  query: z.string().max(queryCharactersMax).optional().describe("which events; left out: all"),
  "@type": z.string().optional(),
  "@baseType": z.string().optional(),
  "@schemaLocation": z.string().optional(),
});

const subscription = z.object({
  id: z.string(),
  callback: z.string(),
  query: z.string().optional(),
  eventsBehind: z.number().describe("changes of alarms that it has not been told of yet"),
  lastError: z.string().optional().describe("what the last attempt that failed brought"),
});

const shown = ({ listener, behind, lastError }: ListenerHealth): z.output<typeof subscription> => ({
  id: listener.id,
  callback: listener.callback,
  ...(listener.query !== null && { query: listener.query }),
  eventsBehind: behind,
  ...(lastError !== null && { lastError }),
});

/** One sees one's own listeners, an administrator without limits all. */
const isOwn = ({ id, role, scope }: Principal, { owner }: Listener): boolean =>
  owner === id || (role === "admin" && scope.operators === "all" && scope.communes === "all");

/** `hub`: register, list and unregister listeners. */
export const tmfHubRoutes: TmfRouteGroup = (api, { context, hub }) => {
  const config = { roles: deskRoles };
  const own = (principal: Principal, id: string): ListenerHealth => {
    const found = hub.list().find(({ listener }) => listener.id === id && isOwn(principal, listener));
    if (found === undefined) throw notFound(`Listener ${id}`);
    return found;
  };
  api.post(
    "/hub",
    { config, schema: { body, querystring: noQuery, response: { 201: subscription } } },
    async (request, reply) => {
      const principal = principalOf(request);
      const { callback, query = null } = request.body;
      demandAlarmConditions(listenerConditions(query));
      const sender = hub.senderFor(callback);
      const listener: Listener = {
        ...{ id: randomUUID(), callback, query, owner: principal.id },
        createdAtMs: context.clock(),
        sequence: hub.position,
      };
      try {
        await durably(context, {
          change: (rows, nowMs) => hub.add(rows, nowMs, { listener, sender }),
          entry: () => ({
            actor: principal.actor,
            action: "listener.register",
            target: listener.id,
            detail: { callback, query },
          }),
        });
      } catch (error) {
        const isIn = hub.list().some((each) => each.listener.id === listener.id);
        if (!isIn) await sender.close();
        throw error;
      }
      reply.code(201).header("location", `${tmfRoot}/hub/${listener.id}`);
      return shown({ listener, behind: 0, lastError: null });
    },
  );
  api.get(
    "/hub",
    { config, schema: { querystring: noQuery, response: { 200: z.array(subscription) } } },
    async (request) => {
      const principal = principalOf(request);
      return hub
        .list()
        .filter(({ listener }) => isOwn(principal, listener))
        .map(shown);
    },
  );
  api.get(
    "/hub/:id",
    { config, schema: { params, querystring: noQuery, response: { 200: subscription } } },
    async (request) => shown(own(principalOf(request), request.params.id)),
  );
  api.delete(
    "/hub/:id",
    { config, schema: { params, querystring: noQuery, response: { 204: z.void() } } },
    async (request, reply) => {
      const principal = principalOf(request);
      const { id } = own(principal, request.params.id).listener;
      await durably(context, {
        change: (rows, nowMs) => hub.remove(rows, nowMs, id),
        entry: () => ({ actor: principal.actor, action: "listener.unregister", target: id, detail: null }),
      });
      return reply.code(204).send();
    },
  );
};
