import { type Behaviour, isActive } from "./behaviours/behaviour.ts";
import type { Occasion } from "./controller/reporting.ts";
import type { SimulationEdge } from "./edge.ts";
import { NamedTimers } from "./named-timers.ts";
import type { Observation, ObservedSite } from "./observed-site.ts";
import type { WorldTime } from "./world-time.ts";

/** How often a site is looked at. */
export interface Pace {
  readonly periodSeconds: number;
  /** Between two looks for exceptions; none when not below the period. */
  readonly scanSeconds: number;
}

/** One look at a site. */
export interface Look extends Observation {
  readonly occasion: Occasion;
  /** The true instant by the time of the devices; no two looks have the same. */
  readonly nowMs: number;
}

/** Looks at a site each period, at each scan between, and whenever something changes there by itself. */
export class SiteWatch {
  readonly #site: ObservedSite;
  readonly #edge: SimulationEdge;
  readonly #world: WorldTime;
  readonly #looked: (look: Look) => void;
  readonly #timers: NamedTimers<"period" | "scan" | "change">;
  #pace: Pace;
  #lastLookAtMs = 0;

  constructor(
    site: ObservedSite,
    { edge, pace, world }: { readonly edge: SimulationEdge; readonly pace: Pace; readonly world: WorldTime },
    looked: (look: Look) => void,
  ) {
    this.#site = site;
    this.#edge = edge;
    this.#pace = pace;
    this.#world = world;
    this.#looked = looked;
    this.#timers = new NamedTimers(edge);
  }

  /** Begins with a period's look after this time. */
  begin(afterMs: number): void {
    this.#timers.plan("period", afterMs, () => this.#period());
  }

  /** The first look at this pace is a period from now. */
  changePace(pace: Pace): void {
    this.#pace = pace;
    this.begin(pace.periodSeconds * 1000);
    this.#awaitScan();
  }

  /** Lets something happen at the site, and looks at once if it happens now; see `ObservedSite.behave`. */
  behave(behaviour: Behaviour, isOnly = false): void {
    this.#site.behave(behaviour, isOnly);
    const nowMs = this.#edge.clock();
    if (isActive(behaviour, this.#world.worldMs(nowMs))) this.#look("exception", nowMs);
    this.#awaitChange(this.#world.worldMs(nowMs));
  }

  /** Looks no more. */
  end(): void {
    this.#timers.end();
  }

  #period(): void {
    this.begin(this.#pace.periodSeconds * 1000);
    this.#look("period", this.#edge.clock());
    this.#awaitScan();
  }

  #awaitScan(): void {
    const { scanSeconds, periodSeconds } = this.#pace;
    if (scanSeconds >= periodSeconds) return;
    this.#timers.plan("scan", scanSeconds * 1000, () => {
      this.#look("exception", this.#edge.clock());
      this.#awaitScan();
    });
  }

  /** A change at the site is seen at once, not at the next scan; timers may be a little early. */
  #awaitChange(sinceWorldMs: number): void {
    const nextWorldMs = this.#site.changesAtMs(sinceWorldMs);
    if (nextWorldMs === Number.POSITIVE_INFINITY) return;
    const nextAtMs = Math.ceil(this.#world.deviceMs(nextWorldMs));
    this.#timers.plan("change", nextAtMs - this.#edge.clock(), () => {
      const nowMs = Math.max(nextAtMs, this.#edge.clock());
      this.#look("exception", nowMs);
      this.#awaitChange(Math.max(nextWorldMs, this.#world.worldMs(nowMs)));
    });
  }

  #look(occasion: Occasion, wantedAtMs: number): void {
    const nowMs = Math.max(wantedAtMs, this.#lastLookAtMs + 1);
    this.#lastLookAtMs = nowMs;
    this.#looked({ occasion, nowMs, ...this.#site.observe(this.#world.worldMs(nowMs)) });
  }
}
