import { randomUUID } from "node:crypto";
import { z } from "zod";
import { testNotification } from "../../alerts/channels/test-notification.ts";
import type { DeadLetters } from "../../store/store.ts";
import { principalOf } from "../access.ts";
import type { RouteGroup } from "../api.ts";
import type { ChannelHealth } from "../context.ts";
import { durably } from "../durable.ts";
import { ApiError, notFound } from "../errors.ts";
import { adminRoles, deskRoles } from "../identity/role.ts";
import { instantView, isoOrNull } from "../views/instant.ts";

const channelView = z.object({
  name: z.string(),
  kind: z.string(),
  healthy: z.boolean(),
  state: z
    .enum(["untried", "working", "degraded"])
    .describe("since the start: nothing sent yet; the last attempt got through; it did not"),
  lastSuccessAt: instantView.nullable(),
  lastFailureAt: instantView.nullable(),
  lastError: z.string().nullable(),
  pausedUntil: instantView.nullable().describe("nothing is sent before"),
  waiting: z.number(),
  deadLetters: z.number().describe("given up, kept in the journal, can be sent again"),
});

/** A channel as answers give it. */
export type ChannelView = z.output<typeof channelView>;

const stateOf = ({ healthy, lastSuccessAtMs }: ChannelHealth) => {
  if (!healthy) return "degraded" as const;
  return lastSuccessAtMs === null ? ("untried" as const) : ("working" as const);
};

const present = (health: ChannelHealth, dead: readonly DeadLetters[]) => {
  const { lastSuccessAtMs, lastFailureAtMs, pausedUntilMs, ...rest } = health;
  return {
    ...rest,
    state: stateOf(health),
    lastSuccessAt: isoOrNull(lastSuccessAtMs),
    lastFailureAt: isoOrNull(lastFailureAtMs),
    pausedUntil: isoOrNull(pausedUntilMs),
    deadLetters: dead.find(({ channel }) => channel === health.name)?.count ?? 0,
  };
};

const list: RouteGroup = (api, { channels, store }) => {
  api.get(
    "/api/v1/channels",
    {
      config: { roles: deskRoles, wholePlatform: true },
      schema: { response: { 200: z.object({ items: z.array(channelView), next: z.null() }) } },
    },
    async () => {
      const dead = await store.deadLetters();
      return { items: channels().map((health) => present(health, dead)), next: null };
    },
  );
};

const outcomeView = z.object({
  outcome: z.enum(["delivered", "unavailable", "refused", "impossible"]),
  detail: z.string().describe("what the receiver said, or why it was not reached"),
});

const test: RouteGroup = (api, context) => {
  const { channels, dispatcher, clock } = context;
  const underWay = new Set<string>();
  api.post(
    "/api/v1/channels/:name/test",
    {
      config: { roles: adminRoles, wholePlatform: true },
      schema: {
        params: z.strictObject({ name: z.string().min(1).max(64) }),
        body: z.strictObject({}).nullish(),
        response: { 200: outcomeView },
      },
    },
    async (request) => {
      const { name } = request.params;
      const { actor } = principalOf(request);
      if (!channels().some((channel) => channel.name === name)) throw notFound(`Channel ${name}`);
      if (underWay.has(name)) throw new ApiError("conflict", { detail: "A test of this channel is running" });
      underWay.add(name);
      try {
        const id = randomUUID().replaceAll("-", "");
        // Before it is sent: nothing leaves the house without an entry.
        await durably(context, {
          change: () => undefined,
          entry: () => ({ actor, action: "channel.test", target: name, detail: { notification: id } }),
        });
        const outcome = await dispatcher.probe(name, { id, body: testNotification(id, name, clock()) });
        if (outcome === null) throw notFound(`Channel ${name}`);
        return { outcome: outcome.kind, detail: outcome.detail };
      } finally {
        underWay.delete(name);
      }
    },
  );
};

/** How the channels fare, and a test of one of them. */
export const channelRoutes: RouteGroup = (api, context) => {
  list(api, context);
  test(api, context);
};
