import type { AlarmSystem } from "../../alerts/alarm-system.ts";
import { tickIntervalMsMin } from "../../alerts/limits.ts";
import { emptyRows, type JournalRows } from "../../telemetry/journal.ts";

/**
 * Lets time pass for an alarm system: every instant at which time alone decides something is found, to
 * `tickIntervalMsMin`, however long the way there is.
 */
export class VirtualClock {
  readonly #system: Pick<AlarmSystem, "due" | "tick">;
  readonly #onRows: (rows: JournalRows) => void;
  nowMs: number;

  constructor(
    system: Pick<AlarmSystem, "due" | "tick">,
    startMs: number,
    onRows: (rows: JournalRows) => void,
  ) {
    this.#system = system;
    this.#onRows = onRows;
    this.nowMs = startMs;
  }

  /** Goes on to an instant and decides on the way what is due; going back is no way. */
  advance(toMs: number): void {
    while (this.nowMs + tickIntervalMsMin <= toMs && this.#system.due(toMs)) {
      this.nowMs = this.#firstDue(toMs);
      const rows = emptyRows();
      this.#system.tick(rows, this.nowMs);
      this.#onRows(rows);
    }
    this.nowMs = Math.max(this.nowMs, toMs);
  }

  /** What is due stays due until it is decided, so that the first such instant can be found by halving. */
  #firstDue(toMs: number): number {
    let quietMs = this.nowMs;
    let dueMs = toMs;
    while (dueMs - quietMs > tickIntervalMsMin) {
      const middleMs = Math.floor((quietMs + dueMs) / 2);
      if (this.#system.due(middleMs)) dueMs = middleMs;
      else quietMs = middleMs;
    }
    return dueMs;
  }
}
