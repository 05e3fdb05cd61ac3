import type { ApiLimits } from "../limits.ts";

/** Counts photos between their first byte and their answer: each is held in memory so long. */
export class PhotoArrivals {
  readonly #arrivingMax: number;
  #underWay = 0;
  #turnedAway = 0;

  constructor({ photosArrivingMax }: Pick<ApiLimits, "photosArrivingMax">) {
    this.#arrivingMax = photosArrivingMax;
  }

  /** Photos that arrive now. */
  get underWay(): number {
    return this.#underWay;
  }

  /** Photos that were told to come again since the start. */
  get turnedAway(): number {
    return this.#turnedAway;
  }

  /** Lets one more in, and answers how it leaves; null when no more fit. */
  enter(): (() => void) | null {
    if (this.#underWay >= this.#arrivingMax) {
      this.#turnedAway += 1;
      return null;
    }
    this.#underWay += 1;
    return () => {
      this.#underWay -= 1;
    };
  }
}
