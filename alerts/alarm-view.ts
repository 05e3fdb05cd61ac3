import { z } from "zod";
import { eventTypes } from "../telemetry/probable-cause.ts";
import { severities } from "../telemetry/severity.ts";
import type { Alarm, Moment } from "./alarm.ts";
import type { SiteDescription } from "./routes.ts";

const bilingual = z.object({ vi: z.string(), en: z.string() });
const moment = z.object({
  eventAt: z.iso.datetime(),
  receivedAt: z.iso.datetime(),
  clock: z.enum(["device", "receiver"]),
});

/** An alarm as the API and webhooks show it: times are ISO 8601 in UTC. */
export const alarmViewSchema = z.object({
  id: z.string(),
  site: z.string(),
  siteName: z.string().nullable(),
  node: z.string(),
  type: z.string(),
  qualifier: z.string(),
  eventType: z.enum(eventTypes),
  probableCause: z.object({ number: z.number(), name: z.string() }).nullable(),
  specificProblem: z.string(),
  severity: z.enum(severities),
  isCleared: z.boolean(),
  text: bilingual,
  firstRaised: moment,
  lastRaised: moment,
  lastCleared: moment.nullable(),
  lastChanged: moment,
  occurrenceCount: z.number(),
  labels: z.record(z.string(), z.string()),
  threshold: z
    .object({
      metric: z.string(),
      unit: z.string(),
      direction: z.enum(["low", "high"]),
      observed: z.number(),
      raiseAt: z.number(),
      clearAt: z.number(),
    })
    .nullable(),
  evidence: z.array(
    z.object({
      metric: z.string(),
      value: z.union([z.number(), z.boolean(), z.string()]),
      ts: z.iso.datetime(),
    }),
  ),
  operatorState: z.enum(["none", "acknowledged", "closed"]),
  operatorChanges: z.array(
    z.object({
      at: z.iso.datetime(),
      actor: z.string(),
      action: z.enum(["acknowledge", "clear"]),
      note: z.string().nullable(),
    }),
  ),
  statusChanges: z.array(
    z.object({
      at: moment,
      event: z.enum(["raised", "updated", "cleared"]),
      severity: z.enum(severities),
    }),
  ),
});

/** An alarm in the form of `alarmViewSchema`. */
export type AlarmView = z.infer<typeof alarmViewSchema>;

const iso = (atMs: number): string => new Date(atMs).toISOString();

const momentView = (moment: Moment): AlarmView["lastRaised"] => ({
  eventAt: iso(moment.eventAtMs),
  receivedAt: iso(moment.receivedAtMs),
  clock: moment.clock,
});

/** Shows an alarm as the API and webhooks give it. */
export const alarmView = (alarm: Alarm, site: SiteDescription | undefined): AlarmView => ({
  id: alarm.id,
  site: alarm.site,
  siteName: site?.name ?? null,
  node: alarm.node,
  type: alarm.type,
  qualifier: alarm.qualifier,
  eventType: alarm.eventType,
  probableCause: alarm.probableCause,
  specificProblem: alarm.specificProblem,
  severity: alarm.severity,
  isCleared: alarm.isCleared,
  text: alarm.text,
  firstRaised: momentView(alarm.firstRaised),
  lastRaised: momentView(alarm.lastRaised),
  lastCleared: alarm.lastCleared === null ? null : momentView(alarm.lastCleared),
  lastChanged: momentView(alarm.lastChanged),
  occurrenceCount: alarm.occurrenceCount,
  labels: { ...alarm.labels },
  threshold: alarm.threshold,
  evidence: alarm.evidence.map(({ metric, value, tsMs }) => ({ metric, value, ts: iso(tsMs) })),
  operatorState: alarm.operatorState,
  operatorChanges: alarm.operatorChanges.map(({ atMs, ...change }) => ({ at: iso(atMs), ...change })),
  statusChanges: alarm.statusChanges.map((change) => ({ ...change, at: momentView(change.at) })),
});
