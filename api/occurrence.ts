import type { ApiLimits } from "./limits.ts";

/** When something happened, and by whose clock: the sender's ("device") or the platform's ("receiver"). */
export interface Occurrence {
  readonly occurredAtMs: number;
  readonly clock: "device" | "receiver";
}

/**
 * When a person did what he tells of now. The sender's clock is believed when it lies not after the platform's and at
 * most `occurredAgeMsMax` before it; otherwise the platform's counts, so that a phone with a wrong clock is heard too.
 */
export const occurrenceOf = (
  sentMs: number | null,
  nowMs: number,
  { occurredAgeMsMax }: Pick<ApiLimits, "occurredAgeMsMax">,
): Occurrence =>
  sentMs !== null && sentMs <= nowMs && sentMs >= nowMs - occurredAgeMsMax
    ? { occurredAtMs: sentMs, clock: "device" }
    : { occurredAtMs: nowMs, clock: "receiver" };
