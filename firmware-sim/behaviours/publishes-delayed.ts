import { type Behaviour, type Span, steady } from "./behaviour.ts";

/** Each telemetry publish leaves so much later than it should, as over a congested radio. */
export const publishesDelayed = (span: Span, delayMs: number): Behaviour =>
  steady("publishes-delayed", span, { kind: "transport", fault: { kind: "delay", delayMs } });
