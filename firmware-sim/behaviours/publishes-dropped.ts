import { type Behaviour, type Span, steady } from "./behaviour.ts";

/** This share (0–1) of the telemetry publishes vanishes on the way, and with each its PUBACK. */
export const publishesDropped = (span: Span, share: number): Behaviour =>
  steady("publishes-dropped", span, { kind: "transport", fault: { kind: "drop", share } });
