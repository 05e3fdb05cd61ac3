import { between } from "../random.ts";
import type { Behaviour, Span } from "./behaviour.ts";

/** A sensor whose readings jump about a limit. */
export interface Chatter {
  readonly node: string;
  readonly metric: string;
  readonly around: number;
  readonly spread: number;
}

/** A sensor that can't make up its mind: every report is another value around the same middle. */
export const sensorChatter = (span: Span, chatter: Chatter): Behaviour => ({
  name: "sensor-chatter",
  startsAtMs: span.startsAtMs,
  endsAtMs: span.endsAtMs,
  actions: (_nowMs, random) => {
    const { node, metric, around, spread } = chatter;
    const value = Number(between(random, around - spread, around + spread).toFixed(1));
    return [{ kind: "replace", node, metric, value }];
  },
  changesAtMs: (nowMs) => (nowMs < span.startsAtMs ? span.startsAtMs : span.endsAtMs),
});
