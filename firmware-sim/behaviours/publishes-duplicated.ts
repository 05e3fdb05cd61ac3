import { type Behaviour, type Span, steady } from "./behaviour.ts";

/** This share (0–1) of the telemetry publishes is sent twice. */
export const publishesDuplicated = (span: Span, share: number): Behaviour =>
  steady("publishes-duplicated", span, { kind: "transport", fault: { kind: "duplicate", share } });
