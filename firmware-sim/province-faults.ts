import type { Behaviour, Span } from "./behaviours/behaviour.ts";
import { connectionCut } from "./behaviours/connection-cut.ts";
import { doorLeftOpen } from "./behaviours/door-left-open.ts";
import { hotCabinet } from "./behaviours/hot-cabinet.ts";
import { linkFlap } from "./behaviours/link-flap.ts";
import { mainsFailure } from "./behaviours/mains-failure.ts";
import { sensorChatter } from "./behaviours/sensor-chatter.ts";
import { between, pick, type Random } from "./random.ts";
import type { SimulatedNode } from "./site-model.ts";

const minuteMs = 60_000;
const linkKinds = ["microwave", "router", "switch", "olt"];

/** Makes a behaviour for a site; null when the site has no node for it. */
type Fault = (nodes: readonly SimulatedNode[], span: Span, random: Random) => Behaviour | null;

interface FaultKind {
  /** How often it comes among the others. */
  readonly weight: number;
  readonly minutes: readonly [shortest: number, longest: number];
  readonly fault: Fault;
}

const linkFault =
  (downMs: number, upMs: number): Fault =>
  (nodes, span, random) => {
    const carriers = nodes.filter(({ kind }) => linkKinds.includes(kind));
    return carriers.length === 0 ? null : linkFlap(span, { node: pick(random, carriers).code, downMs, upMs });
  };

const chatterFault: Fault = (nodes, span) => {
  const power = nodes.find(({ kind }) => kind === "power");
  return power === undefined
    ? null
    : sensorChatter(span, { node: power.code, metric: "mains.voltage", around: 240, spread: 3 });
};

const faultKinds: readonly FaultKind[] = [
  { weight: 7, minutes: [2, 10], fault: (_nodes, span) => mainsFailure(span) },
  { weight: 4, minutes: [1.5, 4], fault: (_nodes, span) => doorLeftOpen(span) },
  { weight: 2, minutes: [6, 10], fault: (_nodes, span) => hotCabinet(span) },
  { weight: 2, minutes: [1, 3], fault: linkFault(minuteMs, 0) },
  { weight: 1, minutes: [2, 4], fault: linkFault(5000, 8000) },
  { weight: 2, minutes: [2, 5], fault: chatterFault },
  { weight: 2, minutes: [1, 3], fault: (_nodes, span) => connectionCut(span) },
];

const weighted: readonly FaultKind[] = faultKinds.flatMap((kind) =>
  Array.from({ length: kind.weight }, () => kind),
);

/** Draws what goes wrong at a site that was fine, starting now; null when the site has no node for it. */
export const drawFault = (
  nodes: readonly SimulatedNode[],
  nowMs: number,
  random: Random,
): Behaviour | null => {
  const kind = pick(random, weighted);
  const [shortest, longest] = kind.minutes;
  const endsAtMs = nowMs + Math.round(between(random, shortest, longest) * minuteMs);
  return kind.fault(nodes, { startsAtMs: nowMs, endsAtMs }, random);
};
