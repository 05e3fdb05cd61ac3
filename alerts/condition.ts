import type { Severity } from "../telemetry/severity.ts";

/** When a delay began: by the device's clock and by receipt, ms since 1970 UTC. */
interface Since {
  readonly eventAtMs: number;
  readonly receivedAtMs: number;
}

/** State of one level of a condition; the page is docs/spec/condition.md. */
export type LevelState =
  | { readonly state: "normal" }
  | { readonly state: "pending"; readonly since: Since }
  | { readonly state: "raised" }
  | { readonly state: "clearing"; readonly since: Since };

/** What a reading says of a level: beyond the raise point, back past the clear point, or in the hysteresis between. */
export type Verdict = "bad" | "between" | "good";

/** What happens to a level. */
export type LevelEvent =
  | { readonly kind: "reading"; readonly verdict: Verdict; readonly at: Since }
  | { readonly kind: "tick"; readonly nowMs: number }
  | { readonly kind: "reset" };

/** Delays of a level; `holds` when the last value stays true until another comes, so that time alone completes them. */
export interface LevelDelays {
  readonly forMs: number;
  readonly keepFiringForMs: number;
  readonly holds: boolean;
}

/** The state of a level that has nothing to tell. */
export const normal: LevelState = { state: "normal" };
const raised: LevelState = { state: "raised" };

/** A state read back as the one object that stands for it: an unchanged state is told by identity. */
export const canonicalState = (state: LevelState): LevelState => {
  if (state.state === "normal") return normal;
  return state.state === "raised" ? raised : state;
};

/** True while the level counts for the alarm's severity. */
export const isFiring = (state: LevelState): boolean =>
  state.state === "raised" || state.state === "clearing";

const elapsed = (
  since: Since,
  event: LevelEvent,
  delay: { readonly ms: number; readonly holds: boolean },
): boolean => {
  if (event.kind === "reading") return event.at.eventAtMs - since.eventAtMs >= delay.ms;
  return event.kind === "tick" && delay.holds && event.nowMs - since.receivedAtMs >= delay.ms;
};

/** Nothing but the two times: a state is the same one before and after a restart. */
const sinceOf = ({ eventAtMs, receivedAtMs }: Since): Since => ({ eventAtMs, receivedAtMs });

const fromNormal = (event: LevelEvent, delays: LevelDelays): LevelState => {
  if (event.kind !== "reading" || event.verdict !== "bad") return normal;
  return delays.forMs === 0 ? raised : { state: "pending", since: sinceOf(event.at) };
};

const fromRaised = (event: LevelEvent, delays: LevelDelays): LevelState => {
  if (event.kind !== "reading" || event.verdict !== "good") return raised;
  return delays.keepFiringForMs === 0 ? normal : { state: "clearing", since: sinceOf(event.at) };
};

/** The state after an event. Pure; the same object when nothing changed. */
export const stepLevel = (state: LevelState, event: LevelEvent, delays: LevelDelays): LevelState => {
  if (event.kind === "reset") return normal;
  switch (state.state) {
    case "normal":
      return fromNormal(event, delays);
    case "raised":
      return fromRaised(event, delays);
    case "pending":
      if (event.kind === "reading" && event.verdict !== "bad") return normal;
      return elapsed(state.since, event, { ms: delays.forMs, holds: delays.holds }) ? raised : state;
    case "clearing":
      if (event.kind === "reading" && event.verdict !== "good") return raised;
      return elapsed(state.since, event, { ms: delays.keepFiringForMs, holds: delays.holds })
        ? normal
        : state;
  }
};

/** When time alone completes the level's delay, by receive time; null when it never does. */
export const dueAtMs = (state: LevelState, delays: LevelDelays): number | null => {
  if (!delays.holds || state.state === "normal" || state.state === "raised") return null;
  return state.since.receivedAtMs + (state.state === "pending" ? delays.forMs : delays.keepFiringForMs);
};

/** The strongest severity that fires; null when none does. Levels are ordered from the weakest. */
export const firingSeverity = (
  states: readonly LevelState[],
  levels: readonly { readonly severity: Severity }[],
): Severity | null => {
  for (let index = states.length - 1; index >= 0; index--) {
    const state = states[index];
    if (state !== undefined && isFiring(state)) return levels[index]?.severity ?? null;
  }
  return null;
};
