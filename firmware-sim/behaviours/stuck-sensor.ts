import { type Behaviour, type Span, steady } from "./behaviour.ts";

/** The sensor goes on saying what it said when this began. */
export const stuckSensor = (span: Span, node: string, metric: string): Behaviour =>
  steady("stuck-sensor", span, { kind: "sensor", node, metric, fault: { kind: "stuck" } });
