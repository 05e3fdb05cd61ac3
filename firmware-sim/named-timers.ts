import type { Cancel, SimulationEdge } from "./edge.ts";

/** Timers of which each has a name: planning one anew replaces what was planned under its name. */
export class NamedTimers<Name extends string> {
  readonly #after: SimulationEdge["after"];
  readonly #planned = new Map<Name, Cancel>();
  #isEnded = false;

  constructor(edge: SimulationEdge) {
    this.#after = (delayMs, happen) => edge.after(delayMs, happen);
  }

  /** Lets this happen after the delay; at once when that is past. Nothing is planned after the end. */
  plan(name: Name, delayMs: number, happen: () => void): void {
    if (this.#isEnded) return;
    this.#planned.get(name)?.();
    this.#planned.set(name, this.#after(Math.max(0, delayMs), happen));
  }

  /** Cancels all, for good. */
  end(): void {
    this.#isEnded = true;
    for (const cancel of this.#planned.values()) cancel();
    this.#planned.clear();
  }
}
