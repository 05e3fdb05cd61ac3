import type { DeviceEvent } from "../telemetry/device-event.ts";
import type { NodeCode, SiteCode } from "../telemetry/identifiers.ts";
import { parseTopic, type Topic, topicGrammar } from "../telemetry/topic.ts";
import { readAlarm } from "./alarm-message.ts";
import type { CommandDesk } from "./commands/command-desk.ts";
import { readReply } from "./commands/reply-message.ts";
import type { CommitGate } from "./commit-gate.ts";
import { claimOf, dialectGrammar } from "./dialects/dialects.ts";
import { ExpectedForms } from "./dialects/expected-form.ts";
import { decodeNative } from "./dialects/native.ts";
import { NativeScan } from "./dialects/native-scan.ts";
import type { TopicClaim } from "./dialects/site-dialect.ts";
import type { Release } from "./gathering.ts";
import { type InletParts, NodeInlet } from "./node-inlet.ts";
import type { Origin, Refusal } from "./quarantine.ts";
import { SiteInlet } from "./site-inlet.ts";
import { readState } from "./state-message.ts";

/** What the intake works with. */
export interface IntakeParts extends Omit<InletParts, "scan" | "forms"> {
  /** The node that stands for the whole site, to which dialects give what names no node. */
  readonly controllerOf: (site: SiteCode) => NodeCode;
  /** Who waits for replies. */
  readonly commands: Pick<CommandDesk, "answer">;
}

/**
 * Takes every message that a device publishes. Whatever it holds, it is entered at the gate and acknowledged after
 * the commit: readings as rows, events for the alarm engine, the rest in quarantine (I6).
 */
export class Intake {
  readonly #parts: InletParts;
  readonly #gate: CommitGate;
  readonly #controllerOf: IntakeParts["controllerOf"];
  readonly #commands: IntakeParts["commands"];
  /** One inlet a node, by its native telemetry topic. */
  readonly #inlets = new Map<string, NodeInlet>();
  readonly #nodesOfSite = new Map<SiteCode, number>();

  constructor({ controllerOf, commands, ...parts }: IntakeParts, gate: CommitGate) {
    this.#controllerOf = controllerOf;
    this.#commands = commands;
    this.#parts = {
      ...parts,
      scan: new NativeScan(parts.limits.seriesPerNodeMax),
      forms: new ExpectedForms(),
    };
    this.#gate = gate;
    const met = new Set<string>();
    for (const { site, node } of parts.catalog) {
      if (met.has(`${site}/${node}`)) continue;
      met.add(`${site}/${node}`);
      this.#nodesOfSite.set(site, (this.#nodesOfSite.get(site) ?? 0) + 1);
    }
  }

  /** Takes a message; `release` is called once it is on disk. */
  take(origin: Origin, release: Release): void {
    this.#parts.counters.messages++;
    const inlet = this.#inlets.get(origin.topic);
    if (inlet !== undefined && inlet.site === origin.publisher.site) this.#telemetry(inlet, origin);
    else this.#other(origin);
    this.#gate.hold(origin.publisher, origin.receivedAtMs, release);
  }

  #telemetry(inlet: NodeInlet, origin: Origin): void {
    inlet.open(origin, this.#gate.gathering);
    decodeNative(origin.payload, inlet);
  }

  #other(origin: Origin): void {
    const topic = parseTopic(origin.topic);
    if (topic === null) return this.#inOtherWords(origin, claimOf(origin.topic));
    if (topic.channel === "command") return this.#refuseTopic(origin);
    if (topic.site !== origin.publisher.site) {
      return this.#refuse(origin, {
        reason: "foreign-site",
        detail: `this device belongs to site ${origin.publisher.site}`,
      });
    }
    switch (topic.channel) {
      case "telemetry":
        return this.#firstTelemetry(topic, origin);
      case "state":
        return this.#event(origin, readState(origin, topic));
      case "alarm":
        return this.#event(origin, readAlarm(origin, topic, this.#parts.limits));
      case "reply":
        return this.#reply(origin, readReply(origin));
    }
  }

  #firstTelemetry({ site, node }: Topic, origin: Origin): void {
    const inlet = this.#inletOf(site, node);
    if ("reason" in inlet) this.#refuse(origin, inlet);
    else this.#telemetry(inlet, origin);
  }

  #inletOf(site: SiteCode, node: NodeCode): NodeInlet | Refusal {
    const topic = `sites/${site}/${node}/telemetry`;
    const known = this.#inlets.get(topic);
    if (known !== undefined) return known;
    const nodes = this.#nodesOfSite.get(site) ?? 0;
    const isNew = this.#parts.catalog.ofNode(site, node) === undefined;
    if (isNew && nodes >= this.#parts.limits.nodesPerSiteMax) {
      return { reason: "too-many-nodes", detail: `site ${site} publishes for ${nodes} nodes already` };
    }
    if (isNew) this.#nodesOfSite.set(site, nodes + 1);
    const inlet = new NodeInlet(this.#parts, site, node);
    this.#inlets.set(topic, inlet);
    return inlet;
  }

  /** Takes a message of a dialect with topics of its own; null: no dialect knows the topic. */
  #inOtherWords(origin: Origin, claim: TopicClaim | null): void {
    if (claim === null) return this.#refuseTopic(origin);
    if (claim.kind === "ignored") {
      this.#parts.counters.ignored++;
      return;
    }
    const { site } = origin.publisher;
    if (claim.site !== null && claim.site !== site) {
      return this.#refuse(origin, {
        reason: "foreign-site",
        detail: `this device belongs to site ${site}: the second level of its topics must be that code`,
      });
    }
    const { quarantine, limits } = this.#parts;
    const sink = new SiteInlet(origin, {
      entriesMax: limits.entriesPerMessageMax,
      quarantine,
      gathering: this.#gate.gathering,
      controllerOf: this.#controllerOf,
      inletOf: (ofSite, node) => this.#inletOf(ofSite, node),
    });
    claim.decode(origin.payload, sink);
  }

  #refuseTopic(origin: Origin): void {
    this.#refuse(origin, {
      reason: "unknown-topic",
      detail: `publish under ${topicGrammar}; or under ${dialectGrammar}`,
    });
  }

  #event(origin: Origin, read: DeviceEvent | Refusal): void {
    if ("kind" in read) this.#gate.gathering.events.push(read);
    else this.#refuse(origin, read);
  }

  #reply(origin: Origin, read: ReturnType<typeof readReply>): void {
    if ("reason" in read) return this.#refuse(origin, read);
    const { publisher, receivedAtMs } = origin;
    const answer = { device: publisher.device, reply: read.reply };
    if (this.#commands.answer(this.#gate.gathering.rows, receivedAtMs, answer)) return;
    this.#refuse(origin, {
      reason: "unexpected-reply",
      detail: "this device was sent no command with that id",
    });
  }

  #refuse(origin: Origin, refusal: Refusal): void {
    this.#parts.quarantine.add(this.#gate.gathering.rows, origin, refusal);
  }
}
