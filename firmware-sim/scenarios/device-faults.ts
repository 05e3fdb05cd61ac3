import { type Behaviour, type BehaviourAction, type Span, steady } from "../behaviours/behaviour.ts";
import { flappingSensor } from "../behaviours/flapping-sensor.ts";
import type { ScenarioEvent } from "./scenario.ts";

type SensorEvent = Omit<Extract<ScenarioEvent, { kind: "sensor-fault" }>, "node" | "at" | "kind" | "for">;
type TransportEvent = Extract<ScenarioEvent, { kind: "transport-fault" }>;

/** What a sensor of a node does instead of saying the truth. */
export const sensorFault = (
  span: Span,
  {
    node,
    metric,
    does,
    spread = 0,
    values = [true, false],
    hold = 0,
  }: SensorEvent & { readonly node: string },
): Behaviour => {
  if (does === "flapping") return flappingSensor(span, { node, metric, values, holdMs: hold });
  const fault = does === "noisy" ? ({ kind: does, spread } as const) : ({ kind: does } as const);
  return steady("sensor-fault", span, { kind: "sensor", node, metric, fault });
};

/** What becomes of the messages of a site. */
export const transportFault = (event: TransportEvent): BehaviourAction => {
  const { drop, duplicate, reorder, within: withinMs = 0, delay: delayMs = 0 } = event;
  if (drop !== undefined) return { kind: "transport", fault: { kind: "drop", share: drop } };
  if (duplicate !== undefined) return { kind: "transport", fault: { kind: "duplicate", share: duplicate } };
  if (reorder !== undefined)
    return { kind: "transport", fault: { kind: "reorder", share: reorder, withinMs } };
  return { kind: "transport", fault: { kind: "delay", delayMs } };
};
