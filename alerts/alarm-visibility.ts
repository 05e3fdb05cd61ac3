import { isDeepStrictEqual } from "node:util";
import type { Alarm, AlarmEvent, Explanation, Impact } from "./alarm.ts";

/** By field: a storm compares every symptom each time that its cause is looked for. */
const isSame = (one: Explanation | null, other: Explanation | null): boolean => {
  if (one === null || other === null) return one === other;
  const { alarm, confidence, reason } = one;
  return (
    alarm === other.alarm &&
    confidence === other.confidence &&
    reason.en === other.reason.en &&
    reason.vi === other.reason.vi
  );
};

/** The event of giving an active alarm this cause; undefined when it changes nothing. */
export const explained = ({ cause }: Alarm, next: Explanation | null): AlarmEvent | undefined => {
  if (isSame(cause, next)) return undefined;
  if (next === null) return "unsuppressed";
  return cause?.alarm === next.alarm ? "updated" : "suppressed";
};

/** The fields of a root that change; undefined when none does. */
export const describedRoot = (
  alarm: Alarm,
  symptomCount: number,
  impact: Impact | null,
): Pick<Alarm, "symptomCount" | "impact"> | undefined =>
  alarm.symptomCount === symptomCount && (alarm.impact === impact || isDeepStrictEqual(alarm.impact, impact))
    ? undefined
    : { symptomCount, impact };
