/** Thrown when as many are waiting as may. */
export class TurnstileFull extends Error {
  override readonly name = "TurnstileFull";
}

/** Lets a bounded number of costly calls run at once and a bounded number wait, first come first served. */
export class Turnstile {
  readonly #underWayMax: number;
  readonly #waitingMax: number;
  readonly #waiting: (() => void)[] = [];
  #underWay = 0;
  #refused = 0;

  constructor(limits: { readonly underWayMax: number; readonly waitingMax: number }) {
    this.#underWayMax = limits.underWayMax;
    this.#waitingMax = limits.waitingMax;
  }

  /** Calls turned away since the start. */
  get refused(): number {
    return this.#refused;
  }

  get underWay(): number {
    return this.#underWay;
  }

  get waiting(): number {
    return this.#waiting.length;
  }

  /** Runs the work when its turn comes; rejects with TurnstileFull at once when too many wait. */
  async pass<Answer>(work: () => Promise<Answer>): Promise<Answer> {
    if (this.#underWay < this.#underWayMax) this.#underWay += 1;
    else await this.#turn();
    try {
      return await work();
    } finally {
      const next = this.#waiting.shift();
      // The place passes from hand to hand: nobody can slip in between.
      if (next) next();
      else this.#underWay -= 1;
    }
  }

  #turn(): Promise<void> {
    if (this.#waiting.length >= this.#waitingMax) {
      this.#refused += 1;
      throw new TurnstileFull(`${this.#waiting.length} calls are waiting already`);
    }
    return new Promise((resolve) => this.#waiting.push(resolve));
  }
}
