import { z } from "zod";
import { alarmId } from "../../telemetry/identifiers.ts";
import { type Severity, severities, severityRank } from "../../telemetry/severity.ts";
import type { Alarm } from "../alarm.ts";
import type { Audience } from "./rota.ts";

const followerBody = z.object({
  channel: z.string(),
  /** Person of the rota; null for a channel that a route names. */
  person: z.string().nullable(),
  /** Place of its route; null for who came by an escalation. */
  route: z.number().nullable(),
  told: z.boolean(),
  /** Before it is told: when to tell; afterwards: when to repeat. Null: not by time. */
  dueMs: z.number().nullable(),
  /** Strongest severity that it was told of. */
  severity: z.enum(severities).nullable(),
  repeats: z.number(),
  /** Its alarm is a symptom of a root cause that this audience may not see, and speaks for all symptoms of it. */
  standsIn: z.boolean(),
});

const climbBody = z.object({
  escalation: z.string(),
  /** The step that comes next. */
  step: z.number(),
  /** Null while nothing shall be escalated, and after the last step. */
  dueMs: z.number().nullable(),
});

const storyBody = z.object({
  id: z.string(),
  alarm: z.string().transform(alarmId),
  severity: z.enum(severities),
  raisedAtMs: z.number(),
  notBeforeMs: z.number(),
  followers: z.array(followerBody),
  climbs: z.array(climbBody),
  standIns: z.array(z.object({ audience: z.string(), alarm: z.string() })),
  foretold: z.array(z.object({ audience: z.string(), alarm: z.string() })).default([]),
});

/** An audience of a story, and what it was told. */
export type Follower = Readonly<z.infer<typeof followerBody>>;

/** An escalation under way. */
export type Climb = Readonly<z.infer<typeof climbBody>>;

/** One occurrence of one alarm and whom it is told. */
export interface Story {
  /** The transition that raised it. */
  readonly id: string;
  readonly alarm: Alarm["id"];
  /** The strongest severity that the alarm or a symptom of it has had in this occurrence. */
  readonly severity: Severity;
  readonly raisedAtMs: number;
  /** Nobody is told sooner: the root cause may not be known yet. */
  readonly notBeforeMs: number;
  readonly followers: readonly Follower[];
  readonly climbs: readonly Climb[];
  /** Symptoms that speak for this root cause to audiences that may not see it. */
  readonly standIns: readonly { readonly audience: string; readonly alarm: string }[];
  /** Symptoms of which audiences were told before this root cause was known: they know the story under that name. */
  readonly foretold: readonly { readonly audience: string; readonly alarm: string }[];
}

/** Reads a story as kept in the journal; null when it is none. */
export const parseStory = (text: string): Story | null => storyBody.safeParse(JSON.parse(text)).data ?? null;

/** An audience that waits to be told. */
export const newFollower = (
  { channel, person }: Audience,
  at: { readonly route: number | null; readonly dueMs: number | null },
): Follower => ({
  channel,
  person,
  route: at.route,
  told: false,
  dueMs: at.dueMs,
  severity: null,
  repeats: 0,
  standsIn: false,
});

/** The stronger of two severities. */
export const stronger = (one: Severity, other: Severity): Severity =>
  severityRank(one) >= severityRank(other) ? one : other;

/** True when the first severity is stronger than the second, or there is no second. */
export const isStronger = (one: Severity, other: Severity | null): boolean =>
  other === null || severityRank(one) > severityRank(other);

/** True when the alarm is hidden by a person or a maintenance window. */
export const isPutAside = ({ shelf, maintenance }: Alarm): boolean => shelf !== null || maintenance !== null;

/** True when somebody has taken the alarm in hand: nothing is repeated or escalated. */
export const isInHand = ({ operatorState }: Alarm): boolean => operatorState !== "none";

/** The instant at which time alone has something to tell; null when never. */
export const storyDueMs = ({ followers, climbs }: Story): number | null => {
  let dueMs = Number.POSITIVE_INFINITY;
  for (const each of followers) dueMs = Math.min(dueMs, each.dueMs ?? dueMs);
  for (const each of climbs) dueMs = Math.min(dueMs, each.dueMs ?? dueMs);
  return Number.isFinite(dueMs) ? dueMs : null;
};
