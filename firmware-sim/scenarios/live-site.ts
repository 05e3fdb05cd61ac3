import type { SiteCode } from "../../telemetry/identifiers.ts";
import type { Behaviour, BehaviourAction } from "../behaviours/behaviour.ts";
import type { Sample } from "../controller/controller.ts";
import type { SimulationEdge } from "../edge.ts";
import { SiteController } from "../site-controller.ts";
import type { SiteControllerPlan, SiteControllerStats } from "../site-controller-plan.ts";
import { controllerCode } from "../site-model.ts";
import type { WorldTime } from "../world-time.ts";
import { hasMainsUnder, type WorldSite } from "./world.ts";

/** What a site of a live run is made of. */
export interface LiveSitePlan extends Omit<SiteControllerPlan, "site" | "world" | "events"> {
  readonly site: SiteCode;
  readonly world: WorldTime;
  readonly behaviours: readonly Behaviour[];
}

/** What a site tells the world around it. */
export interface LiveSiteEvents {
  /** The site was looked at; which of its nodes have power and what its sensors say may be new. */
  advanced(site: LiveSite, samples: readonly Sample[]): void;
  /** Its controller has a connection to the platform. */
  connected(site: LiveSite): void;
}

/** A site of a live run: its controller on a real connection, cut off while the world has no path for it. */
export class LiveSite implements WorldSite {
  readonly site: SiteCode;
  readonly controller: string;
  readonly #behaviours: readonly Behaviour[];
  readonly #world: WorldTime;
  readonly #edge: SimulationEdge;
  readonly #device: SiteController;
  #hasPath = true;
  #dark: ReadonlySet<string> = new Set();
  /** What the sensors know of the darkness so far. */
  #seenDark: ReadonlySet<string> = new Set();
  #isChangePlanned = false;

  constructor(plan: LiveSitePlan, events: LiveSiteEvents) {
    this.site = plan.site;
    this.controller = controllerCode(plan.nodes);
    this.#behaviours = plan.behaviours;
    this.#world = plan.world;
    this.#edge = plan.edge;
    this.#device = new SiteController({
      ...plan,
      events: {
        looked: ({ samples }) => events.advanced(this, samples),
        connected: () => events.connected(this),
      },
    });
  }

  /** Lets begin what happens at the site; once all sites are there. */
  begin(): void {
    for (const behaviour of this.#behaviours) this.#device.behave(behaviour);
  }

  get isConnected(): boolean {
    return this.stats().isConnected;
  }

  /** Whether it has power and the world a path for it. */
  get isConnectable(): boolean {
    return this.#hasPath && this.isPowered(this.controller);
  }

  get hasMains(): boolean {
    return hasMainsUnder(this.#behaviours, this.#worldNowMs);
  }

  isPowered(node: string): boolean {
    return this.#device.isPowered(node);
  }

  isDark(node: string): boolean {
    return this.#dark.has(node) || this.#seenDark.has(node);
  }

  setPath(hasPath: boolean): void {
    if (hasPath === this.#hasPath) return;
    this.#hasPath = hasPath;
    this.#changeSoon();
  }

  setDark(nodes: ReadonlySet<string>): void {
    const isSame = nodes.size === this.#dark.size && [...nodes].every((node) => this.#dark.has(node));
    this.#dark = nodes;
    if (!isSame) this.#changeSoon();
  }

  stats(): SiteControllerStats {
    return this.#device.stats();
  }

  /** Says farewell and switches off. */
  stop(): Promise<void> {
    return this.#device.stop();
  }

  get #worldNowMs(): number {
    return this.#world.worldMs(this.#edge.clock());
  }

  /** Not at once: the site is looked at then, which may change the network that is just being settled. */
  #changeSoon(): void {
    if (this.#isChangePlanned) return;
    this.#isChangePlanned = true;
    this.#edge.after(0, () => {
      this.#isChangePlanned = false;
      this.#seenDark = this.#dark;
      this.#device.behave(this.#surroundings(), true);
    });
  }

  #surroundings(): Behaviour {
    const dark = [...this.#dark].map((node): BehaviourAction => ({ kind: "link-down", node }));
    const actions: readonly BehaviourAction[] = this.#hasPath ? dark : [{ kind: "cut-line" }, ...dark];
    return {
      name: "network",
      startsAtMs: Number.NEGATIVE_INFINITY,
      endsAtMs: Number.POSITIVE_INFINITY,
      actions: () => actions,
      changesAtMs: () => Number.POSITIVE_INFINITY,
    };
  }
}
