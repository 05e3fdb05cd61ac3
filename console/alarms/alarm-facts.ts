import type { BriefAlarmView } from "../../api/contract.ts";

/** Why an alarm is hidden: by a person, by its root cause, by a maintenance window. */
export const hiddenReasons = ["shelved", "suppressed", "out-of-service"] as const;
/** One of `hiddenReasons`. */
export type HiddenReason = (typeof hiddenReasons)[number];

/** All reasons for which an alarm is hidden; empty when it is shown. */
export const hiddenBy = ({ shelf, cause, maintenance }: BriefAlarmView): readonly HiddenReason[] => [
  ...(shelf === null ? [] : ["shelved" as const]),
  ...(cause === null ? [] : ["suppressed" as const]),
  ...(maintenance === null ? [] : ["out-of-service" as const]),
];

/** Whether an alarm is shown to everybody: nobody shelved it, no cause explains it, no maintenance covers it. */
export const isShown = ({ shelf, cause, maintenance }: BriefAlarmView): boolean =>
  shelf === null && cause === null && maintenance === null;

/** Whether somebody still has to look at an alarm: it is shown, active, and nobody acknowledged or closed it. */
export const isUnacknowledged = (alarm: BriefAlarmView): boolean =>
  alarm.operatorState === "none" && !alarm.isCleared && isShown(alarm);

/** Counts alarms that somebody still has to look at. */
export const countUnacknowledged = (alarms: Iterable<BriefAlarmView>): number => {
  let count = 0;
  for (const alarm of alarms) if (isUnacknowledged(alarm)) count += 1;
  return count;
};

/** One thing that a person did to an alarm. */
export type OperatorChange = BriefAlarmView["operatorChanges"][number];

/** The acknowledgement or closing that holds now; null when there is none. */
export const acknowledgement = ({
  operatorState,
  operatorChanges,
}: BriefAlarmView): OperatorChange | null => {
  if (operatorState === "none") return null;
  return operatorChanges.findLast(({ action }) => action === "acknowledge" || action === "close") ?? null;
};

/** The newest thing that was said with words; null when nobody said any. */
export const lastNote = ({ operatorChanges }: BriefAlarmView): OperatorChange | null =>
  operatorChanges.findLast(({ note }) => note !== null && note !== "") ?? null;

/** Where a person acted from: the page or API as a user, a program with a key, or a link in a message. */
export type ActorOrigin = "user" | "key" | "link";

/** Who acted, and from where: `key:…` is a program, `link:…` whoever got the message with the link. */
export const actorOf = (actor: string): { readonly origin: ActorOrigin; readonly name: string } => {
  if (actor.startsWith("key:")) return { origin: "key", name: actor.slice(4) };
  if (actor.startsWith("link:")) return { origin: "link", name: actor.slice(5) };
  return { origin: "user", name: actor };
};
