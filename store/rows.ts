import { z } from "zod";
import { deviceId, nodeCode, seriesId, siteCode } from "../telemetry/identifiers.ts";
import type {
  AuditRow,
  ConditionRow,
  DeliveryRow,
  DocumentRow,
  NotificationRow,
  OutageRow,
  PresenceRow,
  QuarantineRow,
  SeriesRow,
  TransitionRow,
} from "../telemetry/journal.ts";
import { severities } from "../telemetry/severity.ts";
import type { OpenNotification } from "./store.ts";

const instantMs = z.number();

/** Rows as they come back from the database, checked: the file may have been touched by other hands. */
export const seriesRow: z.ZodType<SeriesRow> = z.object({
  id: z.number().transform(seriesId),
  site: z.string().transform(siteCode),
  node: z.string().transform(nodeCode),
  metric: z.string(),
  firstSeenAtMs: instantMs,
});

/** A row of quarantine. */
export const quarantineRow: z.ZodType<QuarantineRow> = z.object({
  id: z.string(),
  receivedAtMs: instantMs,
  device: z.string(),
  site: z.string(),
  topic: z.string(),
  metric: z.string().nullable(),
  reason: z.string(),
  detail: z.string(),
  payload: z.string(),
});

/** A row of presence. */
export const presenceRow: z.ZodType<PresenceRow> = z.object({
  device: z.string().transform(deviceId),
  changedAtMs: instantMs,
  body: z.string(),
});

/** A row of condition. */
export const conditionRow: z.ZodType<ConditionRow> = z.object({
  key: z.string(),
  changedAtMs: instantMs,
  body: z.string().nullable(),
});

/** A row of transition. */
export const transitionRow: z.ZodType<TransitionRow> = z.object({
  sequence: z.number(),
  id: z.string(),
  alarm: z.string(),
  site: z.string(),
  node: z.string(),
  event: z.string(),
  severity: z.enum(severities),
  eventAtMs: instantMs,
  recordedAtMs: instantMs,
  body: z.string(),
});

const notificationFields = {
  id: z.string(),
  transition: z.string(),
  channel: z.string(),
  createdAtMs: instantMs,
  body: z.string(),
};

/** A row of notification. */
export const notificationRow: z.ZodType<NotificationRow> = z.object(notificationFields);

/** A row of notification with the attempts made so far. */
export const outboxRow = z
  .object({ ...notificationFields, attempts: z.number(), againAtMs: z.number().nullable() })
  .transform(
    ({ attempts, againAtMs, ...row }): OpenNotification => ({
      row,
      attempts,
      ...(againAtMs === null ? {} : { againAtMs }),
    }),
  );

/** A row of delivery. */
export const deliveryRow: z.ZodType<DeliveryRow> = z.object({
  notification: z.string(),
  attemptedAtMs: instantMs,
  attempt: z.number(),
  outcome: z.enum(["delivered", "failed", "dead", "again"]),
  detail: z.string(),
});

/** A row of outage. */
export const outageRow: z.ZodType<OutageRow> = z.object({
  id: z.string(),
  subject: z.enum(["site", "node"]),
  site: z.string(),
  node: z.string().nullable(),
  causeClass: z.string(),
  fromMs: instantMs,
  toMs: instantMs.nullable(),
  changedAtMs: instantMs,
  body: z.string(),
});

/** A row of document. */
export const documentRow: z.ZodType<DocumentRow> = z.object({
  kind: z.string(),
  id: z.string(),
  changedAtMs: instantMs,
  body: z.string().nullable(),
});

/** A row of audit. */
export const auditRow: z.ZodType<AuditRow> = z.object({
  sequence: z.number(),
  atMs: instantMs,
  actor: z.string(),
  action: z.string(),
  target: z.string(),
  detail: z.string(),
  hash: z.string(),
});
