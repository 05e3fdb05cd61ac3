import type { Alarm, Explanation, Impact } from "../../alerts/alarm.ts";
import type { Sight } from "../identity/sight.ts";

/** Who looks at an alarm, and where its root cause is found. */
export interface AlarmViewer {
  readonly sight: Sight;
  readonly alarmOf: (id: string) => Alarm | undefined;
}

const outsideReason = {
  vi: "nguyên nhân nằm ngoài phạm vi của bạn",
  en: "the cause is outside of your scope",
};

const seenCause = (cause: Explanation, { sight, alarmOf }: AlarmViewer): Explanation => {
  const root = alarmOf(cause.alarm);
  const isSeen = root !== undefined && sight.node(root.site, root.node);
  return isSeen ? cause : { ...cause, reason: outsideReason };
};

const seenImpact = (impact: Impact, { sight }: AlarmViewer): Impact => {
  const own = Object.entries(impact.nodesByOperator).filter(([code]) => code === "" || sight.operator(code));
  return { ...impact, nodesByOperator: Object.fromEntries(own) };
};

/**
 * The alarm as a viewer may see it: words about a cause out of sight name somebody else's equipment, and so do counts
 * of other operators' nodes. Sums over all stay.
 */
export const withinSight = (alarm: Alarm, viewer: AlarmViewer): Alarm => {
  const { cause, impact } = alarm;
  if (viewer.sight.isWhole || (cause === null && impact === null)) return alarm;
  return {
    ...alarm,
    cause: cause === null ? null : seenCause(cause, viewer),
    impact: impact === null ? null : seenImpact(impact, viewer),
  };
};
