import type { AlarmId } from "../../telemetry/identifiers.ts";
import type { Alarm } from "../alarm.ts";
import { isIsolation } from "../correlation/isolated.ts";
import type { CauseClass } from "./outage.ts";

/** What an alarm says of the cause of its outage. */
export interface Verdict {
  readonly causeClass: CauseClass;
  readonly causeAlarm: AlarmId | null;
  /** "platform": it was cut off itself, so nobody knows whether there was an outage at all. */
  readonly confirmedBy: "alarm" | "platform";
}

/** Finds an alarm, active or cleared. */
export type AlarmOf = (id: AlarmId) => Alarm | undefined;

/** What a root cause of each meaning takes away from those behind it. */
const classBehind: Readonly<Record<Alarm["meaning"], CauseClass>> = {
  "feed-lost": "power",
  "feed-weak": "power",
  "link-down": "transmission",
  "node-down": "equipment",
  // Whoever is a symptom of a silence is silent behind it: the path ends there.
  unreachable: "transmission",
  local: "unknown",
};

const byAlarm = { confirmedBy: "alarm" } as const;

const ownVerdict = (alarm: Alarm): Verdict => {
  if (alarm.meaning === "node-down") return { ...byAlarm, causeClass: "equipment", causeAlarm: alarm.id };
  if (alarm.meaning === "unreachable" && alarm.symptomCount > 0) {
    return { ...byAlarm, causeClass: "transmission", causeAlarm: alarm.id };
  }
  return { ...byAlarm, causeClass: "unknown", causeAlarm: null };
};

/** What is known at present of the cause of the outage that an alarm tells of. */
export const verdictOf = (alarm: Alarm, alarmOf: AlarmOf): Verdict => {
  const root = alarm.cause === null ? undefined : alarmOf(alarm.cause.alarm);
  const verdict: Verdict =
    root === undefined
      ? ownVerdict(alarm)
      : { ...byAlarm, causeClass: classBehind[root.meaning], causeAlarm: root.id };
  const isPlanned = alarm.maintenance !== null || (root?.maintenance ?? null) !== null;
  if (isPlanned) return { ...verdict, causeClass: "planned" };
  return root !== undefined && isIsolation(root)
    ? { ...verdict, causeClass: "unknown", confirmedBy: "platform" }
    : verdict;
};
