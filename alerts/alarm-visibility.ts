import { isDeepStrictEqual } from "node:util";
import type { Alarm, AlarmEvent, Explanation, Impact } from "./alarm.ts";

/** The event of giving an active alarm this cause; undefined when it changes nothing. */
export const explained = ({ cause }: Alarm, next: Explanation | null): AlarmEvent | undefined => {
  if (isDeepStrictEqual(cause, next)) return undefined;
  if (next === null) return "unsuppressed";
  return cause?.alarm === next.alarm ? "updated" : "suppressed";
};

/** The fields of a root that change; undefined when none does. */
export const describedRoot = (
  alarm: Alarm,
  symptomCount: number,
  impact: Impact | null,
): Pick<Alarm, "symptomCount" | "impact"> | undefined =>
  alarm.symptomCount === symptomCount && isDeepStrictEqual(alarm.impact, impact)
    ? undefined
    : { symptomCount, impact };
