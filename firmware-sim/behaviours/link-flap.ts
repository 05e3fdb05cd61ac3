import { type Behaviour, isActive, type Span } from "./behaviour.ts";

/** How a link flaps: so long down, so long up, again and again. `upMs` 0 is a link that stays down. */
export interface Flapping {
  readonly node: string;
  readonly downMs: number;
  readonly upMs: number;
}

/** A link that goes down and comes back in a steady rhythm, down first. */
export const linkFlap = (span: Span, flapping: Flapping): Behaviour => {
  const { node, downMs, upMs } = flapping;
  const cycleMs = downMs + upMs;
  const phaseMs = (nowMs: number): number => (nowMs - span.startsAtMs) % cycleMs;
  return {
    name: upMs === 0 ? "link-down" : "link-flap",
    startsAtMs: span.startsAtMs,
    endsAtMs: span.endsAtMs,
    actions: (nowMs) => (phaseMs(nowMs) < downMs ? [{ kind: "link-down", node }] : []),
    changesAtMs: (nowMs) => {
      if (nowMs < span.startsAtMs) return span.startsAtMs;
      if (upMs === 0 || !isActive(span, nowMs)) return span.endsAtMs;
      const phase = phaseMs(nowMs);
      const changeAtMs = nowMs - phase + (phase < downMs ? downMs : cycleMs);
      return Math.min(changeAtMs, span.endsAtMs);
    },
  };
};
