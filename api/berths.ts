import type { FastifyReply, FastifyRequest } from "fastify";
import { ApiError } from "./errors.ts";

const comeAgainSeconds = 5;

/** Counts costly requests between their first byte and their last: each holds memory so long. */
export class Berths {
  readonly #berthsMax: number;
  #underWay = 0;
  #turnedAway = 0;

  constructor(berthsMax: number) {
    this.#berthsMax = berthsMax;
  }

  /** Requests under way. */
  get underWay(): number {
    return this.#underWay;
  }

  /** Requests that were told to come again since the start. */
  get turnedAway(): number {
    return this.#turnedAway;
  }

  /** Lets one more in, and answers how it leaves; null when no more fit. */
  enter(): (() => void) | null {
    if (this.#underWay >= this.#berthsMax) {
      this.#turnedAway += 1;
      return null;
    }
    this.#underWay += 1;
    return () => {
      this.#underWay -= 1;
    };
  }
}

/** Hook of a route: as many requests at once as memory was planned for, others come again; `what` says why. */
export const admitTo =
  (berths: Berths, what: string) =>
  async (_request: FastifyRequest, reply: FastifyReply): Promise<void> => {
    const leave = berths.enter();
    if (leave === null) {
      throw new ApiError("too-many-requests", { detail: what, retryAfterSeconds: comeAgainSeconds });
    }
    // The connection may break at any moment: only its end is sure to come.
    reply.raw.once("close", leave);
  };
