import { z } from "zod";
import { severities } from "../../telemetry/severity.ts";
import { instantView } from "../views/instant.ts";
import { tmfRoot } from "./names.ts";

/** A reference to an alarm, in the form of `alarmReference`. */
export const alarmReferenceSchema = z.object({
  id: z.string(),
  href: z.string(),
  "@referredType": z.literal("Alarm"),
});
const named = { id: z.string(), href: z.string().optional(), name: z.string().optional() };

/**
 * The resource `alarm` of TMF642 v4.0.0 (TM Forum Alarm Management API). `id`, `alarmRaisedTime`, `alarmType`,
 * `alarmedObject`, `perceivedSeverity`, `probableCause`, `sourceSystemId` and `state` are always there; times are ISO
 * 8601 in UTC. What each attribute comes from stands in docs/formats/tmf642.md.
 */
export const tmfAlarmSchema = z.object({
  id: z.string(),
  href: z.string(),
  "@type": z.literal("Alarm"),
  externalAlarmId: z.string(),
  sourceSystemId: z.string(),
  reportingSystemId: z.string(),
  alarmType: z.string(),
  perceivedSeverity: z.enum([...severities, "cleared"]),
  probableCause: z.string(),
  specificProblem: z.string(),
  state: z.enum(["raised", "updated", "cleared"]),
  ackState: z.enum(["acknowledged", "unacknowledged"]),
  ackUserId: z.string().optional(),
  ackSystemId: z.string().optional(),
  clearUserId: z.string().optional(),
  clearSystemId: z.string().optional(),
  alarmRaisedTime: instantView,
  alarmReportingTime: instantView,
  alarmChangedTime: instantView,
  alarmClearedTime: instantView.optional(),
  alarmedObject: z.object({ ...named, "@type": z.string() }),
  alarmedObjectType: z.string(),
  alarmDetails: z.string(),
  isRootCause: z.boolean(),
  serviceAffecting: z.boolean(),
  plannedOutageIndicator: z.enum(["inService", "outOfService"]),
  parentAlarm: z.array(alarmReferenceSchema).optional(),
  correlatedAlarm: z.array(alarmReferenceSchema).optional(),
  affectedService: z.array(z.object({ ...named, "@type": z.literal("Service") })).optional(),
  crossedThresholdInformation: z
    .object({
      "@type": z.literal("CrossedThresholdInformation"),
      direction: z.enum(["up", "down"]),
      indicatorName: z.string(),
      indicatorUnit: z.string(),
      observedValue: z.string(),
      thresholdCrossingDescription: z.string(),
    })
    .optional(),
  comment: z
    .array(
      z.object({
        "@type": z.literal("Comment"),
        comment: z.string(),
        userId: z.string(),
        systemId: z.string(),
        time: instantView,
      }),
    )
    .optional(),
  place: z.array(z.object({ ...named, role: z.string(), "@type": z.string() })).optional(),
});

/** An alarm in the form of `tmfAlarmSchema`. */
export type TmfAlarm = z.output<typeof tmfAlarmSchema>;

/** Where an alarm is found. */
export const alarmHref = (id: string): string => `${tmfRoot}/alarm/${id}`;

/** A reference to an alarm. */
export const alarmReference = (id: string): z.output<typeof alarmReferenceSchema> => ({
  id,
  href: alarmHref(id),
  "@referredType": "Alarm",
});
