import { z } from "zod";
import { eventTypes } from "../telemetry/probable-cause.ts";
import { severities } from "../telemetry/severity.ts";
import { type Alarm, type Moment, meanings, operatorActions } from "./alarm.ts";
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
      armedSince: z.iso.datetime(),
    })
    .nullable(),
  evidence: z.array(
    z.object({
      metric: z.string(),
      value: z.union([z.number(), z.boolean(), z.string()]),
      ts: z.iso.datetime(),
    }),
  ),
  meaning: z.enum(meanings),
  flapping: z.boolean(),
  trend: z.enum(["rising", "falling", "steady"]).nullable(),
  operatorState: z.enum(["none", "acknowledged", "closed"]),
  assignee: z.string().nullable(),
  ticket: z.string().nullable(),
  shelf: z.object({ until: z.iso.datetime(), actor: z.string(), reason: z.string() }).nullable(),
  maintenance: z.string().nullable(),
  cause: z.object({ alarm: z.string(), confidence: z.number(), reason: bilingual }).nullable(),
  symptomCount: z.number(),
  impact: z
    .object({
      sites: z.number(),
      nodesByOperator: z.record(z.string(), z.number()),
      hamlets: z.number(),
      population: z.number(),
    })
    .nullable(),
  timeToSiteDown: z
    .object({
      at: z.iso
        .datetime()
        .describe("time of the newest reading that it rests on; the minutes count from here"),
      p10Minutes: z.number(),
      p50Minutes: z.number(),
      p90Minutes: z.number(),
    })
    .nullable(),
  operatorChanges: z.array(
    z.object({
      at: z.iso.datetime(),
      occurredAt: z.iso.datetime().nullable().describe("by the person's own clock, when it was believed"),
      actor: z.string(),
      action: z.enum(operatorActions),
      note: z.string().nullable(),
      value: z.string().nullable(),
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

/** Most moments of an alarm are the one in which it was raised: written once. */
const momentsOf = ({ lastRaised }: Alarm): ((moment: Moment) => AlarmView["lastRaised"]) => {
  const raised = momentView(lastRaised);
  return (moment) => (moment === lastRaised ? raised : momentView(moment));
};

const thresholdView = (threshold: Alarm["threshold"]): AlarmView["threshold"] => {
  if (threshold === null) return null;
  const { armedSinceMs, ...facts } = threshold;
  return { ...facts, armedSince: iso(armedSinceMs) };
};

const shelfView = (shelf: Alarm["shelf"]): AlarmView["shelf"] =>
  shelf === null ? null : { until: iso(shelf.untilMs), actor: shelf.actor, reason: shelf.reason };

const timeToSiteDownView = (time: Alarm["timeToSiteDown"]): AlarmView["timeToSiteDown"] => {
  if (time === null) return null;
  const { atMs, ...minutes } = time;
  return { at: iso(atMs), ...minutes };
};

/** What lists of many alarms show of each. */
export const briefAlarmSchema = alarmViewSchema.omit({
  qualifier: true,
  eventType: true,
  probableCause: true,
  firstRaised: true,
  lastCleared: true,
  occurrenceCount: true,
  labels: true,
  threshold: true,
  evidence: true,
  meaning: true,
  trend: true,
  statusChanges: true,
});

/** An alarm in the form of `briefAlarmSchema`. */
export type BriefAlarmView = z.infer<typeof briefAlarmSchema>;

const impactView = (impact: Alarm["impact"]): AlarmView["impact"] =>
  impact === null ? null : { ...impact, nodesByOperator: { ...impact.nodesByOperator } };

/** Shows of an alarm what lists of many show: made by itself, since in a storm thousands are asked for at once. */
export const briefAlarmView = (
  alarm: Alarm,
  site: SiteDescription | undefined,
  momentOf = momentsOf(alarm),
): BriefAlarmView => ({
  id: alarm.id,
  site: alarm.site,
  siteName: site?.name ?? null,
  node: alarm.node,
  type: alarm.type,
  specificProblem: alarm.specificProblem,
  severity: alarm.severity,
  isCleared: alarm.isCleared,
  text: alarm.text,
  lastRaised: momentOf(alarm.lastRaised),
  lastChanged: momentOf(alarm.lastChanged),
  flapping: alarm.flapping,
  operatorState: alarm.operatorState,
  assignee: alarm.assignee,
  ticket: alarm.ticket,
  shelf: shelfView(alarm.shelf),
  maintenance: alarm.maintenance,
  cause: alarm.cause,
  symptomCount: alarm.symptomCount,
  impact: impactView(alarm.impact),
  timeToSiteDown: timeToSiteDownView(alarm.timeToSiteDown),
  operatorChanges: alarm.operatorChanges.map(({ atMs, occurredAtMs, ...change }) => ({
    at: iso(atMs),
    occurredAt: occurredAtMs === null ? null : iso(occurredAtMs),
    ...change,
  })),
});

/** Shows an alarm as the API and webhooks give it. */
export const alarmView = (alarm: Alarm, site: SiteDescription | undefined): AlarmView => {
  const momentOf = momentsOf(alarm);
  return {
    ...briefAlarmView(alarm, site, momentOf),
    qualifier: alarm.qualifier,
    eventType: alarm.eventType,
    probableCause: alarm.probableCause,
    firstRaised: momentOf(alarm.firstRaised),
    lastCleared: alarm.lastCleared === null ? null : momentOf(alarm.lastCleared),
    occurrenceCount: alarm.occurrenceCount,
    labels: { ...alarm.labels },
    threshold: thresholdView(alarm.threshold),
    evidence: alarm.evidence.map(({ metric, value, tsMs }) => ({ metric, value, ts: iso(tsMs) })),
    meaning: alarm.meaning,
    trend: alarm.trend,
    statusChanges: alarm.statusChanges.map((change) => ({ ...change, at: momentOf(change.at) })),
  };
};
