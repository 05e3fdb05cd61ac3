import { z } from "zod";
import { alarmId } from "../../telemetry/identifiers.ts";
import { type Severity, severities, severityRank } from "../../telemetry/severity.ts";
import type { Alarm } from "../alarm.ts";
import { tellsOfSignal } from "../correlation/signal.ts";
import { correlationWindowMs, extentHoldMs, generatorHoldMs, signalHoldMs, silenceHoldMs } from "./limits.ts";
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
  /** Sites that it was told of; when it is to be told of more, and whether it has been. */
  extent: z
    .object({ sites: z.number(), dueMs: z.number().nullable(), told: z.boolean() })
    .default({ sites: 0, dueMs: null, told: false }),
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
  extent: { sites: 0, dueMs: null, told: false },
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

/** What is left to tell the follower of the root cause's extent: once, when it is more than the sites that it knows of. */
export const pacedExtent = (
  { told, extent }: Follower,
  { impact }: Alarm,
  at: { readonly hidden: boolean; readonly nowMs: number },
): Follower["extent"] => {
  const sites = impact?.sites ?? 0;
  const isNews = told && !at.hidden && !extent.told && sites > 1 && sites > extent.sites;
  return { ...extent, dueMs: isNews ? (extent.dueMs ?? at.nowMs + extentHoldMs) : null };
};

/** True for a symptom that is only another measure of what its root says: the same cause at the same node. */
export const saysTheSame = (symptom: Alarm, root: Alarm): boolean =>
  symptom.site === root.site &&
  symptom.node === root.node &&
  symptom.probableCause !== null &&
  symptom.probableCause.number === root.probableCause?.number;

/** M.3100: generator failure. */
const generatorFailure = 111;

/** How long an alarm waits for its root cause: not at all where it can't be a symptom of what is found later. */
const holdOfMeaningMs: Readonly<Record<Alarm["meaning"], number>> = {
  "feed-lost": 0,
  "feed-weak": correlationWindowMs,
  "node-down": correlationWindowMs,
  "link-down": correlationWindowMs,
  unreachable: silenceHoldMs,
  local: 0,
};

/** How long after its raise, or after it was released, an alarm is told for the first time at the earliest. */
export const holdMsOf = (alarm: Alarm): number => {
  const { meaning, probableCause, severity } = alarm;
  if (tellsOfSignal(alarm)) return signalHoldMs;
  const isGenerator = meaning === "feed-lost" && probableCause?.number === generatorFailure;
  return isGenerator && severity === "critical" ? generatorHoldMs : holdOfMeaningMs[meaning];
};

/** The instant at which time alone has something to tell; null when never. */
export const storyDueMs = ({ followers, climbs }: Story): number | null => {
  let dueMs = Number.POSITIVE_INFINITY;
  for (const each of followers) {
    dueMs = Math.min(dueMs, each.dueMs ?? dueMs, each.extent.dueMs ?? dueMs);
  }
  for (const each of climbs) dueMs = Math.min(dueMs, each.dueMs ?? dueMs);
  return Number.isFinite(dueMs) ? dueMs : null;
};
