import { backOffIntervals, connectBackOff } from "./back-off.ts";
import type { Behaviour } from "./behaviours/behaviour.ts";
import { doorLeftOpen } from "./behaviours/door-left-open.ts";
import { generatorOrder } from "./behaviours/generator-order.ts";
import { type CommandAction, commandStep, type ReceivedCommand } from "./controller/commands.ts";
import { type Configuration, configured } from "./controller/configuration.ts";
import {
  type ControllerAction,
  type ControllerEvent,
  controllerStep,
  isRunning,
} from "./controller/controller.ts";
import { type ControllerState, switchedOn } from "./controller/controller-state.ts";
import { DeviceFlash } from "./controller/device-flash.ts";
import { DeviceLine } from "./controller/device-line.ts";
import { defaultDeadBands, type Reported, reportStep } from "./controller/reporting.ts";
import type { Surroundings } from "./controller/surroundings.ts";
import { TimeKeeper } from "./controller/time-keeper.ts";
import { limitsIn } from "./dialects/dialects.ts";
import { NamedTimers } from "./named-timers.ts";
import { ObservedSite } from "./observed-site.ts";
import { between, type Random, seededRandom } from "./random.ts";
import {
  defaultFirmware,
  type FirmwarePlan,
  type SiteControllerPlan,
  type SiteControllerStats,
} from "./site-controller-plan.ts";
import { controllerCode } from "./site-model.ts";

const syncEveryMs = 1000;
const farewellMs = 2000;
/** The electric strike holds the door open for so long. */
const doorReleaseMs = 30_000;
/** A generator that was stopped from afar does not start by itself for so long: somebody may be working at it. */
const generatorLockMs = 3_600_000;
/** Crystals of cheap boards at room temperature. */
const driftPartsPerMillionMax = 20;

export type { SiteControllerPlan } from "./site-controller-plan.ts";

import { type Look, type Pace, SiteWatch } from "./site-watch.ts";
import { sameTime, type WorldTime } from "./world-time.ts";

type TimerName = "connect" | "sync" | "watchdog" | "boot";

/** A simulated device on a real connection: the edge around the pure steps of `controller/`. */
export class SiteController {
  readonly #plan: SiteControllerPlan;
  readonly #firmware: FirmwarePlan;
  readonly #delivered: Configuration;
  readonly #site: ObservedSite;
  readonly #watch: SiteWatch;
  readonly #world: WorldTime;
  readonly #line: DeviceLine;
  readonly #random: Random;
  readonly #time: TimeKeeper;
  readonly #flash: DeviceFlash;
  readonly #timers: NamedTimers<TimerName>;
  readonly #ended = Promise.withResolvers<void>();
  #state: ControllerState;
  #configuration: Configuration;
  #reported: Reported = new Map();
  #intervals: Generator<number, never>;
  #isHalfOpen = false;
  #lastTrouble: string | null = null;

  constructor(plan: SiteControllerPlan) {
    const { site, seed, edge } = plan;
    this.#plan = plan;
    this.#firmware = plan.firmware ?? defaultFirmware;
    this.#delivered = { periodSeconds: plan.periodSeconds, deadBands: defaultDeadBands, limits: {} };
    this.#random = seededRandom(`${seed}/${site}/controller`);
    this.#timers = new NamedTimers(edge);
    this.#world = plan.world ?? sameTime;
    this.#site = new ObservedSite(site, plan.nodes, { seed, atMs: this.#world.worldMs(edge.clock()) });
    this.#line = this.#makeLine();
    const crystal = seededRandom(`${seed}/${site}/crystal`);
    const drift = between(crystal, -driftPartsPerMillionMax, driftPartsPerMillionMax);
    this.#time = new TimeKeeper(edge.clock, drift);
    this.#flash = new DeviceFlash(plan.file, (error) => this.#troubled(error), plan.messages);
    this.#configuration = configured(this.#delivered, this.#flash.settings.configuration);
    this.#state = switchedOn(this.#flash.messages.kept(), plan.limits ?? limitsIn(plan.dialect ?? "native"));
    this.#intervals = this.#freshIntervals();
    const watching = { edge, pace: this.#pace, world: this.#world };
    this.#watch = new SiteWatch(this.#site, watching, (look) => this.#looked(look));
    this.#watch.begin(plan.startAfterMs);
    this.#timers.plan("connect", plan.startAfterMs, () => this.#apply({ kind: "connect-due" }));
    if (plan.messages === undefined) this.#timers.plan("sync", syncEveryMs, () => this.#sync());
  }

  /** Lets something happen at the site, in place of what happens under the same name if `isOnly`. */
  behave(behaviour: Behaviour, isOnly = false): void {
    this.#watch.behave(behaviour, isOnly);
  }

  /** True while the node gets power, as of the last look. */
  isPowered(node: string): boolean {
    return this.#site.isPowered(node);
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
    this.#timers.end();
    this.#watch.end();
    if (this.#state.link.kind === "stopped") return this.#ended.promise;
    const cancel = this.#plan.edge.after(farewellMs, () => this.#line.drop());
    this.#apply({ kind: "stopped" });
    if (!this.#line.isOpen) this.#ended.resolve();
    await this.#ended.promise;
    cancel();
    this.#flash.messages.close();
  }

  #makeLine(): DeviceLine {
    const { site, nodes, address, dialect = "native", edge } = this.#plan;
    const plan = { site, controller: controllerCode(nodes), address, dialect, edge, random: this.#random };
    return new DeviceLine(plan, {
      connected: () => {
        this.#apply({ kind: "connected" });
        if (this.#state.link.kind === "up") this.#plan.events?.connected();
      },
      commanded: (command) => this.#commanded(command),
      closed: (reason) => {
        this.#lastTrouble = reason;
        this.#apply({ kind: "disconnected" });
        if (this.#state.link.kind === "stopped") this.#ended.resolve();
      },
    });
  }

  #troubled(error: Error): void {
    this.#lastTrouble = error.message;
  }

  #freshIntervals(): Generator<number, never> {
    return backOffIntervals(this.#plan.backOff ?? connectBackOff, this.#random);
  }

  get #pace(): Pace {
    const { periodSeconds } = this.#configuration;
    return { periodSeconds, scanSeconds: this.#firmware.scanSeconds };
  }

  #looked(look: Look): void {
    this.#workOn(look);
    this.#plan.events?.looked(look);
  }

  /** Power and surroundings first: they decide whether anybody is there to tell what was seen. */
  #workOn({ samples, surroundings, isPowered, occasion, nowMs }: Look): void {
    if (!isPowered) this.#apply({ kind: "power-lost" }, nowMs);
    else if (this.#state.link.kind === "off") this.#apply({ kind: "power-returned" }, nowMs);
    this.#surround(surroundings, nowMs);
    if (!isRunning(this.#state)) return;
    const told = reportStep(this.#reported, samples, { occasion, plan: this.#configuration });
    this.#reported = told.reported;
    if (told.samples.length > 0) {
      const tsMs = this.#time.stamp(nowMs);
      this.#apply({ kind: "sampled", samples: told.samples, tsMs }, nowMs);
    }
    this.#apply({ kind: "answers-checked" }, nowMs);
  }

  #surround({ isLineCut, isHalfOpen, isFirmwareHung, time, transport }: Surroundings, nowMs: number): void {
    if (isLineCut !== this.#state.isCut)
      this.#apply({ kind: isLineCut ? "line-cut" : "line-restored" }, nowMs);
    if (isFirmwareHung) this.#apply({ kind: "firmware-hung" }, nowMs);
    if (isHalfOpen && !this.#isHalfOpen) this.#line.freeze();
    this.#isHalfOpen = isHalfOpen;
    this.#line.faults = transport;
    if (this.#time.surround(time, nowMs)) this.#announce();
  }

  #sync(): void {
    this.#timers.plan("sync", syncEveryMs, () => this.#sync());
    this.#flash.messages.sync();
  }

  #apply(event: ControllerEvent, nowMs = this.#plan.edge.clock()): void {
    const step = controllerStep(this.#state, event, nowMs);
    this.#state = step.state;
    for (const action of step.actions) this.#carryOut(action);
  }

  #carryOut(action: ControllerAction): void {
    switch (action.kind) {
      case "connect":
        this.#flash.messages.startSession(action.session);
        this.#line.connect(action.session);
        break;
      case "wait-to-connect":
        this.#timers.plan("connect", this.#intervals.next().value, () =>
          this.#apply({ kind: "connect-due" }),
        );
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
        this.#timers.plan("watchdog", this.#firmware.watchdogMs, () =>
          this.#apply({ kind: "watchdog-fired" }),
        );
        break;
      case "boot":
        this.#timers.plan("boot", this.#firmware.bootMs, () => this.#boot());
        break;
      case "keep":
        this.#flash.messages.keep(action.messages);
        break;
      case "forget":
        this.#flash.messages.forget(action.sequences);
        break;
      case "publish":
        this.#line.publish(action, () => this.#apply({ kind: "acknowledged", delivery: action.delivery }));
    }
  }

  /** What the file holds is all that a device knows after a restart; its clock has a battery of its own. */
  #boot(): void {
    if (this.#state.link.kind !== "booting") return;
    this.#line.drop();
    this.#flash.reopen();
    this.#configuration = configured(this.#delivered, this.#flash.settings.configuration);
    this.#reported = new Map();
    this.#intervals = this.#freshIntervals();
    this.#apply({ kind: "booted", kept: this.#flash.messages.kept() });
    this.#watch.changePace(this.#pace);
    this.#watch.begin(0);
  }

  #announce(): void {
    if (this.#state.link.kind !== "up") return;
    const tsMs = this.#time.nowMs;
    const { session } = this.#state;
    this.#line.announce({ session, periodSeconds: this.#configuration.periodSeconds, tsMs });
  }

  #commanded(command: ReceivedCommand): void {
    if (!isRunning(this.#state)) return;
    const { nodes } = this.#plan;
    const { actions } = commandStep(this.#flash.settings, command, {
      nowMs: this.#time.nowMs,
      nodes: [controllerCode(nodes), ...nodes.map(({ code }) => code)],
      hasGenerator: this.#site.hasGenerator,
    });
    try {
      for (const action of actions) this.#obey(action);
    } catch (error) {
      this.#troubled(error instanceof Error ? error : new Error(String(error)));
    }
  }

  #obey(action: CommandAction): void {
    const nowMs = this.#world.worldMs(this.#plan.edge.clock());
    switch (action.kind) {
      case "save":
        // Throws when the disk is full: a command that can't be remembered is neither done nor answered.
        this.#flash.save(action.settings);
        break;
      case "reconfigure":
        this.#configuration = configured(this.#delivered, this.#flash.settings.configuration);
        this.#watch.changePace(this.#pace);
        this.#announce();
        break;
      case "order-generator": {
        const lastsMs = action.order === "stop" ? generatorLockMs : Number.POSITIVE_INFINITY;
        const span = { startsAtMs: nowMs, endsAtMs: nowMs + lastsMs };
        this.#watch.behave(generatorOrder(span, action.order), true);
        break;
      }
      case "release-door":
        this.#watch.behave(doorLeftOpen({ startsAtMs: nowMs, endsAtMs: nowMs + doorReleaseMs }));
        break;
      case "reply":
        this.#line.reply(action.node, action.reply);
        break;
      case "restart":
        this.#apply({ kind: "restart-ordered" });
    }
  }
}
