/**
 * Batteries that are weighed in one batch of readings or one tick, each some tenths of a millisecond; further plants
 * keep the forecast they have and wait for the next ticks, the most urgent first.
 */
export const looksPerBatchMax = 20;

/** A plant on battery is looked at no more often than this; readings between count with the next. */
export const lookMsMin = 20_000;

/** The oldest that a forecast becomes while readings come; it is counted down meanwhile. */
export const forecastMsMax = 300_000;

/** Stretches that are remembered of a discharge: enough for 140 % of the name plate. */
export const stretchesMax = 72;

/** A plant whose readings stop is counted down once a minute, from this long after the reading of its forecast on. */
export const countdownAfterMs = 180_000;
