import type { z } from "zod";
import { type AlarmView, alarmViewSchema } from "../../alerts/alarm-view.ts";
import type { TransitionView } from "./transition-view.ts";

/** An alarm as lists of many show it: without what only the page of one alarm shows. */
export const briefAlarmSchema = alarmViewSchema.omit({
  qualifier: true,
  eventType: true,
  probableCause: true,
  firstRaised: true,
  lastCleared: true,
  occurrenceCount: true,
  labels: true,
  threshold: true,
  evidence: true,
  meaning: true,
  trend: true,
  statusChanges: true,
});

/** An alarm in the form of `briefAlarmSchema`. */
export type BriefAlarmView = z.output<typeof briefAlarmSchema>;

/** The brief form of an alarm. */
export const briefAlarm = (alarm: AlarmView): BriefAlarmView => {
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
