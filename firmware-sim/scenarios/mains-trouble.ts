import { type Behaviour, type BehaviourAction, type Span, steady } from "../behaviours/behaviour.ts";
import { countryFeeder, drawCuts, drawSags, type MainsTrouble } from "../physics/mains.ts";
import { seededRandom } from "../random.ts";

const mainsLost: BehaviourAction = { kind: "condition", condition: "mains-lost" };

/** Cuts and sags of one feeder as they come by themselves; `cutsAYear` in place of those of a country line. */
export const mainsTrouble = (
  span: Span,
  cutsAYear: number | undefined,
  seed: string,
): readonly Behaviour[] => {
  const trouble: MainsTrouble = { ...countryFeeder, ...(cutsAYear !== undefined && { cutsAYear }) };
  const cuts = drawCuts(span, trouble, seededRandom(`${seed}/cuts`));
  const sags = drawSags(span, trouble, seededRandom(`${seed}/sags`));
  return [
    ...cuts.map((cut) => steady("mains-trouble", cut, mainsLost)),
    ...sags.map((sag) => steady("mains-trouble", sag, { kind: "mains-voltage", volts: sag.volts })),
  ];
};
