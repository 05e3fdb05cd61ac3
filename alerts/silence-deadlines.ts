import type { Presence } from "./presence.ts";
import type { AbsenceRule } from "./rules/rule.ts";

/** What is known of a device's last signs of life; ms since 1970 UTC, receive time. */
export interface SignsOfLife {
  readonly presence: Presence;
  /** 0 when not heard since the platform started. */
  readonly lastHeardAtMs: number;
  /** The platform was away until then; silence counts from one period later. */
  readonly excusedAtMs: number;
}

/**
 * When each level of a rule is reached if the device stays silent, whole ms, in the order of the levels. The strongest
 * one is also reached by a connection that stays closed for the grace time.
 */
export const silenceDeadlines = (
  rule: AbsenceRule,
  { presence, lastHeardAtMs, excusedAtMs }: SignsOfLife,
): readonly number[] => {
  const { periodSeconds, closedAtMs, session, openedAtMs } = presence;
  const periodMs = periodSeconds === null ? rule.periodUnknownMs : periodSeconds * 1_000;
  const excusedUntilMs = excusedAtMs + periodMs;
  const silentSinceMs = Math.max(lastHeardAtMs, openedAtMs, excusedUntilMs);
  const deadlines = rule.levels.map(({ periods, plusMs }) =>
    Math.round(silentSinceMs + periods * periodMs + plusMs),
  );
  // Only a device that announces sessions promised to stay connected.
  if (closedAtMs === null || session === null) return deadlines;
  const closedForMs = Math.round(Math.max(closedAtMs + rule.graceMs, excusedUntilMs));
  return deadlines.map((deadlineMs, level) =>
    level === deadlines.length - 1 ? Math.min(deadlineMs, closedForMs) : deadlineMs,
  );
};
