import { z } from "zod";
import { noteCharactersMax } from "../../alerts/limits.ts";
import type { AskedAct } from "../alarm-acts.ts";
import { deskRoles, type Role, staffRoles } from "../identity/role.ts";
import { onBehalfOf } from "./on-behalf.ts";

const name = z.string().min(1).max(200);
const instant = z.iso.datetime({ offset: true });

const typeWords = {
  "@type": z.string().optional(),
  "@baseType": z.string().optional(),
  "@schemaLocation": z.string().optional(),
  state: z.string().optional(),
};

const alarmPattern = z
  .array(
    z
      .record(z.string(), z.unknown())
      .refine((pattern) => Object.keys(pattern).length > 0, "an empty pattern would mean every alarm"),
  )
  .min(1)
  .max(1_000)
  .describe("an alarm is meant when all attributes of one of the patterns are equal to its own");

const acknowledging = z.strictObject({
  ...typeWords,
  alarmPattern,
  ackUserId: name,
  ackSystemId: name,
  ackTime: instant.optional(),
});

const clearing = z.strictObject({
  ...typeWords,
  alarmPattern,
  clearUserId: name.optional(),
  clearSystemId: name.optional(),
  alarmClearedTime: instant.optional(),
});

const commenting = z.strictObject({
  ...typeWords,
  alarmPattern,
  comment: z.looseObject({
    comment: z.string().trim().min(1).max(noteCharactersMax),
    userId: name.optional(),
    systemId: name.optional(),
    time: instant.optional(),
  }),
});

const reference = z.looseObject({ id: z.string().max(64) });

/** The body of `groupAlarms` and `unGroupAlarms`. */
export const groupingBody = z.strictObject({
  ...typeWords,
  correlatedAlarm: z.array(reference).min(1).max(1_000),
  parentAlarm: reference,
  sourceSystemId: name.optional(),
  alarmChangedTime: instant.optional(),
});

/** What a task on alarms that fit a pattern asks. */
export interface PatternTask extends AskedAct {
  readonly alarmPattern: readonly Readonly<Record<string, unknown>>[];
  /** The body as it was sent, to be told again. */
  readonly told: Readonly<Record<string, unknown>>;
}

/** A kind of task on alarms that fit a pattern. */
export interface PatternTaskKind {
  /** Its path, as the specification names it. */
  readonly path: string;
  readonly type: string;
  /** The attribute that lists the alarms that it was done to. */
  readonly doneAttribute: string;
  readonly roles: readonly Role[];
  readonly body: z.ZodType<PatternTask>;
}

/** The four task resources of TMF642 v4 that act on alarms by patterns. */
export const patternTaskKinds: readonly PatternTaskKind[] = [
  {
    path: "/ackAlarms",
    type: "AckAlarms",
    doneAttribute: "ackedAlarm",
    roles: staffRoles,
    body: acknowledging.transform((told) => ({
      act: { kind: "acknowledge" },
      note: onBehalfOf(told.ackUserId, told.ackSystemId),
      alarmPattern: told.alarmPattern,
      told,
    })),
  },
  {
    path: "/unAckAlarms",
    type: "UnAckAlarms",
    doneAttribute: "unAckedAlarm",
    roles: deskRoles,
    body: acknowledging.transform((told) => ({
      act: { kind: "unacknowledge" },
      note: onBehalfOf(told.ackUserId, told.ackSystemId),
      alarmPattern: told.alarmPattern,
      told,
    })),
  },
  {
    path: "/clearAlarms",
    type: "ClearAlarms",
    doneAttribute: "clearedAlarm",
    roles: deskRoles,
    body: clearing.transform((told) => ({
      act: { kind: "clear" },
      note: onBehalfOf(told.clearUserId, told.clearSystemId),
      alarmPattern: told.alarmPattern,
      told,
    })),
  },
  {
    path: "/commentAlarms",
    type: "CommentAlarms",
    doneAttribute: "commentedAlarm",
    roles: staffRoles,
    body: commenting.transform((told) => ({
      act: { kind: "comment" },
      note: told.comment.comment,
      alarmPattern: told.alarmPattern,
      told,
    })),
  },
];
