import { z } from "zod";
import { alarmId, nodeCode, siteCode } from "../telemetry/identifiers.ts";
import { eventTypes, type ProbableCauseNumber, probableCauses } from "../telemetry/probable-cause.ts";
import { severities } from "../telemetry/severity.ts";
import type { Alarm } from "./alarm.ts";

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
      tsMs: z.number(),
    }),
  ),
  operatorState: z.enum(["none", "acknowledged", "closed"]),
  operatorChanges: z.array(
    z.object({
      atMs: z.number(),
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

/** Reads an alarm back from the body of its newest transition; throws when it is not one. */
export const parseAlarm = (body: string): Alarm => schema.parse(JSON.parse(body));
