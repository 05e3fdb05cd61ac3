import type { BehaviourAction, SensorFault } from "./behaviours/behaviour.ts";
import type { Sample } from "./controller/buffer-steps.ts";
import { noise, type Random } from "./random.ts";

type Value = Sample["values"][string];

/** What stuck sensors go on saying, by `node/metric`. */
export type SensorMemory = ReadonlyMap<string, Value>;

/** What the device reads from its sensors, and what these remember of it. */
export interface SensorReadings {
  readonly samples: readonly Sample[];
  readonly memory: SensorMemory;
}

type SensorAction = BehaviourAction & { readonly kind: "sensor" };

const decimals = 3;

const turned = (value: Value): Value => {
  if (typeof value === "number") return -value;
  return typeof value === "boolean" ? !value : value;
};

/** What a sensor with this fault says instead; undefined when it says nothing. */
const faulty = (
  value: Value,
  fault: SensorFault,
  { random, stuckAt }: { readonly random: Random; readonly stuckAt: Value | undefined },
): Value | undefined => {
  switch (fault.kind) {
    case "missing":
      return undefined;
    case "stuck":
      return stuckAt ?? value;
    case "noisy":
      return typeof value === "number"
        ? Number((value + noise(random, fault.spread)).toFixed(decimals))
        : value;
    case "wrong-sign":
      return turned(value);
  }
};

const readNode = (
  sample: Sample,
  faults: readonly SensorAction[],
  parts: { readonly before: SensorMemory; readonly after: Map<string, Value>; readonly random: Random },
): Sample => {
  const values: Record<string, Value> = { ...sample.values };
  for (const { node, metric, fault } of faults) {
    const value = values[metric];
    if (node !== sample.node || value === undefined) continue;
    const key = `${node}/${metric}`;
    const said = faulty(value, fault, { random: parts.random, stuckAt: parts.before.get(key) });
    if (said === undefined) delete values[metric];
    else values[metric] = said;
    if (fault.kind === "stuck" && said !== undefined) parts.after.set(key, said);
  }
  return { node: sample.node, values };
};

/**
 * What the device reads when these faults stand between the truth and it. A sensor gets stuck at the first value
 * that it is asked for and lets go when its fault is over; nodes of which nothing is left are left out.
 */
export const readSensors = (
  truth: readonly Sample[],
  actions: readonly BehaviourAction[],
  past: { readonly memory: SensorMemory; readonly random: Random },
): SensorReadings => {
  const faults = actions.flatMap((action) => (action.kind === "sensor" ? [action] : []));
  const after = new Map<string, Value>();
  if (faults.length === 0) return { samples: truth, memory: after };
  const parts = { before: past.memory, after, random: past.random };
  const samples = truth
    .map((sample) => readNode(sample, faults, parts))
    .filter(({ values }) => Object.keys(values).length > 0);
  return { samples, memory: after };
};
