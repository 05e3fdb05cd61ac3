import { z } from "zod";
import type { OutageRow, PresenceRow, TransitionRow } from "../../telemetry/journal.ts";
import { lineOf } from "./line-protocol.ts";

const nanosecondsAMillisecond = 1_000_000;

/** A time in nanoseconds; what is below a millisecond tells apart what happened in the same one. */
const nanoseconds = (ms: number, below = 0): string =>
  `${Math.round(ms)}${String(below % nanosecondsAMillisecond).padStart(6, "0")}`;

/** The body of a row, which is ours; undefined when it is not JSON all the same: one row must not stop the others. */
const contentOf = (body: string): unknown => {
  try {
    return JSON.parse(body);
  } catch {
    return undefined;
  }
};

const alarmBody = z.object({
  type: z.string(),
  isCleared: z.boolean(),
  text: z.object({ vi: z.string(), en: z.string() }),
  operatorState: z.string(),
  occurrenceCount: z.number(),
  maintenance: z.string().nullish(),
  cause: z.object({ alarm: z.string() }).nullish(),
});

/** The line of a change of an alarm; null when its body is not to be understood. */
export const alarmLine = (row: TransitionRow): string | null => {
  const parsed = alarmBody.safeParse(contentOf(row.body));
  if (!parsed.success) return null;
  const { type, isCleared, text, operatorState, occurrenceCount, maintenance, cause } = parsed.data;
  const { site, node, severity, event, alarm, sequence } = row;
  return lineOf({
    measurement: "alarm",
    tags: { site, node, type, severity, event },
    fields: {
      alarm,
      sequence: BigInt(sequence),
      active: isCleared ? 0n : 1n,
      text_vi: text.vi,
      text_en: text.en,
      operator_state: operatorState,
      occurrences: BigInt(occurrenceCount),
      maintenance: maintenance ?? null,
      cause: cause?.alarm ?? null,
    },
    time: nanoseconds(row.recordedAtMs, sequence),
  });
};

const outageBody = z.object({ confirmedBy: z.string() });

/** Digits of an outage's id that tell it from another of the same subject and beginning. */
const idDigits = 5;

/** The line of an outage as it is after a change; a later change takes its place. */
export const outageLine = (row: OutageRow): string | null => {
  const parsed = outageBody.safeParse(contentOf(row.body));
  const { id, subject, site, node, causeClass, fromMs, toMs } = row;
  const below = Number.parseInt(id.slice(0, idDigits), 16);
  return lineOf({
    measurement: "outage",
    tags: { site, node, subject },
    fields: {
      id,
      cause_class: causeClass,
      confirmed_by: parsed.data?.confirmedBy ?? null,
      open: toMs === null ? 1n : 0n,
      to: toMs === null ? null : BigInt(Math.round(toMs)),
      minutes: toMs === null ? null : Math.max(0, toMs - fromMs) / 60_000,
    },
    time: nanoseconds(fromMs, Number.isNaN(below) ? 0 : below),
  });
};

const presenceBody = z
  .object({
    site: z.string(),
    online: z.boolean(),
    session: z.number().nullish(),
    periodSeconds: z.number().nullish(),
    firmware: z.string().nullish(),
  })
  .nullable();

const whole = (value: number | null | undefined): bigint | null =>
  value == null ? null : BigInt(Math.round(value));

/** The line of a device's presence after a change; null for one that was forgotten. */
export const presenceLine = (row: PresenceRow): string | null => {
  const { data } = presenceBody.safeParse(contentOf(row.body));
  if (data == null) return null;
  return lineOf({
    measurement: "presence",
    tags: { site: data.site, device: row.device },
    fields: {
      online: data.online ? 1n : 0n,
      session: whole(data.session),
      period: whole(data.periodSeconds),
      firmware: data.firmware ?? null,
    },
    time: nanoseconds(row.changedAtMs),
  });
};
