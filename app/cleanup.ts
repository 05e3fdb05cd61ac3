interface NamedCleanup {
  readonly name: string;
  readonly run: () => Promise<void> | void;
}

/** What was acquired, to be given back in reverse order: bounded in time, and harmless when asked twice. */
export class Cleanup {
  readonly #pending: NamedCleanup[] = [];
  readonly #stepMsMax: number;
  readonly #onFailure: (name: string, error: unknown) => void;
  #done: Promise<void> | null = null;

  constructor(stepMsMax: number, onFailure: (name: string, error: unknown) => void) {
    this.#stepMsMax = stepMsMax;
    this.#onFailure = onFailure;
  }

  add(name: string, run: NamedCleanup["run"]): void {
    this.#pending.push({ name, run });
  }

  /** Runs all clean-ups, last acquired first; one that fails or hangs doesn't keep the others from running. */
  run(): Promise<void> {
    this.#done ??= this.#runAll();
    return this.#done;
  }

  async #runAll(): Promise<void> {
    for (const { name, run } of this.#pending.reverse()) {
      try {
        await this.#bounded(name, run);
      } catch (error) {
        this.#onFailure(name, error);
      }
    }
  }

  async #bounded(name: string, run: NamedCleanup["run"]): Promise<void> {
    let timer: NodeJS.Timeout | null = null;
    const tooLong = new Promise<never>((_resolve, reject) => {
      timer = setTimeout(
        () => reject(new Error(`${name} did not stop in ${this.#stepMsMax} ms`)),
        this.#stepMsMax,
      );
    });
    try {
      await Promise.race([run(), tooLong]);
    } finally {
      if (timer) clearTimeout(timer);
    }
  }
}
