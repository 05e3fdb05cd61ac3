import { type Behaviour, type Span, steady } from "./behaviour.ts";

/** The sensor is away: its metric isn't reported. */
export const missingSensor = (span: Span, node: string, metric: string): Behaviour =>
  steady("missing-sensor", span, { kind: "sensor", node, metric, fault: { kind: "missing" } });
