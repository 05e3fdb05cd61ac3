import type { DeviceEvent } from "../telemetry/device-event.ts";
import type { SiteCode } from "../telemetry/identifiers.ts";
import { parseTopic, type Topic, topicGrammar } from "../telemetry/topic.ts";
import { readAlarm } from "./alarm-message.ts";
import type { CommitGate } from "./commit-gate.ts";
import { ExpectedForms } from "./dialects/expected-form.ts";
import { decodeNative } from "./dialects/native.ts";
import { NativeScan } from "./dialects/native-scan.ts";
import type { Release } from "./gathering.ts";
import { type InletParts, NodeInlet } from "./node-inlet.ts";
import type { Origin, Refusal } from "./quarantine.ts";
import { readState } from "./state-message.ts";

/** What the intake works with. */
export type IntakeParts = Omit<InletParts, "scan" | "forms">;

/**
 * Takes every message that a device publishes. Whatever it holds, it is entered at the gate and acknowledged after
 * the commit: readings as rows, events for the alarm engine, the rest in quarantine (I6).
 */
export class Intake {
  readonly #parts: InletParts;
  readonly #gate: CommitGate;
  /** Telemetry topics met so far: one inlet a node. */
  readonly #inlets = new Map<string, NodeInlet>();
  readonly #nodesOfSite = new Map<SiteCode, number>();

  constructor(parts: IntakeParts, gate: CommitGate) {
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
    if (topic === null || topic.channel === "command") {
      return this.#refuse(origin, { reason: "unknown-topic", detail: `publish under ${topicGrammar}` });
    }
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
        return this.#refuse(origin, { reason: "unexpected-reply", detail: "no command waits for a reply" });
    }
  }

  #firstTelemetry(topic: Topic, origin: Origin): void {
    const nodes = this.#nodesOfSite.get(topic.site) ?? 0;
    const isNew = this.#parts.catalog.ofNode(topic.site, topic.node) === undefined;
    if (isNew && nodes >= this.#parts.limits.nodesPerSiteMax) {
      return this.#refuse(origin, {
        reason: "too-many-nodes",
        detail: `site ${topic.site} publishes for ${nodes} nodes already`,
      });
    }
    if (isNew) this.#nodesOfSite.set(topic.site, nodes + 1);
    const inlet = new NodeInlet(this.#parts, topic.site, topic.node);
    this.#inlets.set(origin.topic, inlet);
    this.#telemetry(inlet, origin);
  }

  #event(origin: Origin, read: DeviceEvent | Refusal): void {
    if ("kind" in read) this.#gate.gathering.events.push(read);
    else this.#refuse(origin, read);
  }

  #refuse(origin: Origin, refusal: Refusal): void {
    this.#parts.quarantine.add(this.#gate.gathering.rows, origin, refusal);
  }
}
