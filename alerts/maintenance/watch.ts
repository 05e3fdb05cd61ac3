import type { AlarmBook, Recording } from "../alarm-book.ts";
import type { MaintenancePlan } from "./plan.ts";

/** Lets alarms follow the maintenance plan: asks it anew when a window opens, ends or is changed. */
export class MaintenanceWatch {
  readonly #plan: MaintenancePlan;
  readonly #book: AlarmBook;
  #revision = -1;
  #dueMs = Number.NEGATIVE_INFINITY;

  constructor(plan: MaintenancePlan, book: AlarmBook) {
    this.#plan = plan;
    this.#book = book;
  }

  /** When the plan has to be asked again. */
  nextDueMs(): number {
    return this.#revision === this.#plan.revision ? this.#dueMs : Number.NEGATIVE_INFINITY;
  }

  /** Asks at the next tick: the place of a site may have changed, and so who is in which window. */
  placesChanged(): void {
    this.#dueMs = Number.NEGATIVE_INFINITY;
  }

  follow(recording: Recording): void {
    this.#book.followMaintenance(recording);
    this.#revision = this.#plan.revision;
    this.#dueMs = this.#plan.nextChangeMs(recording.nowMs);
  }
}
