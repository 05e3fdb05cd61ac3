/** How long the telling of an alarm that may turn out to be a symptom waits for its root cause. */
export const correlationWindowMs = 5_000;

/** The same for silence, which comes in any order: what is behind a failure may be missed before what failed. */
export const silenceHoldMs = 25_000;

/** The same for a bad signal: that its link is down, or well again, comes with another report and its delay. */
export const signalHoldMs = 75_000;

/** The same for a generator that fails without mains: the loss of the mains is told first, its delay is longer. */
export const generatorHoldMs = 25_000;

/** How long what a root cause takes along is gathered before whoever knows of it is told, once. */
export const extentHoldMs = 60_000;

/** Shortest interval between two repeats that a route may ask for. */
export const repeatMsMin = 60_000;

/** Repeats to one audience in one occurrence. */
export const repeatsMax = 100;

/** Audiences that one story may have; further ones are not told, and counted. */
export const audiencesMax = 64;

/** Steps of one escalation. */
export const escalationStepsMax = 16;

/** Time over which the tellings of an audience are counted to see a flood. */
export const floodWindowMs = 600_000;

/** Time over which a digest gathers. */
export const digestIntervalMs = 60_000;

/** Tellings that a digest names one by one; the rest is in its counts. */
export const digestListedMax = 10;

/** Length of a template. */
export const templateCharactersMax = 4_000;

/** Length of a title; the rest is cut off. */
export const titleCharactersMax = 200;

/** Length of a text; the rest is cut off. */
export const textCharactersMax = 4_000;

/** How long an acknowledge link works. */
export const linkMsMax = 24 * 3_600_000;

/** Used acknowledge links that are remembered until they expire; beyond, further ones are refused. */
export const usedLinksMax = 100_000;
