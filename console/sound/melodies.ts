import type { Tone } from "./horn.ts";

/** One beep of a tone. */
export interface Beep {
  readonly hertz: number;
  readonly startMs: number;
  readonly durationMs: number;
}

const beepMs = 140;
const stepMs = 200;

/** Beeps one after the other; null is a rest. */
const beeps = (...pitches: readonly (number | null)[]): readonly Beep[] =>
  pitches.flatMap((hertz, place) =>
    hertz === null ? [] : [{ hertz, startMs: place * stepMs, durationMs: beepMs }],
  );

/**
 * What each tone sounds like. Urgency by the number of beeps, as IEC 60601-1-8 table 3 does it: five for high, three
 * for medium, two or one for low priority; all between 150 and 1,000 Hz.
 */
export const melodies: Readonly<Record<Tone, readonly Beep[]>> = {
  critical: beeps(880, 880, 660, null, 880, 660),
  major: beeps(660, 660, 523),
  minor: beeps(523, 440),
  warning: beeps(440),
  indeterminate: beeps(392),
  flood: beeps(330, 440, 554, 660, 880),
};
