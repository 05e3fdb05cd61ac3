/** Up to so many alarms each frame may sort them anew. */
const eachFrameAlarmsMax = 2_000;
/** Alarms that are folded and sorted anew in a millisecond of pause: a twentieth of the time, on a slow machine too. */
const alarmsAMillisecond = 15;
/** A change is on the screen within a second of its commit, however many alarms there are. */
const pauseMsMax = 700;

/**
 * How long the list rests between two looks at so many alarms, ms: in a storm the page must leave time for the person
 * before it. The first change after a rest waits for half of it, that those which come with it are looked at together.
 */
export const tickPauseMs = (alarms: number): number =>
  alarms <= eachFrameAlarmsMax ? 0 : Math.min(pauseMsMax, Math.round(alarms / alarmsAMillisecond));
