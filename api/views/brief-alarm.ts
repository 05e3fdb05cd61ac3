import type { AlarmView, BriefAlarmView } from "../../alerts/alarm-view.ts";
import type { TransitionView } from "./transition-view.ts";

/** The brief form of an alarm that was shown whole. */
const briefAlarm = (alarm: AlarmView): BriefAlarmView => {
  const {
    qualifier,
    eventType,
    probableCause,
    firstRaised,
    lastCleared,
    occurrenceCount,
    labels,
    threshold,
    evidence,
    meaning,
    trend,
    statusChanges,
    ...brief
  } = alarm;
  return brief;
};

/** A change of an alarm with the alarm after it in brief. */
export type BriefTransitionView = Omit<TransitionView, "alarm"> & { readonly alarm: BriefAlarmView };

/** The brief form of a change. */
export const briefTransition = ({ alarm, ...change }: TransitionView): BriefTransitionView => ({
  ...change,
  alarm: briefAlarm(alarm),
});
