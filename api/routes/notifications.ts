import { z } from "zod";
import type { NotificationStatus } from "../../store/store.ts";
import { pageQuery, pageView, type RouteGroup } from "../api.ts";
import type { ChannelHealth } from "../context.ts";
import { decodeCursor, encodeCursor } from "../cursor.ts";
import { deskRoles } from "../identity/role.ts";
import { instantView, iso, isoOrNull } from "../views/instant.ts";

const notificationView = z.object({
  id: z.string(),
  transition: z.string(),
  channel: z.string(),
  createdAt: instantView,
  status: z.enum(["waiting", "retrying", "delivered", "dead"]),
  attempts: z.number(),
  lastAttemptAt: instantView.nullable(),
  detail: z.string().nullable().describe("what the last attempt brought"),
});

const channelView = z.object({
  name: z.string(),
  kind: z.string(),
  healthy: z.boolean(),
  lastSuccessAt: instantView.nullable(),
  lastFailureAt: instantView.nullable(),
  lastError: z.string().nullable(),
  waiting: z.number(),
});

const statusOf = (delivery: NotificationStatus["lastDelivery"]) => {
  if (!delivery) return "waiting" as const;
  return delivery.outcome === "failed" ? ("retrying" as const) : delivery.outcome;
};

const present = ({ id, transition, channel, createdAtMs, lastDelivery }: NotificationStatus) => ({
  id,
  transition,
  channel,
  createdAt: iso(createdAtMs),
  status: statusOf(lastDelivery),
  attempts: lastDelivery?.attempt ?? 0,
  lastAttemptAt: isoOrNull(lastDelivery?.attemptedAtMs ?? null),
  detail: lastDelivery?.detail ?? null,
});

const presentChannel = ({ lastSuccessAtMs, lastFailureAtMs, ...health }: ChannelHealth) => ({
  ...health,
  lastSuccessAt: isoOrNull(lastSuccessAtMs),
  lastFailureAt: isoOrNull(lastFailureAtMs),
});

const config = { roles: deskRoles, wholePlatform: true } as const;

/** What was sent to whom, newest first, and how the channels fare. */
export const notificationRoutes: RouteGroup = (api, context) => {
  const { store, channels } = context;
  api.get(
    "/api/v1/notifications",
    {
      config,
      schema: {
        querystring: z.strictObject(pageQuery(context)),
        response: { 200: pageView(notificationView) },
      },
    },
    async ({ query: { cursor, limit } }) => {
      const before = decodeCursor("notifications", cursor, z.tuple([z.string()]))?.[0] ?? null;
      const rows = await store.notifications({ before, rowsMax: limit + 1 });
      const page = rows.slice(0, limit);
      const last = page.at(-1);
      const next = rows.length > limit && last ? encodeCursor("notifications", [last.id]) : null;
      return { items: page.map(present), next };
    },
  );
  api.get(
    "/api/v1/channels",
    { config, schema: { response: { 200: z.object({ items: z.array(channelView), next: z.null() }) } } },
    async () => ({ items: channels().map(presentChannel), next: null }),
  );
};
