import type { Behaviour } from "./behaviours/behaviour.ts";
import type { Sample } from "./controller/controller.ts";
import { type Surroundings, surroundingsOf } from "./controller/surroundings.ts";
import { type Random, seededRandom } from "./random.ts";
import { readSensors, type SensorMemory } from "./sensors.ts";
import { actionsAt, controllerCode, type SimulatedNode, SiteModel } from "./site-model.ts";

/** A site as its controller finds it at an instant. */
export interface Observation {
  /** What its sensors say. */
  readonly samples: readonly Sample[];
  readonly surroundings: Surroundings;
  /** False: the controller has no power. */
  readonly isPowered: boolean;
}

/** The things at a site, what happens to them, and the sensors through which the controller sees them. */
export class ObservedSite {
  readonly #model: SiteModel;
  readonly #controller: string;
  readonly #random: Random;
  #memory: SensorMemory = new Map();
  #behaviours: readonly Behaviour[] = [];
  #hasGenerator = false;

  constructor(
    site: string,
    nodes: readonly SimulatedNode[],
    origin: { readonly seed: string; readonly atMs: number },
  ) {
    this.#model = new SiteModel(site, nodes, origin);
    this.#controller = controllerCode(nodes);
    this.#random = seededRandom(`${origin.seed}/${site}/sensors`);
  }

  /** True when a generator reports from the site. */
  get hasGenerator(): boolean {
    return this.#hasGenerator;
  }

  /** True while the node gets power, as of the last look. */
  isPowered(node: string): boolean {
    return this.#model.isPowered(node);
  }

  /** Lets something happen, in place of what happens under the same name if `isOnly`. */
  behave(behaviour: Behaviour, isOnly = false): void {
    const others = isOnly ? this.#behaviours.filter(({ name }) => name !== behaviour.name) : this.#behaviours;
    this.#behaviours = [...others, behaviour];
  }

  /** Moves the site on to this instant and reads its sensors. */
  observe(nowMs: number): Observation {
    this.#behaviours = this.#behaviours.filter(({ endsAtMs }) => endsAtMs > nowMs);
    const actions = actionsAt(this.#behaviours, nowMs, this.#random);
    const truth = this.#model.sample(this.#behaviours, nowMs);
    this.#hasGenerator = truth.some(({ values }) => values["genset.state"] !== undefined);
    const { samples, memory } = readSensors(truth, actions, { memory: this.#memory, random: this.#random });
    this.#memory = memory;
    return {
      samples,
      surroundings: surroundingsOf(actions),
      isPowered: this.#model.isPowered(this.#controller),
    };
  }

  /** The next instant after this one at which something changes by itself; infinite when nothing will. */
  changesAtMs(sinceMs: number): number {
    const changes = this.#behaviours.map((behaviour) => behaviour.changesAtMs(sinceMs));
    return Math.min(...changes.filter((atMs) => atMs > sinceMs));
  }
}
