import { type BackOff, backOffIntervals, connectBackOff } from "./back-off.ts";
import { type Behaviour, isActive } from "./behaviours/behaviour.ts";
import { doorLeftOpen } from "./behaviours/door-left-open.ts";
import { generatorOrder } from "./behaviours/generator-order.ts";
import {
  type CommandAction,
  commandStep,
  type ReceivedCommand,
  type Settings,
} from "./controller/commands.ts";
import { type Configuration, configured } from "./controller/configuration.ts";
import {
  type ControllerAction,
  type ControllerEvent,
  controllerStep,
  isRunning,
} from "./controller/controller.ts";
import {
  type ControllerCounts,
  type ControllerLimits,
  type ControllerState,
  type LinkState,
  switchedOn,
} from "./controller/controller-state.ts";
import { clockStep, type DeviceClock, setClock, shownAt, stampAfter } from "./controller/device-clock.ts";
import { DeviceLine } from "./controller/device-line.ts";
import { MessageFile } from "./controller/message-file.ts";
import type { MqttAddress } from "./controller/mqtt-link.ts";
import { defaultDeadBands, type Occasion, type Reported, reportStep } from "./controller/reporting.ts";
import { readSettings, writeSettings } from "./controller/settings-file.ts";
import type { Surroundings } from "./controller/surroundings.ts";
import { type DialectName, limitsIn } from "./dialects/dialects.ts";
import type { Cancel, SimulationEdge } from "./edge.ts";
import { ObservedSite } from "./observed-site.ts";
import { between, type Random, seededRandom } from "./random.ts";
import { controllerCode, type SimulatedNode } from "./site-model.ts";

const syncEveryMs = 1000;
const farewellMs = 2000;
/** The electric strike holds the door open for so long. */
const doorReleaseMs = 30_000;
/** Crystals of cheap boards at room temperature. */
const driftPartsPerMillionMax = 20;

/** What a make of controller is like; tests make it faster. */
export interface FirmwarePlan {
  /** Between two looks at all sensors. */
  readonly scanSeconds: number;
  /** From power to the first measurement. */
  readonly bootMs: number;
  /** From a hang to the watchdog's restart. */
  readonly watchdogMs: number;
}

/** The controller that is simulated when nothing else is said. */
export const defaultFirmware: FirmwarePlan = { scanSeconds: 10, bootMs: 12_000, watchdogMs: 30_000 };

/** What a simulated site controller is made of. */
export interface SiteControllerPlan {
  readonly site: string;
  readonly nodes: readonly SimulatedNode[];
  readonly address: MqttAddress;
  /** As delivered; a pushed configuration goes before it. */
  readonly periodSeconds: number;
  /** From switching on to the first sample and connection attempt. */
  readonly startAfterMs: number;
  readonly seed: string;
  /** Path of its store-and-forward file; its folder is made. Its settings are beside it, `.settings` appended. */
  readonly file: string;
  readonly edge: SimulationEdge;
  readonly backOff?: BackOff;
  readonly limits?: ControllerLimits;
  readonly firmware?: FirmwarePlan;
  /** Native when left out; devices of the other dialects announce nothing, leave no will and take no commands. */
  readonly dialect?: DialectName;
}

/** Figures of one simulated device. */
export interface SiteControllerStats extends ControllerCounts {
  /** Messages kept and not yet acknowledged. */
  readonly buffered: number;
  readonly phase: LinkState["kind"];
  readonly isConnected: boolean;
  readonly session: number;
  readonly periodSeconds: number;
  /** Why the last connection ended; null when none has. */
  readonly lastTrouble: string | null;
}

type TimerName = "sample" | "scan" | "change" | "connect" | "sync" | "watchdog" | "boot";

/** A simulated device on a real connection: the edge around the pure steps of `controller/`. */
export class SiteController {
  readonly #plan: SiteControllerPlan;
  readonly #firmware: FirmwarePlan;
  readonly #delivered: Configuration;
  readonly #site: ObservedSite;
  readonly #line: DeviceLine;
  readonly #random: Random;
  readonly #timers = new Map<TimerName, Cancel>();
  readonly #ended = Promise.withResolvers<void>();
  #file: MessageFile;
  #state: ControllerState;
  #settings: Settings;
  #configuration: Configuration;
  #clock: DeviceClock;
  #reported: Reported = new Map();
  #intervals: Generator<number, never>;
  #lastTrouble: string | null = null;
  #lastSampleAtMs = 0;
  #lastStampMs = 0;
  #isHalfOpen = false;

  constructor(plan: SiteControllerPlan) {
    const nowMs = plan.edge.clock();
    this.#plan = plan;
    this.#firmware = plan.firmware ?? defaultFirmware;
    this.#delivered = { periodSeconds: plan.periodSeconds, deadBands: defaultDeadBands, limits: {} };
    this.#random = seededRandom(`${plan.seed}/${plan.site}/controller`);
    this.#site = new ObservedSite(plan.site, plan.nodes, { seed: plan.seed, atMs: nowMs });
    this.#line = this.#makeLine();
    const crystal = seededRandom(`${plan.seed}/${plan.site}/crystal`);
    this.#clock = setClock(nowMs, between(crystal, -driftPartsPerMillionMax, driftPartsPerMillionMax));
    this.#file = this.#openFile();
    this.#settings = readSettings(this.#settingsPath, (error) => this.#troubled(error));
    this.#configuration = configured(this.#delivered, this.#settings.configuration);
    this.#state = switchedOn(this.#file.kept(), plan.limits ?? limitsIn(plan.dialect ?? "native"));
    this.#intervals = this.#freshIntervals();
    this.#later("sample", plan.startAfterMs, () => this.#period());
    this.#later("connect", plan.startAfterMs, () => this.#apply({ kind: "connect-due" }));
    this.#later("sync", syncEveryMs, () => this.#sync());
  }

  /** Lets something happen at the site, besides what happens there already. */
  behave(behaviour: Behaviour): void {
    this.#site.behave(behaviour);
    this.#noticeBehaviour(behaviour);
  }

  stats(): SiteControllerStats {
    return {
      ...this.#state.counts,
      buffered: this.#state.entries.length,
      phase: this.#state.link.kind,
      isConnected: this.#state.link.kind === "up",
      session: this.#state.session,
      periodSeconds: this.#configuration.periodSeconds,
      lastTrouble: this.#lastTrouble,
    };
  }

  /** Says farewell and switches off; resolves when the connection is closed and the file is on disk. */
  async stop(): Promise<void> {
    for (const cancel of this.#timers.values()) cancel();
    this.#timers.clear();
    if (this.#state.link.kind === "stopped") return this.#ended.promise;
    const cancel = this.#plan.edge.after(farewellMs, () => this.#line.drop());
    this.#apply({ kind: "stopped" });
    if (!this.#line.isOpen) this.#ended.resolve();
    await this.#ended.promise;
    cancel();
    this.#file.close();
  }

  #makeLine(): DeviceLine {
    const { site, nodes, address, dialect = "native", edge } = this.#plan;
    const plan = { site, controller: controllerCode(nodes), address, dialect, edge, random: this.#random };
    return new DeviceLine(plan, {
      connected: () => this.#apply({ kind: "connected" }),
      commanded: (command) => this.#commanded(command),
      closed: (reason) => {
        this.#lastTrouble = reason;
        this.#apply({ kind: "disconnected" });
        if (this.#state.link.kind === "stopped") this.#ended.resolve();
      },
    });
  }

  #openFile(): MessageFile {
    return new MessageFile(this.#plan.file, (error) => this.#troubled(error));
  }

  get #settingsPath(): string {
    return `${this.#plan.file}.settings`;
  }

  #troubled(error: Error): void {
    this.#lastTrouble = error.message;
  }

  #later(name: TimerName, delayMs: number, happen: () => void): void {
    if (this.#state.link.kind === "stopped") return;
    this.#timers.get(name)?.();
    this.#timers.set(name, this.#plan.edge.after(Math.max(0, delayMs), happen));
  }

  #freshIntervals(): Generator<number, never> {
    return backOffIntervals(this.#plan.backOff ?? connectBackOff, this.#random);
  }

  #period(): void {
    this.#later("sample", this.#configuration.periodSeconds * 1000, () => this.#period());
    this.#look("period");
    this.#awaitScan();
  }

  #awaitScan(): void {
    const { scanSeconds } = this.#firmware;
    if (scanSeconds >= this.#configuration.periodSeconds) return;
    this.#later("scan", scanSeconds * 1000, () => {
      this.#look("exception");
      this.#awaitScan();
    });
  }

  /** Looks at the site and tells what the occasion is for. */
  #look(occasion: Occasion, wantedAtMs = this.#plan.edge.clock()): void {
    const nowMs = Math.max(wantedAtMs, this.#lastSampleAtMs + 1);
    this.#lastSampleAtMs = nowMs;
    const { samples, surroundings, isPowered } = this.#site.observe(nowMs);
    if (!isPowered) this.#apply({ kind: "power-lost" }, nowMs);
    else if (this.#state.link.kind === "off") this.#apply({ kind: "power-returned" }, nowMs);
    this.#surround(surroundings, nowMs);
    if (!isRunning(this.#state)) return;
    const told = reportStep(this.#reported, samples, { occasion, plan: this.#configuration });
    this.#reported = told.reported;
    if (told.samples.length > 0)
      this.#apply({ kind: "sampled", samples: told.samples, tsMs: this.#stamp(nowMs) }, nowMs);
    this.#apply({ kind: "answers-checked" }, nowMs);
  }

  #surround({ isLineCut, isHalfOpen, isFirmwareHung, time, transport }: Surroundings, nowMs: number): void {
    if (isLineCut !== this.#state.isCut)
      this.#apply({ kind: isLineCut ? "line-cut" : "line-restored" }, nowMs);
    if (isFirmwareHung) this.#apply({ kind: "firmware-hung" }, nowMs);
    if (isHalfOpen && !this.#isHalfOpen) this.#line.freeze();
    this.#isHalfOpen = isHalfOpen;
    this.#line.faults = transport;
    const { clock, actions } = clockStep(this.#clock, time, nowMs);
    this.#clock = clock;
    if (actions.length > 0) this.#announce();
  }

  #stamp(nowMs: number): number {
    this.#lastStampMs = stampAfter(this.#lastStampMs, shownAt(this.#clock, nowMs));
    return this.#lastStampMs;
  }

  #noticeBehaviour(behaviour: Behaviour): void {
    const nowMs = this.#plan.edge.clock();
    if (isActive(behaviour, nowMs)) this.#look("exception", nowMs);
    this.#watchChanges(nowMs);
  }

  /** A change at the site is reported at once, not at the next scan; timers may be a little early. */
  #watchChanges(sinceMs: number): void {
    const nextAtMs = this.#site.changesAtMs(sinceMs);
    if (nextAtMs === Number.POSITIVE_INFINITY) return;
    this.#later("change", nextAtMs - this.#plan.edge.clock(), () => {
      const nowMs = Math.max(nextAtMs, this.#plan.edge.clock());
      this.#look("exception", nowMs);
      this.#watchChanges(nowMs);
    });
  }

  #sync(): void {
    this.#later("sync", syncEveryMs, () => this.#sync());
    this.#file.sync();
  }

  #apply(event: ControllerEvent, nowMs = this.#plan.edge.clock()): void {
    const step = controllerStep(this.#state, event, nowMs);
    this.#state = step.state;
    for (const action of step.actions) this.#carryOut(action);
  }

  #carryOut(action: ControllerAction): void {
    switch (action.kind) {
      case "connect":
        this.#file.startSession(action.session);
        this.#line.connect(action.session);
        break;
      case "wait-to-connect":
        this.#later("connect", this.#intervals.next().value, () => this.#apply({ kind: "connect-due" }));
        break;
      case "drop-connection":
        this.#line.drop();
        break;
      case "freeze-connection":
        this.#line.freeze();
        break;
      case "say-farewell":
        this.#line.sayFarewell(action.session);
        break;
      case "announce":
        this.#intervals = this.#freshIntervals();
        this.#announce();
        this.#line.listen();
        break;
      case "await-watchdog":
        this.#later("watchdog", this.#firmware.watchdogMs, () => this.#apply({ kind: "watchdog-fired" }));
        break;
      case "boot":
        this.#later("boot", this.#firmware.bootMs, () => this.#boot());
        break;
      case "keep":
        this.#file.keep(action.messages);
        break;
      case "forget":
        this.#file.forget(action.sequences);
        break;
      case "publish":
        this.#line.publish(action, () => this.#apply({ kind: "acknowledged", delivery: action.delivery }));
    }
  }

  /** What the file holds is all that a device knows after a restart; its clock has a battery of its own. */
  #boot(): void {
    if (this.#state.link.kind !== "booting") return;
    this.#line.drop();
    this.#file.close();
    this.#file = this.#openFile();
    this.#settings = readSettings(this.#settingsPath, (error) => this.#troubled(error));
    this.#configuration = configured(this.#delivered, this.#settings.configuration);
    this.#reported = new Map();
    this.#intervals = this.#freshIntervals();
    this.#apply({ kind: "booted", kept: this.#file.kept() });
    this.#period();
  }

  #announce(): void {
    if (this.#state.link.kind !== "up") return;
    const tsMs = shownAt(this.#clock, this.#plan.edge.clock());
    const { session } = this.#state;
    this.#line.announce({ session, periodSeconds: this.#configuration.periodSeconds, tsMs });
  }

  #commanded(command: ReceivedCommand): void {
    if (!isRunning(this.#state)) return;
    const { nodes } = this.#plan;
    const { settings, actions } = commandStep(this.#settings, command, {
      nowMs: shownAt(this.#clock, this.#plan.edge.clock()),
      nodes: [controllerCode(nodes), ...nodes.map(({ code }) => code)],
      hasGenerator: this.#site.hasGenerator,
    });
    try {
      for (const action of actions) this.#obey(action);
      this.#settings = settings;
    } catch (error) {
      this.#troubled(error instanceof Error ? error : new Error(String(error)));
    }
  }

  #obey(action: CommandAction): void {
    const nowMs = this.#plan.edge.clock();
    switch (action.kind) {
      case "save":
        // Throws when the disk is full: a command that can't be remembered is neither done nor answered.
        writeSettings(this.#settingsPath, action.settings);
        this.#settings = action.settings;
        break;
      case "reconfigure":
        this.#configuration = configured(this.#delivered, this.#settings.configuration);
        this.#later("sample", this.#configuration.periodSeconds * 1000, () => this.#period());
        this.#awaitScan();
        this.#announce();
        break;
      case "order-generator": {
        const forever = { startsAtMs: nowMs, endsAtMs: Number.POSITIVE_INFINITY };
        this.#site.behave(generatorOrder(forever, action.order), true);
        this.#look("exception", nowMs);
        break;
      }
      case "release-door":
        this.behave(doorLeftOpen({ startsAtMs: nowMs, endsAtMs: nowMs + doorReleaseMs }));
        break;
      case "reply":
        this.#line.reply(action.node, action.reply);
        break;
      case "restart":
        this.#apply({ kind: "restart-ordered" });
    }
  }
}
