import { type BackOff, backOffIntervals, connectBackOff } from "./back-off.ts";
import { type Behaviour, isActive } from "./behaviours/behaviour.ts";
import { type ControllerAction, type ControllerEvent, controllerStep } from "./controller/controller.ts";
import {
  type ControllerCounts,
  type ControllerLimits,
  type ControllerState,
  defaultControllerLimits,
  switchedOn,
} from "./controller/controller-state.ts";
import type { PublishAction } from "./controller/deliveries.ts";
import { MessageFile } from "./controller/message-file.ts";
import { type MqttAddress, type MqttLink, openMqttLink } from "./controller/mqtt-link.ts";
import { type DialectName, messageIn } from "./dialects/dialects.ts";
import type { Cancel, SimulationEdge } from "./edge.ts";
import { type Random, seededRandom } from "./random.ts";
import { actionsAt, controllerCode, type SimulatedNode, SiteModel } from "./site-model.ts";

const firmwareVersion = "1.4.2";
const syncEveryMs = 1000;
const farewellMs = 2000;

/** What a simulated site controller is made of. */
export interface SiteControllerPlan {
  readonly site: string;
  readonly nodes: readonly SimulatedNode[];
  readonly address: MqttAddress;
  readonly periodSeconds: number;
  /** From switching on to the first sample and connection attempt. */
  readonly startAfterMs: number;
  readonly seed: string;
  /** Path of its store-and-forward file; its folder is made. */
  readonly file: string;
  readonly edge: SimulationEdge;
  readonly backOff?: BackOff;
  readonly limits?: ControllerLimits;
  /** Native when left out; devices of the other dialects announce nothing and leave no will. */
  readonly dialect?: DialectName;
}

/** Figures of one simulated device. */
export interface SiteControllerStats extends ControllerCounts {
  /** Messages kept and not yet acknowledged. */
  readonly buffered: number;
  readonly isConnected: boolean;
  readonly session: number;
  /** Why the last connection ended; null when none has. */
  readonly lastTrouble: string | null;
}

/** A simulated device on a real connection: the edge around `controllerStep`. */
export class SiteController {
  readonly #plan: SiteControllerPlan;
  readonly #file: MessageFile;
  readonly #model: SiteModel;
  readonly #random: Random;
  readonly #timers = new Map<"sample" | "change" | "connect" | "sync", Cancel>();
  readonly #ended = Promise.withResolvers<void>();
  #state: ControllerState;
  #behaviours: readonly Behaviour[] = [];
  #intervals: Generator<number, never>;
  #link: MqttLink | null = null;
  #lastTrouble: string | null = null;
  #lastSampleAtMs = 0;

  constructor(plan: SiteControllerPlan) {
    this.#plan = plan;
    this.#file = new MessageFile(plan.file, (error) => {
      this.#lastTrouble = error.message;
    });
    this.#model = new SiteModel(plan.site, plan.nodes, { seed: plan.seed, atMs: plan.edge.clock() });
    this.#random = seededRandom(`${plan.seed}/${plan.site}/controller`);
    this.#state = switchedOn(this.#file.kept(), plan.limits ?? defaultControllerLimits);
    this.#intervals = this.#freshIntervals();
    this.#later("sample", plan.startAfterMs, () => this.#period());
    this.#later("connect", plan.startAfterMs, () => this.#apply({ kind: "connect-due" }));
    this.#later("sync", syncEveryMs, () => this.#sync());
  }

  /** Lets something happen at the site, besides what happens there already. */
  behave(behaviour: Behaviour): void {
    this.#behaviours = [...this.#behaviours, behaviour];
    const nowMs = this.#plan.edge.clock();
    if (isActive(behaviour, nowMs)) this.#sample(nowMs);
    this.#watchChanges(nowMs);
  }

  stats(): SiteControllerStats {
    return {
      ...this.#state.counts,
      buffered: this.#state.entries.length,
      isConnected: this.#state.link.kind === "up",
      session: this.#state.session,
      lastTrouble: this.#lastTrouble,
    };
  }

  /** Says farewell and switches off; resolves when the connection is closed and the file is on disk. */
  async stop(): Promise<void> {
    for (const cancel of this.#timers.values()) cancel();
    this.#timers.clear();
    if (this.#state.link.kind === "stopped") return this.#ended.promise;
    const cancel = this.#plan.edge.after(farewellMs, () => this.#link?.drop());
    this.#apply({ kind: "stopped" });
    if (this.#link === null) this.#ended.resolve();
    await this.#ended.promise;
    cancel();
    this.#file.close();
  }

  #later(name: "sample" | "change" | "connect" | "sync", delayMs: number, happen: () => void): void {
    if (this.#state.link.kind === "stopped") return;
    this.#timers.get(name)?.();
    this.#timers.set(name, this.#plan.edge.after(Math.max(0, delayMs), happen));
  }

  #freshIntervals(): Generator<number, never> {
    return backOffIntervals(this.#plan.backOff ?? connectBackOff, this.#random);
  }

  #period(): void {
    this.#later("sample", this.#plan.periodSeconds * 1000, () => this.#period());
    this.#sample(this.#plan.edge.clock());
  }

  /** No two samples of a device have the same time: (series, ts) is what a reading is known by. */
  #sample(wantedAtMs: number): void {
    const nowMs = Math.max(wantedAtMs, this.#lastSampleAtMs + 1);
    this.#lastSampleAtMs = nowMs;
    this.#behaviours = this.#behaviours.filter(({ endsAtMs }) => endsAtMs > nowMs);
    const actions = actionsAt(this.#behaviours, nowMs, this.#random);
    const isCut = actions.some(({ kind }) => kind === "cut-line");
    if (isCut && !this.#state.isCut) this.#apply({ kind: "line-cut" });
    if (!isCut && this.#state.isCut) this.#apply({ kind: "line-restored" });
    this.#apply({ kind: "sampled", samples: this.#model.sample(this.#behaviours, nowMs) }, nowMs);
  }

  /** A change at the site is reported at once, not at the next period; timers may be a little early. */
  #watchChanges(sinceMs: number): void {
    const changes = this.#behaviours.map((behaviour) => behaviour.changesAtMs(sinceMs));
    const nextAtMs = Math.min(...changes.filter((atMs) => atMs > sinceMs));
    if (nextAtMs === Number.POSITIVE_INFINITY) return;
    this.#later("change", nextAtMs - this.#plan.edge.clock(), () => {
      const nowMs = Math.max(nextAtMs, this.#plan.edge.clock());
      this.#sample(nowMs);
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
        this.#connect(action.session);
        break;
      case "wait-to-connect":
        this.#later("connect", this.#intervals.next().value, () => this.#apply({ kind: "connect-due" }));
        break;
      case "drop-connection":
        this.#link?.drop();
        break;
      case "say-farewell":
        this.#publishState({ online: false, session: action.session });
        this.#link?.end();
        break;
      case "announce":
        this.#intervals = this.#freshIntervals();
        this.#announce(action.session);
        break;
      case "keep":
        this.#file.keep(action.messages);
        break;
      case "forget":
        this.#file.forget(action.sequences);
        break;
      case "publish":
        this.#send(action);
    }
  }

  #send(action: PublishAction): void {
    const { site, nodes, dialect = "native" } = this.#plan;
    const { topic, payload } = messageIn(dialect, { site, controller: controllerCode(nodes) }, action);
    this.#link?.publish(topic, payload, () =>
      this.#apply({ kind: "acknowledged", delivery: action.delivery }),
    );
  }

  get #saysState(): boolean {
    return (this.#plan.dialect ?? "native") === "native";
  }

  #connect(session: number): void {
    const will = this.#saysState
      ? { topic: this.#stateTopic(), payload: JSON.stringify({ online: false, session }) }
      : null;
    this.#link = openMqttLink(this.#plan.address, will, {
      connected: () => this.#apply({ kind: "connected" }),
      closed: (reason) => {
        this.#link = null;
        this.#lastTrouble = reason;
        this.#apply({ kind: "disconnected" });
        if (this.#state.link.kind === "stopped") this.#ended.resolve();
      },
    });
  }

  #announce(session: number): void {
    const { periodSeconds, edge } = this.#plan;
    this.#publishState({
      online: true,
      session,
      period: periodSeconds,
      firmware: firmwareVersion,
      ts: edge.clock(),
    });
  }

  #publishState(state: object): void {
    if (!this.#saysState) return;
    this.#link?.publish(this.#stateTopic(), JSON.stringify(state), () => undefined);
  }

  #stateTopic(): string {
    return `sites/${this.#plan.site}/${controllerCode(this.#plan.nodes)}/state`;
  }
}
