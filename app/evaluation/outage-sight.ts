import { type CauseClass, type Confirmation, parseOutage } from "../../alerts/outages/outage.ts";
import type { JournalRows } from "../../telemetry/journal.ts";
import { evaluationLimits } from "./limits.ts";

/** An outage as the ledger has it at the end; ms since 1970 UTC. */
export interface SeenOutage {
  readonly site: string;
  readonly node: string | null;
  readonly fromMs: number;
  /** Null while it lasts. */
  readonly toMs: number | null;
  readonly causeClass: CauseClass;
  readonly confirmedBy: Confirmation;
}

/** Follows the ledger of outages: each outage as it was said last. */
export class OutageSight {
  readonly #outages = new Map<string, SeenOutage>();
  leftOff = 0;

  follow({ outage: rows }: Pick<JournalRows, "outage">): void {
    for (const { id, body } of rows) {
      if (!this.#outages.has(id) && this.#outages.size >= evaluationLimits.outagesListedMax) {
        this.leftOff++;
        continue;
      }
      const { site, node, fromMs, toMs, causeClass, confirmedBy } = parseOutage(body);
      this.#outages.set(id, { site, node, fromMs, toMs, causeClass, confirmedBy });
    }
  }

  /** In the order of their beginning. */
  list(): readonly SeenOutage[] {
    return [...this.#outages.values()].sort(
      (one, other) => one.fromMs - other.fromMs || (one.site < other.site ? -1 : 1),
    );
  }
}
