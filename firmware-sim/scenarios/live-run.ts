import { join } from "node:path";
import type { Site } from "../../inventory/model.ts";
import { type Behaviour, steady } from "../behaviours/behaviour.ts";
import { type Cancel, realEdge } from "../edge.ts";
import { defaultFirmware, type FirmwarePlan } from "../site-controller-plan.ts";
import { fasterTime, type WorldTime } from "../world-time.ts";
import { LiveSite } from "./live-site.ts";
import type { Truth } from "./truth.ts";
import { World } from "./world.ts";
import type { PlannedWindow, WorldPlan } from "./world-plan.ts";

/** How long all connections are gone when they end at once, by the devices' clock. */
const reconnectMs = 500;
/** However fast the world goes, a device needs so long to look at its sensors, and to boot. */
const scanSecondsMin = 1;
const bootMsMin = 1000;

/** The credentials of the device that speaks for a site. */
export interface LiveDevice {
  readonly id: string;
  readonly token: string;
}

/** Where a scenario is played, and how fast. */
export interface LivePlan {
  readonly world: WorldPlan;
  /** By the code of the site; each site of the inventory needs one. */
  readonly devices: ReadonlyMap<string, LiveDevice>;
  readonly mqttUrl: string;
  /** Certificate authority in PEM for `mqtts` and `wss`. */
  readonly certificateAuthority?: string;
  /** So many times faster than the devices' clock do physics and events go. */
  readonly speed: number;
  /** How often each device reports, by its own clock. */
  readonly periodSeconds: number;
  /** Folder of the devices' store-and-forward files. */
  readonly directory: string;
}

/** Figures of a live run. */
export interface LiveFigures {
  readonly sites: number;
  readonly connected: number;
  readonly powered: number;
  /** Messages measured, acknowledged and still kept by the devices. */
  readonly recorded: number;
  readonly acknowledged: number;
  readonly buffered: number;
  /** Of what the devices kept when the run began: messages of a run before it, which they send too. */
  readonly leftOver: number;
  /** Why a device whose site could be heard is not connected; null when all are. */
  readonly trouble: string | null;
  /** The instant of the world, ms since 1970 UTC. */
  readonly worldMs: number;
}

/**
 * Plays a scenario against a real broker: each site's controller on a connection of its own, by the clock on the wall,
 * in a world that runs faster. Starts at once; `stop` says farewell for all devices.
 */
export class LiveRun {
  readonly #plan: LivePlan;
  readonly #time: WorldTime;
  readonly #world: World;
  readonly #sites: readonly LiveSite[];
  readonly #planned: Cancel[] = [];
  readonly #startedAtMs = realEdge.clock();
  readonly #leftOver: number;

  constructor(plan: LivePlan) {
    const { world, speed } = plan;
    this.#plan = plan;
    this.#time = fasterTime({ worldMs: world.scenario.start, deviceMs: this.#startedAtMs }, speed);
    this.#world = new World(world, realEdge.clock, this.#time);
    this.#sites = world.topology.inventory.sites.map((site, index) => this.#siteOf(site, index));
    this.#leftOver = this.#sites.reduce((sum, site) => sum + site.stats().buffered, 0);
    for (const site of this.#sites) this.#world.add(site);
    for (const site of this.#sites) site.begin();
    this.#planCuts();
    for (const { site, node, startsAtMs, endsAtMs } of world.nodeFailures) {
      this.#at(startsAtMs, () => this.#world.failNode(site, node, true));
      this.#at(endsAtMs, () => this.#world.failNode(site, node, false));
    }
  }

  /** How long the whole scenario takes by the devices' clock. */
  get durationMs(): number {
    return this.#plan.world.scenario.duration / this.#plan.speed;
  }

  /** The maintenance windows of planned work, by the clock on the wall. */
  get windows(): readonly PlannedWindow[] {
    return this.#plan.world.windows.map(({ fromMs, toMs, ...where }) => ({
      fromMs: this.#wallMs(fromMs),
      toMs: this.#wallMs(toMs),
      ...where,
    }));
  }

  figures(): LiveFigures {
    const all = this.#sites.map((site) => site.stats());
    const sum = (figure: (stats: (typeof all)[number]) => number): number =>
      all.reduce((total, stats) => total + figure(stats), 0);
    return {
      sites: all.length,
      connected: sum(({ isConnected }) => (isConnected ? 1 : 0)),
      powered: this.#sites.filter((site) => site.isPowered(site.controller)).length,
      recorded: sum(({ recorded }) => recorded),
      acknowledged: sum(({ acknowledged }) => acknowledged),
      buffered: sum(({ buffered }) => buffered),
      leftOver: this.#leftOver,
      trouble: this.#trouble(),
      worldMs: this.#time.worldMs(realEdge.clock()),
    };
  }

  /** Ends the run wherever it is; answers what really happened until now, by the devices' clock. */
  async stop(): Promise<Truth> {
    for (const cancel of this.#planned) cancel();
    const { world, speed, periodSeconds } = this.#plan;
    const wallMs = (worldMs: number): number => this.#wallMs(worldMs);
    const deeds = world.deeds.map((deed) => ({
      ...deed,
      startsAtMs: wallMs(deed.startsAtMs),
      endsAtMs: wallMs(deed.endsAtMs),
    }));
    const { windows } = this;
    const times = { fromMs: this.#startedAtMs, toMs: realEdge.clock(), periodSeconds, speed };
    const truth = this.#world.truth({ ...times, deeds, windows });
    await Promise.all(this.#sites.map((site) => site.stop()));
    return truth;
  }

  #wallMs(worldMs: number): number {
    return Math.round(this.#time.deviceMs(worldMs));
  }

  #trouble(): string | null {
    const lost = this.#sites.find((site) => site.isConnectable && !site.isConnected);
    return lost?.stats().lastTrouble ?? null;
  }

  #at(worldMs: number, happen: () => void): void {
    if (worldMs >= this.#plan.world.endsAtMs) return;
    this.#planned.push(realEdge.after(this.#time.deviceMs(worldMs) - realEdge.clock(), happen));
  }

  #planCuts(): void {
    for (const { link, startsAtMs, endsAtMs } of this.#plan.world.linkCuts) {
      this.#at(startsAtMs, () => this.#world.cutLink(link, true));
      this.#at(endsAtMs, () => this.#world.cutLink(link, false));
    }
  }

  /** A line that is gone for a moment is how a device sees that all connections end at once. */
  #behavioursOf(code: Site["code"]): readonly Behaviour[] {
    const { behaviours, reconnects } = this.#plan.world;
    const ends = reconnects.filter(({ sites }) => sites.includes(code));
    const cuts = ends.map(({ atMs }) =>
      steady(
        "reconnect-all",
        { startsAtMs: atMs, endsAtMs: atMs + reconnectMs * this.#plan.speed },
        { kind: "cut-line" },
      ),
    );
    return [...(behaviours.get(code) ?? []), ...cuts];
  }

  #siteOf({ code }: Site, index: number): LiveSite {
    const { world, devices, mqttUrl, certificateAuthority, speed, periodSeconds, directory } = this.#plan;
    const { inventory } = world.topology;
    const device = devices.get(code) ?? { id: code, token: "" };
    const firmware: FirmwarePlan = {
      scanSeconds: Math.max(scanSecondsMin, defaultFirmware.scanSeconds / speed),
      bootMs: Math.max(bootMsMin, defaultFirmware.bootMs / speed),
      watchdogMs: Math.max(bootMsMin, defaultFirmware.watchdogMs / speed),
    };
    const authority = certificateAuthority === undefined ? {} : { certificateAuthority };
    return new LiveSite(
      {
        site: code,
        nodes: inventory.nodesOf(code),
        behaviours: this.#behavioursOf(code),
        world: this.#time,
        address: { url: mqttUrl, device: device.id, token: device.token, ...authority },
        periodSeconds,
        // Devices start one after the other over the first period, so that their reports stay spread.
        startAfterMs: (index * periodSeconds * 1000) / inventory.sites.length,
        seed: world.scenario.seed,
        file: join(directory, `${device.id}.jsonl`),
        firmware,
        edge: realEdge,
      },
      {
        advanced: (site, samples) => this.#world.advanced(site, samples),
        connected: ({ site }) => this.#world.connected(site),
      },
    );
  }
}
