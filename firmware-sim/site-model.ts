import { type Behaviour, type BehaviourAction, type Condition, isActive } from "./behaviours/behaviour.ts";
import type { Sample } from "./controller/controller.ts";
import { noise, type Random, seededRandom } from "./random.ts";
import {
  type Climate,
  cabinetValues,
  settledClimate,
  shelterValues,
  stepClimate,
} from "./signals/climate.ts";
import {
  drawPowerPlant,
  type Power,
  type PowerPlan,
  type PowerPlant,
  powerValues,
  stepPower,
} from "./signals/power.ts";
import type { Values } from "./signals/shape.ts";
import {
  baseStationValues,
  fibreValues,
  microwaveValues,
  type TransmissionPlan,
} from "./signals/transmission.ts";

/** A node as the inventory has it; figures of the plan are kept to where given. */
export interface SimulatedNode {
  readonly code: string;
  /** A node kind of the inventory; kinds without signals report nothing. */
  readonly kind: string;
  readonly planned?: PowerPlan & TransmissionPlan;
}

/** Places of one province differ by this much from their mean. */
const warmerCelsiusMax = 4;

/** The code under which a site controller reports when the inventory names none. */
const controllerCodeDefault = "ctl";

/** The node that speaks for the site: its controller. */
export const controllerCode = (nodes: readonly SimulatedNode[]): string =>
  nodes.find(({ kind }) => kind === "controller")?.code ?? controllerCodeDefault;

interface Truth {
  readonly climate: Climate;
  readonly power: Power;
  readonly atMs: number;
}

interface Influence {
  readonly nowMs: number;
  readonly conditions: ReadonlySet<Condition>;
  readonly linksDown: ReadonlySet<string>;
  readonly replaced: readonly (BehaviourAction & { readonly kind: "replace" })[];
}

const influenceOf = (actions: readonly BehaviourAction[], nowMs: number): Influence => {
  const conditions = new Set<Condition>();
  const linksDown = new Set<string>();
  const replaced: (BehaviourAction & { readonly kind: "replace" })[] = [];
  for (const action of actions) {
    if (action.kind === "condition") conditions.add(action.condition);
    else if (action.kind === "link-down") linksDown.add(action.node);
    else if (action.kind === "replace") replaced.push(action);
  }
  return { nowMs, conditions, linksDown, replaced };
};

/** What the active behaviours of a site do at this instant. */
export const actionsAt = (
  behaviours: readonly Behaviour[],
  nowMs: number,
  random: Random,
): readonly BehaviourAction[] =>
  behaviours.flatMap((behaviour) => (isActive(behaviour, nowMs) ? behaviour.actions(nowMs, random) : []));

/**
 * The things at a site and what its sensors say of them. The same seed, site, instants and behaviours give the same
 * readings.
 */
export class SiteModel {
  readonly #nodes: readonly SimulatedNode[];
  readonly #random: Random;
  readonly #plant: PowerPlant;
  readonly #warmerCelsius: number;
  #truth: Truth;

  constructor(
    site: string,
    nodes: readonly SimulatedNode[],
    origin: { readonly seed: string; readonly atMs: number },
  ) {
    const controller = controllerCode(nodes);
    const isNamed = nodes.some(({ code }) => code === controller);
    this.#nodes = isNamed ? nodes : [{ code: controller, kind: "controller" }, ...nodes];
    this.#random = seededRandom(`${origin.seed}/${site}`);
    const plan = nodes.find(({ kind }) => kind === "power")?.planned ?? {};
    this.#plant = drawPowerPlant(plan, this.#random);
    this.#warmerCelsius = noise(this.#random, warmerCelsiusMax);
    this.#truth = {
      climate: settledClimate(origin.atMs, this.#warmerCelsius),
      power: { charge: 1 },
      atMs: origin.atMs,
    };
  }

  /** Moves the site on to this instant under these behaviours and reads its sensors. */
  sample(behaviours: readonly Behaviour[], nowMs: number): readonly Sample[] {
    const influence = influenceOf(actionsAt(behaviours, nowMs, this.#random), nowMs);
    this.#advance(influence);
    return this.#nodes.flatMap((node) => {
      const values = this.#replace(node, this.#valuesOf(node, influence), influence);
      return Object.keys(values).length === 0 ? [] : [{ node: node.code, values }];
    });
  }

  #advance({ nowMs, conditions }: Influence): void {
    const elapsedSeconds = Math.max(0, (nowMs - this.#truth.atMs) / 1000);
    const coolingFailed = conditions.has("cooling-failed");
    const mainsLost = conditions.has("mains-lost");
    const warmerCelsius = this.#warmerCelsius;
    this.#truth = {
      climate: stepClimate(this.#truth.climate, { nowMs, elapsedSeconds, coolingFailed, warmerCelsius }),
      power: stepPower(this.#truth.power, this.#plant, { nowMs, elapsedSeconds, mainsLost }),
      atMs: nowMs,
    };
  }

  #valuesOf(node: SimulatedNode, influence: Influence): Values {
    const { climate, power } = this.#truth;
    const { nowMs, conditions } = influence;
    const random = this.#random;
    const isUp = !influence.linksDown.has(node.code);
    switch (node.kind) {
      case "controller": {
        const coolingFailed = conditions.has("cooling-failed");
        return shelterValues(
          climate,
          { nowMs, coolingFailed, doorOpen: conditions.has("door-open") },
          random,
        );
      }
      case "cabinet":
        return cabinetValues(climate, random);
      case "power": {
        const { batteryCelsius } = climate;
        const mainsLost = conditions.has("mains-lost");
        return {
          ...powerValues(power, this.#plant, { nowMs, mainsLost, batteryCelsius, random }),
          ...(this.#nodes.some(({ kind }) => kind === "cabinet") ? {} : cabinetValues(climate, random)),
        };
      }
      case "microwave":
        return microwaveValues(node.planned ?? {}, isUp, random);
      case "router":
      case "switch":
      case "olt":
        return fibreValues(node.planned ?? {}, isUp, random);
      case "bts":
        return baseStationValues(random);
      default:
        return {};
    }
  }

  #replace(node: SimulatedNode, values: Values, influence: Influence): Values {
    const replaced = influence.replaced.filter((action) => action.node === node.code);
    if (replaced.length === 0) return values;
    return { ...values, ...Object.fromEntries(replaced.map(({ metric, value }) => [metric, value])) };
  }
}
