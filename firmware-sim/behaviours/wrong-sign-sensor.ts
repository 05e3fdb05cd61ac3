import { type Behaviour, type Span, steady } from "./behaviour.ts";

/** The sensor is wired the wrong way round: discharging looks like charging, open like closed. */
export const wrongSignSensor = (span: Span, node: string, metric: string): Behaviour =>
  steady("wrong-sign-sensor", span, { kind: "sensor", node, metric, fault: { kind: "wrong-sign" } });
