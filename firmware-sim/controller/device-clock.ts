/** How far the clock may be from the time server's before it is set in one step; ntpd's default step threshold. */
const stepMsMin = 128;
/** Time between two questions to the time server: 2^10 s, the longest poll of NTP version 4 by default (RFC 5905 §7.3). */
const synchroniseEveryMs = 1_024_000;

/** A device's clock: what it showed at an instant, and how it runs on from there. */
export interface DeviceClock {
  /** What it showed, ms since 1970. */
  readonly shownMs: number;
  /** The true instant of that. */
  readonly atMs: number;
  /** So many millionths too fast; crystals of cheap boards are within ±50. */
  readonly driftPartsPerMillion: number;
  /** The wrong setting that is already in what it shows. */
  readonly offByMs: number;
  readonly nextQuestionAtMs: number;
}

/** What the clock's step wants done. */
export interface ClockAction {
  /** The time server set it right in one jump: whoever was told the device's time should be told anew. */
  readonly kind: "clock-corrected";
  readonly byMs: number;
}

/** What the world does to the clock. */
export interface TimeSurroundings {
  readonly hasTimeServer: boolean;
  /** Somebody set it wrong by so much; 0 when nobody did. */
  readonly offByMs: number;
}

/** A clock that has just been set right. */
export const setClock = (nowMs: number, driftPartsPerMillion: number): DeviceClock => ({
  shownMs: nowMs,
  atMs: nowMs,
  driftPartsPerMillion,
  offByMs: 0,
  nextQuestionAtMs: nowMs + synchroniseEveryMs,
});

/** What the clock shows at this instant, whole ms. */
export const shownAt = (clock: DeviceClock, nowMs: number): number => {
  const elapsedMs = nowMs - clock.atMs;
  return Math.round(clock.shownMs + elapsedMs * (1 + clock.driftPartsPerMillion / 1e6));
};

const knocked = (clock: DeviceClock, offByMs: number, nowMs: number): DeviceClock => {
  const isOver = offByMs === 0;
  return {
    ...clock,
    shownMs: shownAt(clock, nowMs) + (isOver ? 0 : offByMs - clock.offByMs),
    atMs: nowMs,
    offByMs,
    // A clock that nobody holds wrong any more is asked about at once.
    nextQuestionAtMs: isOver ? nowMs : clock.nextQuestionAtMs,
  };
};

/**
 * Moves a device's clock on: it drifts, is set wrong, and is set right whenever the time server is asked and answers.
 * A wrong setting stays after its end until then. Corrections from 128 ms on are jumps and told.
 */
export const clockStep = (
  before: DeviceClock,
  { hasTimeServer, offByMs }: TimeSurroundings,
  nowMs: number,
): { readonly clock: DeviceClock; readonly actions: readonly ClockAction[] } => {
  const clock = offByMs === before.offByMs ? before : knocked(before, offByMs, nowMs);
  if (!hasTimeServer || offByMs !== 0 || nowMs < clock.nextQuestionAtMs) return { clock, actions: [] };
  const byMs = nowMs - shownAt(clock, nowMs);
  return {
    clock: setClock(nowMs, clock.driftPartsPerMillion),
    actions: Math.abs(byMs) < stepMsMin ? [] : [{ kind: "clock-corrected", byMs }],
  };
};

/** A clock set back by less than this waits for itself instead of giving one time twice. */
const waitMsMax = 1000;

/** The time for a new reading: what the clock shows, but not the last reading's, by which a reading is known. */
export const stampAfter = (lastStampMs: number, shownMs: number): number =>
  shownMs <= lastStampMs && shownMs > lastStampMs - waitMsMax ? lastStampMs + 1 : shownMs;
