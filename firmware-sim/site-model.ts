import { type Behaviour, type BehaviourAction, isActive } from "./behaviours/behaviour.ts";
import type { Sample } from "./controller/controller.ts";
import { fibreUnder } from "./physics/fibre.ts";
import { calm, type Influence, influenceOf } from "./physics/influence.ts";
import { darkHop } from "./physics/microwave.ts";
import { freshSite, hasPower, type SiteState, stepSite } from "./physics/site.ts";
import { drawSitePlan, type SitePlan } from "./physics/site-plan.ts";
import { type Random, seededRandom } from "./random.ts";
import { powerValues } from "./signals/power.ts";
import { cabinetValues, shelterValues } from "./signals/shelter.ts";
import { baseStationValues, fibreValues, microwaveValues } from "./signals/transmission.ts";
import type { Values } from "./signals/values.ts";
import { controllerCode, type SimulatedNode } from "./simulated-node.ts";

export { controllerCode, type SimulatedNode } from "./simulated-node.ts";

/** Longer steps would let the battery's voltage lag behind its charge. */
const stepMsMax = 60_000;
/** A clock that jumps by months is followed in coarser steps. */
const stepsMax = 20_000;

/** What the active behaviours of a site do at this instant. */
export const actionsAt = (
  behaviours: readonly Behaviour[],
  nowMs: number,
  random: Random,
): readonly BehaviourAction[] =>
  behaviours.flatMap((behaviour) => (isActive(behaviour, nowMs) ? behaviour.actions(nowMs, random) : []));

/**
 * The things at a site and what its sensors say of them. The same seed, site, instants and behaviours give the same
 * readings. What happens holds from its instant on: a step lives under what held at its beginning.
 */
export class SiteModel {
  readonly #nodes: readonly SimulatedNode[];
  readonly #plan: SitePlan;
  readonly #hasCabinet: boolean;
  readonly #controller: string;
  readonly #random: { readonly physics: Random; readonly sensors: Random; readonly behaviours: Random };
  #state: SiteState;
  #influence: Influence = calm;
  #atMs: number;

  constructor(
    site: string,
    nodes: readonly SimulatedNode[],
    origin: { readonly seed: string; readonly atMs: number },
  ) {
    this.#controller = controllerCode(nodes);
    const isNamed = nodes.some(({ code }) => code === this.#controller);
    this.#nodes = isNamed ? nodes : [{ code: this.#controller, kind: "controller" }, ...nodes];
    this.#hasCabinet = nodes.some(({ kind }) => kind === "cabinet");
    const stream = (name: string): Random => seededRandom(`${origin.seed}/${site}/${name}`);
    this.#random = {
      physics: stream("physics"),
      sensors: stream("signals"),
      behaviours: stream("behaviours"),
    };
    this.#plan = drawSitePlan(nodes, seededRandom(`${origin.seed}/${site}`));
    this.#state = freshSite(this.#plan, origin.atMs);
    this.#atMs = origin.atMs;
  }

  /** Moves the site on to this instant under these behaviours. */
  advance(behaviours: readonly Behaviour[], nowMs: number): void {
    const longestMs = Math.max(stepMsMax, (nowMs - this.#atMs) / stepsMax);
    while (this.#atMs < nowMs) {
      const changesAtMs = behaviours
        .map((behaviour) => behaviour.changesAtMs(this.#atMs))
        .filter((atMs) => atMs > this.#atMs);
      this.#step(Math.min(nowMs, this.#atMs + longestMs, ...changesAtMs));
      if (this.#atMs < nowMs) this.#feel(behaviours);
    }
    this.#feel(behaviours);
  }

  /** Moves the site on to this instant under these behaviours and reads its sensors; none when it has no power. */
  sample(behaviours: readonly Behaviour[], nowMs: number): readonly Sample[] {
    this.advance(behaviours, nowMs);
    if (!this.isPowered(this.#controller)) return [];
    return this.#nodes.flatMap((node) => {
      const values = this.#replace(node, this.#valuesOf(node));
      return Object.keys(values).length === 0 ? [] : [{ node: node.code, values }];
    });
  }

  /** True while the node gets power, as of the last instant that the site was moved on to. */
  isPowered(node: string): boolean {
    return hasPower(this.#state) && !this.#influence.feedsLost.has(node);
  }

  #step(nextAtMs: number): void {
    const elapsedSeconds = (nextAtMs - this.#atMs) / 1000;
    const step = { nowMs: nextAtMs, elapsedSeconds, random: this.#random.physics };
    this.#state = stepSite(this.#state, this.#plan, this.#influence, step);
    this.#atMs = nextAtMs;
  }

  /** What happens now, and what follows from it at once: a dead feeder leaves the bus to the battery. */
  #feel(behaviours: readonly Behaviour[]): void {
    this.#influence = influenceOf(actionsAt(behaviours, this.#atMs, this.#random.behaviours));
    const step = { nowMs: this.#atMs, elapsedSeconds: 0, random: this.#random.physics };
    this.#state = stepSite(this.#state, this.#plan, this.#influence, step);
  }

  #valuesOf(node: SimulatedNode): Values {
    const state = this.#state;
    const random = this.#random.sensors;
    const isPowered = this.isPowered(node.code);
    const hasSignal = isPowered && !this.#influence.linksDown.has(node.code);
    switch (node.kind) {
      case "controller":
        return shelterValues(state, this.#influence, random);
      case "cabinet":
        return cabinetValues(state, random);
      case "power":
        return this.#powerValues();
      case "microwave": {
        const index = this.#plan.hops.findIndex((hop) => hop.node === node.code);
        return microwaveValues(state.hops[index] ?? darkHop, hasSignal, random);
      }
      case "router":
      case "switch":
      case "olt": {
        const index = this.#plan.fibres.findIndex((fibre) => fibre.node === node.code);
        return fibreValues(state.fibres[index] ?? darkFibre, hasSignal, random);
      }
      case "bts":
        return baseStationValues(isPowered, random);
      default:
        return {};
    }
  }

  #powerValues(): Values {
    const { conditions, rectifiersFailed } = this.#influence;
    const random = this.#random.sensors;
    return {
      ...powerValues(this.#state, this.#plan, {
        isBatteryStolen: conditions.has("battery-stolen"),
        rectifiersFailed,
        random,
      }),
      ...(this.#hasCabinet ? {} : cabinetValues(this.#state, random)),
    };
  }

  #replace(node: SimulatedNode, values: Values): Values {
    const replaced = this.#influence.replaced.filter((action) => action.node === node.code);
    if (replaced.length === 0) return values;
    return { ...values, ...Object.fromEntries(replaced.map(({ metric, value }) => [metric, value])) };
  }
}

const darkFibre = fibreUnder({ baselineOpticalDbm: -40, minimumOpticalDbm: 0 }, 0);
