import type { SiteNode } from "../../inventory/model.ts";
import type { SiteCode } from "../../telemetry/identifiers.ts";
import { backOffIntervals, connectBackOff } from "../back-off.ts";
import { type Behaviour, type BehaviourAction, isActive } from "../behaviours/behaviour.ts";
import type { Sample } from "../controller/controller.ts";
import { type ControllerAction, type ControllerEvent, controllerStep } from "../controller/controller.ts";
import { type ControllerState, type KeptState, switchedOn } from "../controller/controller-state.ts";
import type { PublishAction } from "../controller/deliveries.ts";
import type { Surroundings } from "../controller/surroundings.ts";
import { TimeKeeper } from "../controller/time-keeper.ts";
import { transportStep } from "../controller/transport.ts";
import type { Cancel, SimulationEdge } from "../edge.ts";
import { ObservedSite } from "../observed-site.ts";
import { between, type Random, seededRandom } from "../random.ts";
import { controllerCode } from "../site-model.ts";
import { payloadEntries } from "./payload-entries.ts";
import type { RunRecord } from "./run-record.ts";
import { VirtualLink } from "./virtual-link.ts";
import { hasMainsUnder, type WorldSite } from "./world.ts";

const bootMsMin = 40_000;
const bootMsMax = 70_000;
/** Crystals of cheap boards at room temperature. */
const driftPartsPerMillionMax = 20;

/** What a site of a virtual run is made of. */
export interface VirtualSitePlan {
  readonly site: SiteCode;
  readonly nodes: readonly SiteNode[];
  readonly periodMs: number;
  readonly seed: string;
  readonly startAfterMs: number;
  readonly behaviours: readonly Behaviour[];
}

/** What a site tells the world around it. */
export interface VirtualSiteEvents {
  /** Something reaches the platform. */
  reaches(record: RunRecord): void;
  /** The site was moved on; which of its nodes have power and what its sensors say may be new. */
  advanced(site: VirtualSite, samples: readonly Sample[]): void;
  /** Its controller has a connection to the platform. */
  connected(site: VirtualSite): void;
}

const keptOf = ({ session, nextSequence, entries }: ControllerState): KeptState => ({
  session,
  nextSequence,
  messages: entries.map(({ sequence, node, body }) => ({ sequence, node, body })),
});

/** A site with its physics and its controller, on a clock that jumps: no sockets, no files. */
export class VirtualSite implements WorldSite {
  readonly site: SiteCode;
  readonly controller: string;
  readonly #plan: VirtualSitePlan;
  readonly #edge: SimulationEdge;
  readonly #events: VirtualSiteEvents;
  readonly #observed: ObservedSite;
  readonly #time: TimeKeeper;
  readonly #random: Random;
  #state: ControllerState;
  #intervals: Generator<number, never>;
  #link: VirtualLink | null = null;
  #cancelConnect: Cancel = () => undefined;
  #cancelPeriod: Cancel = () => undefined;
  #hasPath = true;
  #dark: ReadonlySet<string> = new Set();
  #isHalfOpen = false;
  #transport: Surroundings["transport"] = [];
  #isSamplePlanned = false;
  #lastSampleAtMs = 0;

  constructor(plan: VirtualSitePlan, edge: SimulationEdge, events: VirtualSiteEvents) {
    this.site = plan.site;
    this.controller = controllerCode(plan.nodes);
    this.#plan = plan;
    this.#edge = edge;
    this.#events = events;
    this.#observed = new ObservedSite(plan.site, plan.nodes, { seed: plan.seed, atMs: edge.clock() });
    for (const behaviour of plan.behaviours) this.#observed.behave(behaviour);
    const crystal = seededRandom(`${plan.seed}/${plan.site}/crystal`);
    const drift = between(crystal, -driftPartsPerMillionMax, driftPartsPerMillionMax);
    this.#time = new TimeKeeper(edge.clock, drift);
    this.#random = seededRandom(`${plan.seed}/${plan.site}/virtual`);
    this.#intervals = backOffIntervals(connectBackOff, this.#random);
    this.#state = switchedOn({ session: 0, nextSequence: 1, messages: [] });
    edge.after(plan.startAfterMs, () => {
      this.#period();
      this.#apply({ kind: "connect-due" });
    });
    for (const behaviour of plan.behaviours) this.#watch(behaviour);
  }

  get isConnected(): boolean {
    return this.#link?.isWhole === true;
  }

  get hasMains(): boolean {
    return hasMainsUnder(this.#plan.behaviours, this.#edge.clock());
  }

  /** True while the node gets power. */
  isPowered(node: string): boolean {
    return this.#observed.isPowered(node);
  }

  /** A path to the core is there or not. */
  setPath(hasPath: boolean): void {
    this.#hasPath = hasPath;
    this.#link?.setPath(hasPath);
  }

  /** At these nodes nothing comes in from the other end; the sensors notice at once. */
  setDark(nodes: ReadonlySet<string>): void {
    const isSame = nodes.size === this.#dark.size && [...nodes].every((node) => this.#dark.has(node));
    this.#dark = nodes;
    if (!isSame) this.#sampleSoon();
  }

  /** True when the node's last reading says only that the other end is silent. */
  isDark(node: string): boolean {
    return this.#dark.has(node);
  }

  /** The platform ends the connection. */
  endConnection(): void {
    this.#link?.end();
  }

  /** Something changes at the site by itself: it is looked at then, and again at each such instant. */
  #watch(behaviour: Behaviour): void {
    const nextAtMs = behaviour.changesAtMs(this.#edge.clock());
    if (nextAtMs <= this.#edge.clock()) return;
    this.#edge.after(nextAtMs - this.#edge.clock(), () => {
      this.#sample();
      if (isActive(behaviour, nextAtMs)) this.#watch(behaviour);
    });
  }

  #period(): void {
    this.#cancelPeriod = this.#edge.after(this.#plan.periodMs, () => this.#period());
    this.#sample();
  }

  #sampleSoon(): void {
    if (this.#isSamplePlanned) return;
    this.#isSamplePlanned = true;
    this.#edge.after(1, () => {
      this.#isSamplePlanned = false;
      this.#sample();
    });
  }

  /** No two samples of a device have the same time: (series, ts) is what a reading is known by. */
  #sample(): void {
    const nowMs = Math.max(this.#edge.clock(), this.#lastSampleAtMs + 1);
    this.#lastSampleAtMs = nowMs;
    this.#observed.behave(this.#darkness(), true);
    const { samples, surroundings, isPowered } = this.#observed.observe(nowMs);
    if (isPowered && this.#state.link.kind === "off") this.#apply({ kind: "power-returned" });
    if (!isPowered && this.#state.link.kind !== "off") this.#apply({ kind: "power-lost" });
    this.#events.advanced(this, samples);
    this.#surround(surroundings, nowMs);
    if (!isPowered) return;
    this.#apply({ kind: "sampled", samples, tsMs: this.#time.stamp(nowMs) });
    this.#apply({ kind: "answers-checked" });
  }

  #surround({ isHalfOpen, time, transport }: Surroundings, nowMs: number): void {
    if (isHalfOpen && !this.#isHalfOpen) this.#link?.freeze();
    this.#isHalfOpen = isHalfOpen;
    this.#transport = transport;
    // A time server is behind the same path as the platform.
    const hasTimeServer = time.hasTimeServer && this.#hasPath;
    if (this.#time.surround({ ...time, hasTimeServer }, nowMs) && this.#state.link.kind === "up")
      this.#announce(this.#state.session);
  }

  #darkness(): Behaviour {
    const actions = [...this.#dark].map((node): BehaviourAction => ({ kind: "link-down", node }));
    return {
      name: "dark",
      startsAtMs: Number.NEGATIVE_INFINITY,
      endsAtMs: Number.POSITIVE_INFINITY,
      actions: () => actions,
      changesAtMs: () => Number.POSITIVE_INFINITY,
    };
  }

  #apply(event: ControllerEvent): void {
    const step = controllerStep(this.#state, event, this.#edge.clock());
    this.#state = step.state;
    for (const action of step.actions) this.#carryOut(action);
  }

  #carryOut(action: ControllerAction): void {
    switch (action.kind) {
      case "connect":
        this.#connect(action.session);
        break;
      case "wait-to-connect":
        this.#cancelConnect();
        this.#cancelConnect = this.#edge.after(this.#intervals.next().value, () =>
          this.#apply({ kind: "connect-due" }),
        );
        break;
      case "drop-connection":
        this.#cancelConnect();
        this.#link?.abandon();
        break;
      case "announce":
        this.#intervals = backOffIntervals(connectBackOff, this.#random);
        this.#announce(action.session);
        break;
      case "publish":
        this.#publish(action);
        break;
      case "boot":
        this.#boot();
        break;
      default:
        // Files and watchdogs are no part of a virtual run: what is kept is in the state.
        break;
    }
  }

  /** Memory is gone with the power; what the flash kept is there again, and reports start anew. */
  #boot(): void {
    const kept = keptOf(this.#state);
    this.#edge.after(between(this.#random, bootMsMin, bootMsMax), () => {
      if (this.#state.link.kind !== "booting") return;
      this.#apply({ kind: "booted", kept });
      this.#cancelPeriod();
      this.#period();
    });
  }

  #connect(session: number): void {
    const earlier = this.#link;
    const link: VirtualLink = new VirtualLink(
      this.#edge,
      this.#random,
      { session, hasPath: this.#hasPath },
      {
        connected: () => {
          earlier?.replaced();
          this.#apply({ kind: "connected" });
          this.#events.connected(this);
        },
        disconnected: () => {
          if (this.#link === link) this.#apply({ kind: "disconnected" });
        },
        lost: (lostSession) => this.#tell("lost", lostSession),
      },
    );
    this.#link = link;
  }

  #announce(session: number): void {
    this.#link?.carry(
      () => this.#tell("birth", session),
      () => undefined,
    );
  }

  #tell(kind: "birth" | "lost", session: number): void {
    const { site, periodMs } = this.#plan;
    const record = { kind, site, node: this.controller, session, periodSeconds: periodMs / 1000 };
    this.#events.reaches({ ...record, atMs: this.#edge.clock() });
  }

  /** Sends telemetry the way that the line is at the moment; each copy that arrives is acknowledged. */
  #publish(action: PublishAction): void {
    const link = this.#link;
    for (const { afterMs } of transportStep(this.#transport, this.#random)) {
      if (afterMs === 0) this.#carry(link, action);
      else this.#edge.after(afterMs, () => this.#carry(link, action));
    }
  }

  #carry(link: VirtualLink | null, action: PublishAction): void {
    link?.carry(
      () => {
        for (const { tsMs, values } of payloadEntries(action.payload)) {
          const { site } = this.#plan;
          const atMs = this.#edge.clock();
          this.#events.reaches({ kind: "telemetry", atMs, site, node: action.node, tsMs, values });
        }
      },
      () => this.#apply({ kind: "acknowledged", delivery: action.delivery }),
    );
  }
}
