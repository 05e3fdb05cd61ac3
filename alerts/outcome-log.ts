import type { Act, DeliveryRow } from "../telemetry/journal.ts";

/**
 * Keeps the outcomes of attempts, many in one change of the journal: a row of its own commit costs as much as
 * hundreds of readings, and nothing waits for it. What a kill takes along is sent again under the same id.
 */
export class OutcomeLog {
  readonly #act: Act;
  readonly #gatherMs: number;
  #gathered: DeliveryRow[] = [];
  #written = Promise.withResolvers<void>();
  #timer: NodeJS.Timeout | null = null;
  #unrecorded = 0;

  /** Rows wait up to `gatherMs` for others. */
  constructor(act: Act, gatherMs: number) {
    this.#act = act;
    this.#gatherMs = gatherMs;
  }

  /** Outcomes that could not be written. */
  get unrecorded(): number {
    return this.#unrecorded;
  }

  /** Resolves when the outcome is on disk, or will never be; never rejects. */
  record(row: DeliveryRow): Promise<void> {
    this.#gathered.push(row);
    this.#timer ??= setTimeout(() => void this.flush(), this.#gatherMs);
    return this.#written.promise;
  }

  /** Writes what has gathered without waiting for more; resolves as `record` does. */
  flush(): Promise<void> {
    if (this.#timer === null) return Promise.resolve();
    clearTimeout(this.#timer);
    this.#timer = null;
    const rows = this.#gathered;
    const { promise, resolve } = this.#written;
    this.#gathered = [];
    this.#written = Promise.withResolvers();
    void this.#write(rows).finally(resolve);
    return promise;
  }

  async #write(outcomes: readonly DeliveryRow[]): Promise<void> {
    try {
      await this.#act((rows) => {
        rows.delivery.push(...outcomes);
      });
    } catch {
      this.#unrecorded += outcomes.length;
    }
  }
}
