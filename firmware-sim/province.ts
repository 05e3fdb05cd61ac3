import { join } from "node:path";
import type { Behaviour } from "./behaviours/behaviour.ts";
import type { DialectName } from "./dialects/dialects.ts";
import { type Cancel, realEdge, type SimulationEdge } from "./edge.ts";
import { drawFault } from "./province-faults.ts";
import { ProvinceFile } from "./province-file.ts";
import { pick, type Random, seededRandom, waitingMs } from "./random.ts";
import { SiteController } from "./site-controller.ts";
import type { SimulatedNode } from "./site-model.ts";

const minuteMs = 60_000;
const syncEveryMs = 1000;
/** No more than this share of the sites is in trouble at any time. */
const faultyShareMax = 0.25;

/** One simulated site with the device that speaks for it. */
export interface ProvinceSite {
  readonly site: string;
  readonly device: string;
  readonly token: string;
  readonly nodes: readonly SimulatedNode[];
  /** Native when left out. */
  readonly dialect?: DialectName;
}

/** What a simulated province is made of. */
export interface ProvincePlan {
  /** `mqtt://`, `mqtts://`, `ws://` or `wss://`. */
  readonly mqttUrl: string;
  readonly sites: readonly ProvinceSite[];
  /** The same seed draws the same plants, signals and faults. */
  readonly seed: string;
  readonly periodSeconds: number;
  /** On average; 0 for none. */
  readonly faultsPerMinute: number;
  /** Folder for what the devices keep, of this process alone: one file of messages, and settings of single devices. */
  readonly directory: string;
  /** Certificate authority in PEM for `mqtts` and `wss`. */
  readonly certificateAuthority?: string;
  /** Time and timers; the real ones when left out. */
  readonly edge?: SimulationEdge;
}

/** A fault that is going on. */
interface ActiveFault {
  readonly site: string;
  readonly name: string;
  readonly startedAtMs: number;
  readonly endsAtMs: number;
}

/** Figures of the whole province since it was started. */
export interface ProvinceStats {
  readonly sites: number;
  readonly connected: number;
  /** Messages measured and written to the devices' files. */
  readonly recorded: number;
  /** PUBLISH packets of telemetry, repeats included. */
  readonly published: number;
  /** Messages acknowledged by the platform. */
  readonly acknowledged: number;
  /** Kept in the devices' files, not acknowledged yet. */
  readonly buffered: number;
  /** Dropped because a device's buffer was full. */
  readonly dropped: number;
  /** Connections after each device's first. */
  readonly reconnects: number;
  readonly activeFaults: readonly ActiveFault[];
  /** What the disk said, or why one of the devices that are off the air is; null when all are well. */
  readonly trouble: string | null;
}

/** A running province. */
export interface Province {
  /** Says farewell for all devices and closes their files; a second call waits for the first. */
  stop(): Promise<void>;
  stats(): ProvinceStats;
  /** Lets something happen at one site; false when the province has no such site. */
  behave(site: string, behaviour: Behaviour): boolean;
}

class RunningProvince implements Province {
  readonly #plan: ProvincePlan;
  readonly #edge: SimulationEdge;
  readonly #random: Random;
  readonly #file: ProvinceFile;
  readonly #controllers: ReadonlyMap<string, SiteController>;
  #diskTrouble: string | null = null;
  #cancelSync: Cancel = () => undefined;
  #faults: readonly ActiveFault[] = [];
  #cancelNext: Cancel = () => undefined;
  #stopped: Promise<void> | null = null;

  constructor(plan: ProvincePlan) {
    this.#plan = plan;
    this.#edge = plan.edge ?? realEdge;
    this.#random = seededRandom(`${plan.seed}/faults`);
    const devices = plan.sites.map(({ device }) => device);
    this.#file = new ProvinceFile(join(plan.directory, "messages.jsonl"), devices, (error) => {
      this.#diskTrouble = error.message;
    });
    this.#planSync();
    this.#controllers = new Map(
      plan.sites.map((site, index) => [site.site, this.#controllerOf(site, index)]),
    );
    if (plan.faultsPerMinute > 0) this.#planNext();
  }

  stop(): Promise<void> {
    this.#cancelNext();
    this.#stopped ??= Promise.all([...this.#controllers.values()].map((each) => each.stop())).then(() => {
      this.#cancelSync();
      this.#file.close();
    });
    return this.#stopped;
  }

  stats(): ProvinceStats {
    const all = [...this.#controllers.values()].map((controller) => controller.stats());
    const sum = (figure: (stats: (typeof all)[number]) => number): number =>
      all.reduce((total, stats) => total + figure(stats), 0);
    return {
      sites: all.length,
      connected: sum(({ isConnected }) => (isConnected ? 1 : 0)),
      recorded: sum(({ recorded }) => recorded),
      published: sum(({ published }) => published),
      acknowledged: sum(({ acknowledged }) => acknowledged),
      buffered: sum(({ buffered }) => buffered),
      dropped: sum(({ dropped }) => dropped),
      reconnects: sum(({ connections }) => Math.max(0, connections - 1)),
      activeFaults: this.#activeFaults(),
      trouble: this.#diskTrouble ?? all.find(({ isConnected }) => !isConnected)?.lastTrouble ?? null,
    };
  }

  behave(site: string, behaviour: Behaviour): boolean {
    const controller = this.#controllers.get(site);
    if (controller === undefined) return false;
    controller.behave(behaviour);
    const { name, startsAtMs: startedAtMs, endsAtMs } = behaviour;
    this.#faults = [...this.#activeFaults(), { site, name, startedAtMs, endsAtMs }];
    return true;
  }

  /** Devices start one after the other over the first period, so that their reports stay spread. */
  #controllerOf(
    { site, device, token, nodes, dialect = "native" }: ProvinceSite,
    index: number,
  ): SiteController {
    const { mqttUrl, sites, periodSeconds, seed, directory, certificateAuthority } = this.#plan;
    return new SiteController({
      site,
      nodes,
      dialect,
      periodSeconds,
      seed,
      address: {
        url: mqttUrl,
        device,
        token,
        ...(certificateAuthority === undefined ? {} : { certificateAuthority }),
      },
      startAfterMs: (index * periodSeconds * 1000) / sites.length,
      file: join(directory, `${device}.jsonl`),
      messages: this.#file.storeOf(device),
      edge: this.#edge,
    });
  }

  #planSync(): void {
    this.#cancelSync = this.#edge.after(syncEveryMs, () => {
      this.#file.sync();
      this.#planSync();
    });
  }

  #activeFaults(): readonly ActiveFault[] {
    const nowMs = this.#edge.clock();
    return this.#faults.filter(({ endsAtMs }) => endsAtMs > nowMs);
  }

  #planNext(): void {
    const delayMs = waitingMs(this.#random, minuteMs / this.#plan.faultsPerMinute);
    this.#cancelNext = this.#edge.after(delayMs, () => {
      this.#breakSomething();
      this.#planNext();
    });
  }

  #breakSomething(): void {
    const faulty = new Set(this.#activeFaults().map(({ site }) => site));
    const healthy = this.#plan.sites.filter(({ site }) => !faulty.has(site));
    if (healthy.length === 0 || faulty.size >= this.#plan.sites.length * faultyShareMax) return;
    const { site, nodes } = pick(this.#random, healthy);
    const fault = drawFault(nodes, this.#edge.clock(), this.#random);
    if (fault !== null) this.behave(site, fault);
  }
}

/** Switches a simulated province on: every site with a device of its own, connected over real MQTT. */
export const startProvince = (plan: ProvincePlan): Province => new RunningProvince(plan);
