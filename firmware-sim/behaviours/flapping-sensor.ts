import { type Behaviour, isActive, type Span } from "./behaviour.ts";

/** A contact that opens and closes: the two values in turn, each for `holdMs`, first `values[0]`. */
export interface Contact {
  readonly node: string;
  readonly metric: string;
  readonly values: readonly [first: number | boolean | string, second: number | boolean | string];
  readonly holdMs: number;
}

/** A sensor that swings between two values in a steady rhythm, each swing reported at once. */
export const flappingSensor = (span: Span, { node, metric, values, holdMs }: Contact): Behaviour => {
  const swing = (nowMs: number): number => Math.floor((nowMs - span.startsAtMs) / holdMs);
  return {
    name: "flapping-sensor",
    startsAtMs: span.startsAtMs,
    endsAtMs: span.endsAtMs,
    actions: (nowMs) => [{ kind: "replace", node, metric, value: values[swing(nowMs) % 2 === 0 ? 0 : 1] }],
    changesAtMs: (nowMs) => {
      if (nowMs < span.startsAtMs) return span.startsAtMs;
      if (!isActive(span, nowMs)) return span.endsAtMs;
      return Math.min(span.startsAtMs + (swing(nowMs) + 1) * holdMs, span.endsAtMs);
    },
  };
};
