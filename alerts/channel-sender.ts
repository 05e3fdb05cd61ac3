import type { Clock } from "../telemetry/clock.ts";
import type { DeliveryRow } from "../telemetry/journal.ts";
import { backoff } from "./backoff.ts";
import { ChannelQueue, type Waiting } from "./channel-queue.ts";
import type { Channel, Delivery, DeliveryOutcome } from "./channels/channel.ts";

/** Limits of a channel's sender. */
export interface SenderLimits {
  /** Attempts in flight at once. */
  readonly concurrencyMax: number;
  /** Notifications held in memory; the rest stays in the journal. */
  readonly waitingMax: number;
  /** First and longest wait after a failure, before jitter. */
  readonly firstWaitMs: number;
  readonly waitMsMax: number;
  /** Attempts for a notification that the receiver refuses (4xx). */
  readonly refusedAttemptsMax: number;
  /** Age at which a notification that never got through is given up. */
  readonly giveUpAfterMs: number;
  /** How long a stop waits for attempts in flight. */
  readonly drainMs: number;
  /** How long the outcome of an attempt may wait for others that go to the journal with it. */
  readonly outcomeGatherMs: number;
}

/** Limits in force unless told otherwise. */
export const senderLimits: SenderLimits = {
  concurrencyMax: 8,
  waitingMax: 10_000,
  firstWaitMs: 500,
  waitMsMax: 60_000,
  refusedAttemptsMax: 3,
  giveUpAfterMs: 24 * 3_600_000,
  drainMs: 2_000,
  outcomeGatherMs: 100,
};

/** How a channel is doing. */
export interface ChannelHealth {
  readonly channel: string;
  readonly lastSuccessAtMs: number | null;
  readonly lastError: { readonly atMs: number; readonly detail: string } | null;
  /** Held in memory, in flight included. */
  readonly waiting: number;
  /** Left in the journal because memory was full. */
  readonly leftInJournal: number;
  /** Attempts since the start, by outcome. */
  readonly delivered: number;
  readonly failed: number;
  readonly dead: number;
  /** No attempt before this instant; null when nothing holds it back. */
  readonly pausedUntilMs: number | null;
}

/** What a sender works with. */
export interface SenderParts {
  readonly channel: Channel;
  readonly clock: Clock;
  readonly random: () => number;
  readonly limits: SenderLimits;
  /** Keeps the outcome of an attempt; never rejects. */
  readonly record: (row: DeliveryRow) => Promise<void>;
  /** Called when an item is done with. */
  readonly onSettled: () => void;
}

/**
 * Sends one channel's notifications. A receiver that can't take them pauses the whole channel, and one attempt at a
 * time probes it until it answers; one that refuses a notification delays only that one and those of its lane.
 */
export class ChannelSender {
  readonly #parts: SenderParts;
  readonly #queue = new ChannelQueue();
  readonly #recording = new Set<string>();
  readonly #running = new Set<Promise<void>>();
  readonly #timers = new Set<NodeJS.Timeout>();
  #waits: Generator<number, never>;
  #probing = false;
  #stopped = false;
  #pausedUntilMs: number | null = null;
  #lastSuccessAtMs: number | null = null;
  #lastError: ChannelHealth["lastError"] = null;
  #delivered = 0;
  #failed = 0;
  #dead = 0;
  leftInJournal = 0;

  constructor(parts: SenderParts) {
    this.#parts = parts;
    this.#waits = this.#freshWaits();
  }

  get size(): number {
    return this.#queue.size;
  }

  /** True while a notification is held, or its outcome is not on disk yet. */
  has(id: string): boolean {
    return this.#queue.has(id) || this.#recording.has(id);
  }

  /** Takes a notification and sends at once when nothing holds it back. */
  add(item: Waiting): void {
    this.#queue.add(item);
    this.#pump();
  }

  health(): ChannelHealth {
    return {
      channel: this.#parts.channel.name,
      lastSuccessAtMs: this.#lastSuccessAtMs,
      lastError: this.#lastError,
      waiting: this.#queue.size,
      leftInJournal: this.leftInJournal,
      delivered: this.#delivered,
      failed: this.#failed,
      dead: this.#dead,
      pausedUntilMs: this.#pausedUntilMs,
    };
  }

  /**
   * One attempt out of turn, whatever holds the others back: it changes how the channel is known to fare, and a
   * receiver that takes it is not waited for any longer. Never rejects.
   */
  async probe(delivery: Delivery): Promise<DeliveryOutcome> {
    const outcome = await this.#deliver(delivery);
    this.#learn(outcome);
    if (outcome.kind === "delivered") this.#resume();
    return outcome;
  }

  /** Starts nothing more and waits for what is in flight. */
  async drain(): Promise<void> {
    this.#stopped = true;
    for (const timer of this.#timers) clearTimeout(timer);
    this.#timers.clear();
    await Promise.allSettled(this.#running);
  }

  get #attemptsAtOnceMax(): number {
    const { channel, limits } = this.#parts;
    return Math.min(channel.attemptsAtOnceMax ?? limits.concurrencyMax, limits.concurrencyMax);
  }

  #freshWaits(): Generator<number, never> {
    const { limits, random } = this.#parts;
    return backoff({ firstMs: limits.firstWaitMs, maximumMs: limits.waitMsMax, random });
  }

  #pump(): void {
    while (!this.#stopped && this.#pausedUntilMs === null) {
      if (this.#running.size >= (this.#probing ? 1 : this.#attemptsAtOnceMax)) return;
      const item = this.#queue.next();
      if (item === undefined) return;
      const running: Promise<void> = this.#attempt(item).finally(() => {
        this.#running.delete(running);
        this.#pump();
      });
      this.#running.add(running);
    }
  }

  async #attempt(item: Waiting): Promise<void> {
    item.attempts++;
    const attemptedAtMs = this.#parts.clock();
    const outcome = await this.#deliver(item);
    const verdict = this.#verdict(item, outcome);
    this.#recording.add(item.id);
    const row = {
      notification: item.id,
      attemptedAtMs,
      attempt: item.attempts,
      outcome: verdict,
      detail: outcome.detail,
    };
    void this.#parts.record(row).finally(() => this.#recording.delete(item.id));
    if (verdict !== "failed") this.#settle(item);
    else if (outcome.kind === "unavailable") this.#queue.again(item);
    else this.#retryLater(item);
  }

  /** A channel with a fault of its own must not take the others down, nor its notification along. */
  async #deliver({ id, body }: Delivery): Promise<DeliveryOutcome> {
    const { channel, clock } = this.#parts;
    try {
      return await channel.deliver({ id, body }, clock());
    } catch (error) {
      const detail = `BUG: the channel failed: ${error instanceof Error ? error.name : "unknown"}`;
      return { kind: "refused", detail };
    }
  }

  #learn(outcome: DeliveryOutcome): void {
    const nowMs = this.#parts.clock();
    if (outcome.kind !== "unavailable") {
      this.#probing = false;
      this.#waits = this.#freshWaits();
    }
    if (outcome.kind === "delivered") this.#lastSuccessAtMs = nowMs;
    else this.#lastError = { atMs: nowMs, detail: outcome.detail };
  }

  #verdict(item: Waiting, outcome: DeliveryOutcome): DeliveryRow["outcome"] {
    this.#learn(outcome);
    if (outcome.kind === "delivered") {
      this.#delivered++;
      return "delivered";
    }
    if (outcome.kind === "unavailable") this.#pause(outcome.retryAfterMs ?? 0);
    else item.refusals++;
    const { refusedAttemptsMax, giveUpAfterMs } = this.#parts.limits;
    const isTooOld = this.#parts.clock() - item.createdAtMs >= giveUpAfterMs;
    const isDead = outcome.kind === "impossible" || item.refusals >= refusedAttemptsMax || isTooOld;
    if (isDead) this.#dead++;
    else this.#failed++;
    return isDead ? "dead" : "failed";
  }

  #settle(item: Waiting): void {
    this.#queue.settle(item);
    this.#parts.onSettled();
  }

  /** Failures of attempts that ran at the same time count as one. */
  #pause(askedMs: number): void {
    this.#probing = true;
    if (this.#pausedUntilMs !== null) return;
    const waitMs = Math.max(askedMs, this.#waits.next().value);
    const pausedUntilMs = this.#parts.clock() + waitMs;
    this.#pausedUntilMs = pausedUntilMs;
    this.#after(waitMs, () => {
      if (this.#pausedUntilMs === pausedUntilMs) this.#resume();
    });
  }

  #resume(): void {
    this.#pausedUntilMs = null;
    this.#pump();
  }

  #retryLater(item: Waiting): void {
    const { firstWaitMs } = this.#parts.limits;
    const waitMs = firstWaitMs * 2 ** item.refusals * (0.5 + this.#parts.random() / 2);
    this.#after(waitMs, () => {
      this.#queue.again(item);
      this.#pump();
    });
  }

  #after(waitMs: number, then: () => void): void {
    if (this.#stopped) return;
    const timer = setTimeout(() => {
      this.#timers.delete(timer);
      then();
    }, waitMs);
    this.#timers.add(timer);
  }
}
