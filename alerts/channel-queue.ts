/** A notification on its way. */
export interface Waiting {
  readonly id: string;
  readonly body: string;
  /** When it was made, or asked for again after it was given up. */
  readonly createdAtMs: number;
  /** Notifications of one lane (one alarm) never overtake each other. */
  readonly lane: string;
  /** Attempts so far, over restarts. */
  attempts: number;
  /** How many of them the receiver refused, in this process. */
  refusals: number;
}

/**
 * The order of one channel: first come, first served, but one at a time of each lane. Everything but `add` and
 * `next` concerns an item that `next` gave out: its lane stays taken until `settle`.
 */
export class ChannelQueue {
  readonly #ids = new Set<string>();
  /** Given out before, or freed: goes before what still waits. */
  #ready: Waiting[] = [];
  #waiting: Waiting[] = [];
  #head = 0;
  readonly #lanes = new Map<string, Waiting[]>();

  /** Items held, the ones given out included. */
  get size(): number {
    return this.#ids.size;
  }

  has(id: string): boolean {
    return this.#ids.has(id);
  }

  add(item: Waiting): void {
    this.#ids.add(item.id);
    this.#waiting.push(item);
  }

  /** The next item whose lane is free; undefined when there is none. Takes the lane. */
  next(): Waiting | undefined {
    const ready = this.#ready.shift();
    if (ready !== undefined) return ready;
    for (let item = this.#shift(); item !== undefined; item = this.#shift()) {
      const lane = this.#lanes.get(item.lane);
      if (lane === undefined) {
        this.#lanes.set(item.lane, []);
        return item;
      }
      lane.push(item);
    }
    return undefined;
  }

  /** Puts an item that was given out at the front again. */
  again(item: Waiting): void {
    this.#ready.unshift(item);
  }

  /** Done with an item: its lane goes to the next one of it. */
  settle(item: Waiting): void {
    this.#ids.delete(item.id);
    const follower = this.#lanes.get(item.lane)?.shift();
    if (follower === undefined) this.#lanes.delete(item.lane);
    else this.#ready.push(follower);
  }

  #shift(): Waiting | undefined {
    const item = this.#waiting[this.#head++];
    if (item === undefined || this.#head > 1_024) {
      this.#waiting = this.#waiting.slice(this.#head);
      this.#head = 0;
    }
    return item;
  }
}
