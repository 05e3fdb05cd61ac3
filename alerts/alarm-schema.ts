import { z } from "zod";
import { alarmId, nodeCode, siteCode } from "../telemetry/identifiers.ts";
import { eventTypes, type ProbableCauseNumber, probableCauses } from "../telemetry/probable-cause.ts";
import { severities } from "../telemetry/severity.ts";
import { type Alarm, meanings, operatorActions } from "./alarm.ts";

const bilingual = z.object({ vi: z.string(), en: z.string() });
const moment = z.object({
  eventAtMs: z.number(),
  receivedAtMs: z.number(),
  clock: z.enum(["device", "receiver"]),
});

const isCauseNumber = (value: number): value is ProbableCauseNumber => Object.hasOwn(probableCauses, value);

const probableCause = z.object({ number: z.number() }).transform(({ number }, context) => {
  if (isCauseNumber(number)) return { number, name: probableCauses[number] };
  context.addIssue({ code: "custom", message: `${number} is no probable cause` });
  return z.NEVER;
});

const threshold = z
  .object({
    metric: z.string(),
    unit: z.string(),
    direction: z.enum(["low", "high"]),
    observed: z.number(),
    raiseAt: z.number(),
    clearAt: z.number(),
    armedSinceMs: z.number(),
  })
  .nullable();

const evidence = z.array(
  z.object({
    metric: z.string(),
    value: z.union([z.number(), z.boolean(), z.string()]),
    tsMs: z.number(),
  }),
);

const trend = z.enum(["rising", "falling", "steady"]).nullable();

/** What is known when a condition fires, as kept in the journal. */
export const firingSchema = z.object({
  at: moment,
  severity: z.enum(severities),
  text: bilingual,
  threshold,
  evidence,
  trend: trend.exactOptional(),
});

const schema = z.object({
  id: z.string().transform(alarmId),
  site: z.string().transform(siteCode),
  node: z.string().transform(nodeCode),
  type: z.string(),
  qualifier: z.string(),
  eventType: z.enum(eventTypes),
  probableCause: probableCause.nullable(),
  specificProblem: z.string(),
  severity: z.enum(severities),
  isCleared: z.boolean(),
  text: bilingual,
  firstRaised: moment,
  lastRaised: moment,
  lastCleared: moment.nullable(),
  lastChanged: moment,
  occurrenceCount: z.number(),
  changeCount: z.number(),
  labels: z.record(z.string(), z.string()),
  threshold,
  evidence,
  meaning: z.enum(meanings),
  flapping: z.boolean(),
  trend,
  operatorState: z.enum(["none", "acknowledged", "closed"]),
  assignee: z.string().nullable(),
  ticket: z.string().nullable(),
  shelf: z.object({ untilMs: z.number(), actor: z.string(), reason: z.string() }).nullable(),
  maintenance: z.string().nullable(),
  cause: z
    .object({ alarm: z.string().transform(alarmId), confidence: z.number(), reason: bilingual })
    .nullable(),
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
    .object({ atMs: z.number(), p10Minutes: z.number(), p50Minutes: z.number(), p90Minutes: z.number() })
    .nullable(),
  operatorChanges: z.array(
    z.object({
      atMs: z.number(),
      // Journals from before people could act without a network don't have it.
      occurredAtMs: z.number().nullable().default(null),
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

/** An alarm as the journal of version 1 kept it: it had no network, no shelves and no assignees. */
const early = z.looseObject({
  meaning: z.undefined().optional(),
  lastRaised: moment,
  threshold: z.looseObject({}).nullable(),
  operatorChanges: z.array(z.looseObject({})),
});

const grown = ({ threshold, operatorChanges, ...rest }: z.output<typeof early>): unknown => ({
  ...rest,
  meaning: "local",
  flapping: false,
  trend: null,
  assignee: null,
  ticket: null,
  shelf: null,
  maintenance: null,
  cause: null,
  symptomCount: 0,
  impact: null,
  timeToSiteDown: null,
  threshold: threshold && { armedSinceMs: rest.lastRaised.eventAtMs, ...threshold },
  operatorChanges: operatorChanges.map((change) => ({ value: null, ...change })),
});

/** Reads an alarm back from the body of its newest transition; throws when it is not one. */
export const parseAlarm = (body: string): Alarm => {
  const kept: unknown = JSON.parse(body);
  const old = early.safeParse(kept);
  return schema.parse(old.success ? grown(old.data) : kept);
};
