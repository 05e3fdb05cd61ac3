import { z } from "zod";
import {
  type AlarmId,
  alarmId,
  type NodeCode,
  nodeCode,
  type SiteCode,
  siteCode,
} from "../../telemetry/identifiers.ts";
import type { OutageRow } from "../../telemetry/journal.ts";
import { digest } from "../identity.ts";

/** What took the communication away: the classes of the operators' own reports. */
export const causeClasses = ["power", "transmission", "equipment", "planned", "unknown"] as const;
/** One of `causeClasses`. */
export type CauseClass = (typeof causeClasses)[number];

/** What the class of an outage rests on; "platform": it did not listen, so nobody knows. */
export const confirmations = ["alarm", "backfill", "operator", "platform"] as const;
/** One of `confirmations`. */
export type Confirmation = (typeof confirmations)[number];

/** What is out: the whole site (`node` null), or one node of it. */
export interface OutageSubject {
  readonly site: SiteCode;
  readonly node: NodeCode | null;
}

/** A change of the class after the fact; both values stay. */
export interface OutageCorrection {
  readonly atMs: number;
  readonly by: "backfill" | "operator";
  /** Who; null for a backfill. */
  readonly actor: string | null;
  readonly reason: string;
  readonly before: CauseClass;
  readonly after: CauseClass;
}

/** An interval in which a site or node could not communicate or serve; event times, ms since 1970 UTC. */
export interface Outage extends OutageSubject {
  readonly id: string;
  readonly fromMs: number;
  /** Null while it lasts. */
  readonly toMs: number | null;
  readonly causeClass: CauseClass;
  /** The alarm that opened it; null where the platform itself did not listen. */
  readonly alarm: AlarmId | null;
  /** The alarm of the root cause, when one is known. */
  readonly causeAlarm: AlarmId | null;
  readonly confirmedBy: Confirmation;
  /** Append-only, at most `outageCorrectionsMax`. */
  readonly corrections: readonly OutageCorrection[];
}

/** What makes an outage the same one in a replay. */
export interface OutageIdentity extends OutageSubject {
  readonly fromMs: number;
  readonly alarm: AlarmId | null;
  readonly occurrenceCount: number;
}

/** The id of an outage: 24 hexadecimal digits. */
export const outageIdOf = ({ site, node, fromMs, alarm, occurrenceCount }: OutageIdentity): string =>
  digest(["outage", site, node ?? "", fromMs, alarm ?? "", occurrenceCount], 24);

/** Minutes that an outage took; of one that lasts, those until now. */
export const minutesOf = ({ fromMs, toMs }: Pick<Outage, "fromMs" | "toMs">, nowMs: number): number =>
  Math.max(0, (toMs ?? nowMs) - fromMs) / 60_000;

const causeClass = z.enum(causeClasses);
const maybeAlarm = z.string().transform(alarmId).nullable();

const schema = z.object({
  id: z.string(),
  site: z.string().transform(siteCode),
  node: z.string().transform(nodeCode).nullable(),
  fromMs: z.number(),
  toMs: z.number().nullable(),
  causeClass,
  alarm: maybeAlarm,
  causeAlarm: maybeAlarm,
  confirmedBy: z.enum(confirmations),
  corrections: z.array(
    z.object({
      atMs: z.number(),
      by: z.enum(["backfill", "operator"]),
      actor: z.string().nullable(),
      reason: z.string(),
      before: causeClass,
      after: causeClass,
    }),
  ),
});

/** Reads an outage back from the body of its row; throws when it is not one. */
export const parseOutage = (body: string): Outage => schema.parse(JSON.parse(body));

/** In the order of the schema, so that a body is the same text before and after a restart. */
const bodyOf = (outage: Outage): string => {
  const { id, site, node, fromMs, toMs, causeClass, alarm, causeAlarm, confirmedBy, corrections } = outage;
  return JSON.stringify({
    ...{ id, site, node, fromMs, toMs, causeClass, alarm, causeAlarm, confirmedBy },
    corrections: corrections.map(({ atMs, by, actor, reason, before, after }) => {
      return { atMs, by, actor, reason, before, after };
    }),
  });
};

/** The row of an outage after a change. */
export const outageRowOf = (outage: Outage, changedAtMs: number): OutageRow => ({
  id: outage.id,
  subject: outage.node === null ? "site" : "node",
  site: outage.site,
  node: outage.node,
  causeClass: outage.causeClass,
  fromMs: outage.fromMs,
  toMs: outage.toMs,
  changedAtMs,
  body: bodyOf(outage),
});
