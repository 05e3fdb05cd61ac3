import type { TransportFault } from "../behaviours/behaviour.ts";
import { type DialectName, messageIn } from "../dialects/dialects.ts";
import type { SimulationEdge } from "../edge.ts";
import type { Random } from "../random.ts";
import type { Reply } from "./command-message.ts";
import type { ReceivedCommand } from "./commands.ts";
import type { PublishAction } from "./deliveries.ts";
import { type MqttAddress, type MqttLink, openMqttLink } from "./mqtt-link.ts";
import { transportStep } from "./transport.ts";

const firmwareVersion = "1.4.2";

/** Who speaks on the line, where to, and what the line is made of. */
export interface DeviceLinePlan {
  readonly site: string;
  /** The node that the controller itself is. */
  readonly controller: string;
  readonly address: MqttAddress;
  readonly dialect: DialectName;
  readonly edge: SimulationEdge;
  readonly random: Random;
}

/** What the line tells. */
export interface DeviceLineEvents {
  connected(): void;
  /** The attempt failed or the connection ended; exactly once for each. */
  closed(reason: string): void;
  commanded(command: ReceivedCommand): void;
}

/** What a birth says. */
export interface Birth {
  readonly session: number;
  readonly periodSeconds: number;
  /** By the device's own clock. */
  readonly tsMs: number;
}

/** A device's way to the platform: at most one connection at a time, spoken in topics, with the faults of the way. */
export class DeviceLine {
  readonly #plan: DeviceLinePlan;
  readonly #events: DeviceLineEvents;
  #link: MqttLink | null = null;
  /** What is wrong with the way at the moment. */
  faults: readonly TransportFault[] = [];

  constructor(plan: DeviceLinePlan, events: DeviceLineEvents) {
    this.#plan = plan;
    this.#events = events;
  }

  /** True from the attempt to connect until the connection has ended. */
  get isOpen(): boolean {
    return this.#link !== null;
  }

  connect(session: number): void {
    const payload = JSON.stringify({ online: false, session });
    const will = this.#saysState ? { topic: this.#topic("state"), payload } : null;
    const link = openMqttLink(this.#plan.address, will, {
      connected: () => this.#events.connected(),
      received: (topic, command) => this.#received(topic, command),
      closed: (reason) => {
        if (this.#link === link) this.#link = null;
        this.#events.closed(reason);
      },
    });
    this.#link = link;
  }

  /** Tells who is there, and listens to commands from the first birth of a connection on. */
  announce({ session, periodSeconds, tsMs }: Birth): void {
    this.#publishState({ online: true, session, period: periodSeconds, firmware: firmwareVersion, ts: tsMs });
  }

  /** Asks for the commands of the site's nodes. */
  listen(): void {
    if (this.#saysState) this.#link?.subscribe(`sites/${this.#plan.site}/+/command`);
  }

  /** Sends telemetry the way that the line is at the moment; `acknowledged` is called at each copy's PUBACK. */
  publish(action: PublishAction, acknowledged: () => void): void {
    const { site, controller, dialect, edge, random } = this.#plan;
    const { topic, payload } = messageIn(dialect, { site, controller }, action);
    const link = this.#link;
    const send = (): void => link?.publish(topic, payload, acknowledged);
    for (const { afterMs } of transportStep(this.faults, random)) {
      if (afterMs === 0) send();
      else edge.after(afterMs, send);
    }
  }

  reply(node: string, reply: Reply): void {
    this.#link?.publish(`sites/${this.#plan.site}/${node}/reply`, JSON.stringify(reply), () => undefined);
  }

  /** Ends the connection in order once everything written is acknowledged. */
  sayFarewell(session: number): void {
    this.#publishState({ online: false, session });
    this.#link?.end();
  }

  freeze(): void {
    this.#link?.freeze();
  }

  drop(): void {
    this.#link?.drop();
  }

  #received(topic: string, payload: string): void {
    const [, , node = ""] = topic.split("/");
    this.#events.commanded({ node, payload });
  }

  get #saysState(): boolean {
    return this.#plan.dialect === "native";
  }

  #publishState(state: object): void {
    if (this.#saysState) this.#link?.publish(this.#topic("state"), JSON.stringify(state), () => undefined);
  }

  #topic(channel: "state"): string {
    return `sites/${this.#plan.site}/${this.#plan.controller}/${channel}`;
  }
}
