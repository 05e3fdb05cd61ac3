import { codeGrammar, isCode, type NodeCode, nodeCode, type SiteCode } from "../telemetry/identifiers.ts";
import type { SiteSink } from "./dialects/site-dialect.ts";
import type { Gathering } from "./gathering.ts";
import type { NodeInlet } from "./node-inlet.ts";
import type { Origin, Quarantine, Refusal } from "./quarantine.ts";

/** What a message's way into the nodes of its site needs. */
export interface SiteInletParts {
  readonly entriesMax: number;
  readonly quarantine: Quarantine;
  readonly gathering: Gathering;
  readonly controllerOf: (site: SiteCode) => NodeCode;
  /** The inlet of a node, or why the site may have no more. */
  readonly inletOf: (site: SiteCode, node: NodeCode) => NodeInlet | Refusal;
}

/** Takes one message that speaks for several nodes of a site: each reading through the inlet of its node. */
export class SiteInlet implements SiteSink {
  readonly site: SiteCode;
  readonly entriesMax: number;
  readonly #origin: Origin;
  readonly #parts: SiteInletParts;
  /** Inlets that know the time of the entry under way. */
  readonly #begun = new Set<NodeInlet>();
  /** By the nodes that the message has named; undefined: none, which is the controller. */
  readonly #met = new Map<string | undefined, NodeInlet | Refusal>();
  #ts: unknown = undefined;
  /** The entry's time was refused, and so is the entry. */
  #isRefused = false;

  constructor(origin: Origin, parts: SiteInletParts) {
    this.site = origin.publisher.site;
    this.entriesMax = parts.entriesMax;
    this.#origin = origin;
    this.#parts = parts;
  }

  begin(ts: unknown): void {
    this.#ts = ts;
    this.#isRefused = false;
    this.#begun.clear();
  }

  reading(node: string | undefined, metricName: string, value: unknown): void {
    if (this.#isRefused) return;
    const inlet = this.#met.get(node) ?? this.#meet(node);
    if ("reason" in inlet) return this.refuse({ ...inlet, metric: metricName, value });
    if (!this.#begun.has(inlet)) {
      inlet.open(this.#origin, this.#parts.gathering);
      if (!inlet.begin(this.#ts)) {
        this.#isRefused = true;
        return;
      }
      this.#begun.add(inlet);
    }
    inlet.reading(metricName, value);
  }

  refuse(refusal: Refusal): void {
    this.#parts.quarantine.add(this.#parts.gathering.rows, this.#origin, refusal);
  }

  #meet(node: string | undefined): NodeInlet | Refusal {
    const inlet = this.#inletOf(node);
    this.#met.set(node, inlet);
    return inlet;
  }

  #inletOf(node: string | undefined): NodeInlet | Refusal {
    const { controllerOf, inletOf } = this.#parts;
    if (node === undefined) return inletOf(this.site, controllerOf(this.site));
    if (isCode(node)) return inletOf(this.site, nodeCode(node));
    return {
      reason: "bad-node",
      detail: `${JSON.stringify(node.slice(0, 64))} is not the code of a node: use ${codeGrammar}`,
    };
  }
}
