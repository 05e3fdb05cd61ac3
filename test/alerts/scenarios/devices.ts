import { TimeOrder } from "../../../app/evaluation/time-order.ts";
import { between, type Random } from "../../../firmware-sim/random.ts";
import type { Inventory } from "../../../inventory/inventory.ts";
import type { DeviceEvent } from "../../../telemetry/device-event.ts";
import { type DeviceId, deviceId, type SiteCode } from "../../../telemetry/identifiers.ts";
import { controller } from "./province.ts";
import { type Change, type Measured, World } from "./world.ts";

/** What the platform gets from one device at one instant. */
export interface Arrival {
  readonly atMs: number;
  readonly site: SiteCode;
  readonly device: DeviceId;
  readonly events: readonly DeviceEvent[];
  /** One message or several, the newest first where a backlog comes with it. */
  readonly messages: readonly { readonly tsMs: number; readonly measured: readonly Measured[] }[];
}

/** What devices go through. */
export interface DevicesPlan {
  readonly startMs: number;
  readonly changes: readonly Change[];
  /** Share of the devices that report a change with their next period only. */
  readonly lazyShare: number;
  /** Sites with a device that reports changes at once, whatever the share. */
  readonly promptSites: ReadonlySet<SiteCode>;
}

type Action = { readonly atMs: number } & (
  | { readonly kind: "change"; readonly change: Change }
  | { readonly kind: "period" | "report" | "keep-alive" | "connect"; readonly site: SiteCode }
);

interface DeviceState {
  readonly site: SiteCode;
  readonly device: DeviceId;
  /** Reports changes with the next period only. */
  readonly isLazy: boolean;
  session: number;
  isOpen: boolean;
  wasHeard: boolean;
  lastPacketMs: number;
  said: string;
  backlog: { readonly tsMs: number; readonly measured: readonly Measured[] }[];
}

const periodMs = 60_000;
const periodSeconds = 60;
/** One and a half times the keep alive of 60 s that devices are advised to ask for. */
const keepAliveMs = 90_000;
const backlogMax = 200;
/** What a device reports at once, by docs/formats/mqtt.md. */
const promptMetrics: ReadonlySet<string> = new Set(["mains.present", "door.open", "link.up", "bts.up"]);

const promptWords = (measured: readonly Measured[]): string =>
  measured
    .filter(({ metric }) => promptMetrics.has(metric))
    .map(({ value }) => value)
    .join();

/** All devices of a province over a scenario: what each measures, when it is heard, and how the broker sees it go. */
export class Devices {
  readonly #world: World;
  readonly #random: Random;
  readonly #states: ReadonlyMap<SiteCode, DeviceState>;
  readonly #actions = new TimeOrder<Action>(Number.POSITIVE_INFINITY);
  #epoch = 0;

  constructor(inventory: Inventory, random: Random, plan: DevicesPlan) {
    this.#world = new World(inventory);
    this.#random = random;
    this.#states = new Map(
      inventory.sites.map(({ code }) => {
        const isLazy = random() < plan.lazyShare && !plan.promptSites.has(code);
        return [code, this.#stateOf(code, isLazy)];
      }),
    );
    for (const change of plan.changes) this.#plan({ kind: "change", change, atMs: change.atMs });
    for (const site of this.#states.keys()) {
      this.#plan({ kind: "connect", site, atMs: plan.startMs + random() * periodMs });
    }
  }

  /** Everything that arrives until an instant, in order. */
  *arrivals(untilMs: number): Generator<Arrival> {
    for (const action of this.#actions.drain()) {
      if (action.atMs > untilMs) return;
      const arrival = action.kind === "change" ? this.#change(action.change) : this.#act(action.kind, action);
      if (arrival !== null) yield arrival;
    }
  }

  /** Clocks count whole milliseconds. */
  #plan(action: Action): void {
    this.#actions.add({ ...action, atMs: Math.round(action.atMs) });
  }

  #stateOf(site: SiteCode, isLazy: boolean): DeviceState {
    const device = deviceId(`${site}-ctl`);
    return {
      site,
      device,
      isLazy,
      session: 0,
      isOpen: false,
      wasHeard: true,
      lastPacketMs: 0,
      said: "",
      backlog: [],
    };
  }

  #act(
    kind: "period" | "report" | "keep-alive" | "connect",
    at: { readonly site: SiteCode; readonly atMs: number },
  ) {
    const state = this.#states.get(at.site);
    if (state === undefined) return null;
    switch (kind) {
      case "period":
        this.#plan({ kind: "period", site: at.site, atMs: at.atMs + periodMs });
        return this.#measure(state, at.atMs);
      case "report":
        return this.#measure(state, at.atMs);
      case "keep-alive":
        return this.#giveUp(state, at.atMs);
      case "connect":
        return this.#connect(state, at.atMs);
    }
  }

  #change(change: Change): null {
    this.#world.apply(change);
    const atMs = Math.round(change.atMs);
    for (const state of this.#states.values()) {
      const { site, isLazy } = state;
      const isHeard = this.#world.isHeard(site);
      if (!isHeard && state.wasHeard && state.isOpen) {
        this.#plan({ kind: "keep-alive", site, atMs: state.lastPacketMs + keepAliveMs });
      }
      if (isHeard && !state.wasHeard) {
        this.#plan({ kind: "connect", site, atMs: atMs + between(this.#random, 1_000, 20_000) });
      }
      state.wasHeard = isHeard;
      if (!this.#world.measures(site)) state.backlog = [];
      else if (!isLazy && promptWords(this.#world.sample(site, atMs)) !== state.said) {
        this.#plan({ kind: "report", site, atMs: atMs + between(this.#random, 200, 2_000) });
      }
    }
    return null;
  }

  #measure(state: DeviceState, atMs: number): Arrival | null {
    if (!this.#world.measures(state.site)) return null;
    const measured = this.#world.sample(state.site, atMs);
    state.said = promptWords(measured);
    if (!state.isOpen || !this.#world.isHeard(state.site)) {
      state.backlog = [...state.backlog, { tsMs: atMs, measured }].slice(-backlogMax);
      return null;
    }
    return this.#send(state, atMs, { events: [], measured });
  }

  #send(
    state: DeviceState,
    atMs: number,
    { events, measured }: { readonly events: readonly DeviceEvent[]; readonly measured: readonly Measured[] },
  ): Arrival {
    const { site, device, backlog } = state;
    state.lastPacketMs = atMs;
    state.backlog = [];
    return { atMs, site, device, events, messages: [{ tsMs: atMs, measured }, ...backlog] };
  }

  /** The broker waits for one and a half times the keep alive, then closes and sends the will. */
  #giveUp(state: DeviceState, atMs: number): Arrival | null {
    const { site, device, session } = state;
    if (!state.isOpen || this.#world.isHeard(site)) return null;
    const dueMs = state.lastPacketMs + keepAliveMs;
    if (atMs < dueMs) {
      this.#plan({ kind: "keep-alive", site, atMs: dueMs });
      return null;
    }
    state.isOpen = false;
    const fact = { device, site, receivedAtMs: atMs };
    const events: readonly DeviceEvent[] = [
      { kind: "death", ...fact, node: controller, session },
      { kind: "disconnected", ...fact, epoch: session },
    ];
    return { atMs, site, device, events, messages: [] };
  }

  #connect(state: DeviceState, atMs: number): Arrival | null {
    const { site, device } = state;
    if (!this.#world.isHeard(site)) return null;
    if (state.session === 0) this.#plan({ kind: "period", site, atMs: atMs + periodMs });
    state.session = ++this.#epoch;
    state.isOpen = true;
    const { session } = state;
    const fact = { device, site, receivedAtMs: atMs };
    const events: readonly DeviceEvent[] = [
      { kind: "connected", ...fact, epoch: session },
      { kind: "birth", ...fact, node: controller, session, periodSeconds, firmware: null, clockMs: atMs },
    ];
    const measured = this.#world.sample(site, atMs);
    state.said = promptWords(measured);
    return this.#send(state, atMs, { events, measured });
  }
}
