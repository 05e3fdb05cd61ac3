import { type Behaviour, type Span, steady } from "./behaviour.ts";

/** A sensor and how far about the truth it jumps, in the metric's unit. */
export interface Noisiness {
  readonly node: string;
  readonly metric: string;
  readonly spread: number;
}

/** The sensor's readings jump about the truth. */
export const noisySensor = (span: Span, { node, metric, spread }: Noisiness): Behaviour =>
  steady("noisy-sensor", span, { kind: "sensor", node, metric, fault: { kind: "noisy", spread } });
