import { z } from "zod";
import type { NotificationQuery, NotificationStatus } from "../../store/store.ts";
import { principalOf } from "../access.ts";
import { pageQuery, pageView, type RouteGroup } from "../api.ts";
import { decodeCursor, encodeCursor } from "../cursor.ts";
import { durably } from "../durable.ts";
import { ApiError, notFound } from "../errors.ts";
import { deskRoles } from "../identity/role.ts";
import { instantView, iso, isoOrNull } from "../views/instant.ts";

const statuses = ["waiting", "retrying", "delivered", "dead"] as const;

const notificationView = z.object({
  id: z.string(),
  transition: z.string(),
  channel: z.string(),
  createdAt: instantView,
  status: z.enum(statuses),
  attempts: z.number(),
  lastAttemptAt: instantView.nullable(),
  detail: z.string().nullable().describe("what the last attempt brought"),
});

/** A notification as answers give it. */
export type NotificationView = z.output<typeof notificationView>;

/** What the journal calls the outcome behind each status. */
const outcomes: Readonly<Record<(typeof statuses)[number], NonNullable<NotificationQuery["outcome"]>>> = {
  waiting: "again",
  retrying: "failed",
  delivered: "delivered",
  dead: "dead",
};

const statusOf = (delivery: NotificationStatus["lastDelivery"]): (typeof statuses)[number] =>
  statuses.find((status) => outcomes[status] === delivery?.outcome) ?? "waiting";

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

const config = { roles: deskRoles, wholePlatform: true } as const;

const list: RouteGroup = (api, context) => {
  const querystring = z.strictObject({
    ...pageQuery(context),
    channel: z.string().max(64).optional(),
    outcome: z.enum(statuses).optional().describe("only those that fared so"),
  });
  api.get(
    "/api/v1/notifications",
    { config, schema: { querystring, response: { 200: pageView(notificationView) } } },
    async ({ query: { cursor, limit, channel, outcome } }) => {
      const before = decodeCursor("notifications", cursor, z.tuple([z.string()]))?.[0] ?? null;
      const rows = await context.store.notifications({
        before,
        rowsMax: limit + 1,
        ...(channel === undefined ? {} : { channel }),
        ...(outcome === undefined ? {} : { outcome: outcomes[outcome] }),
      });
      const page = rows.slice(0, limit);
      const last = page.at(-1);
      const next = rows.length > limit && last ? encodeCursor("notifications", [last.id]) : null;
      return { items: page.map(present), next };
    },
  );
};

const retry: RouteGroup = (api, context) => {
  const { store, channels, dispatcher } = context;
  const underWay = new Set<string>();
  const deadOne = async (id: string): Promise<NotificationStatus> => {
    const [found] = await store.notifications({ before: null, rowsMax: 1, id });
    if (!found) throw notFound(`Notification ${id}`);
    const conflict = (detail: string): ApiError => new ApiError("conflict", { detail });
    if (statusOf(found.lastDelivery) !== "dead") throw conflict("Only a dead notification is sent again");
    if (!channels().some(({ name }) => name === found.channel)) {
      throw conflict(`There is no channel "${found.channel}" any more: add it to the configuration`);
    }
    return found;
  };
  api.post(
    "/api/v1/notifications/:id/retry",
    {
      config,
      schema: {
        params: z.strictObject({ id: z.string().min(1).max(100) }),
        body: z.strictObject({}).nullish(),
        response: { 200: notificationView },
      },
    },
    async (request) => {
      const { id } = request.params;
      const { actor } = principalOf(request);
      if (underWay.has(id)) throw new ApiError("conflict", { detail: "It is being sent again already" });
      underWay.add(id);
      try {
        const { lastDelivery, ...row } = await deadOne(id);
        const attempts = lastDelivery?.attempt ?? 0;
        const opened = await durably(context, {
          change: (rows, nowMs) => {
            const delivery = {
              notification: id,
              attemptedAtMs: nowMs,
              attempt: attempts,
              outcome: "again" as const,
              detail: `sent again by ${actor}`,
            };
            rows.delivery.push(delivery);
            return delivery;
          },
          entry: () => ({
            actor,
            action: "notification.retry",
            target: id,
            detail: { channel: row.channel },
          }),
        });
        dispatcher.reopen({ row, attempts, againAtMs: opened.attemptedAtMs });
        return present({ ...row, lastDelivery: opened });
      } finally {
        underWay.delete(id);
      }
    },
  );
};

/** What was sent to whom, newest first, and sending again what was given up. */
export const notificationRoutes: RouteGroup = (api, context) => {
  list(api, context);
  retry(api, context);
};
