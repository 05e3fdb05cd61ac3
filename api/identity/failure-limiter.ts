/** Bounds of waiting after failures. */
export interface FailureLimits {
  /** Failures that cost no waiting. */
  readonly failuresFree: number;
  /** Longest wait; each failure after the free ones doubles it, from one second. */
  readonly backoffMaxMs: number;
  readonly entriesMax: number;
}

interface Failures {
  readonly count: number;
  readonly blockedUntilMs: number;
}

const firstWaitMs = 1_000;

/** Growing waits after repeated failures of one key (a username, an address); forgets the oldest beyond its bound. */
export class FailureLimiter {
  readonly #failures = new Map<string, Failures>();
  readonly #limits: FailureLimits;

  constructor(limits: FailureLimits) {
    this.#limits = limits;
  }

  get size(): number {
    return this.#failures.size;
  }

  /** Milliseconds until the key may try again; 0 when it may now. */
  waitMs(key: string, nowMs: number): number {
    return Math.max(0, (this.#failures.get(key)?.blockedUntilMs ?? 0) - nowMs);
  }

  failed(key: string, nowMs: number): void {
    const before = this.#failures.get(key);
    const forgotten = before && nowMs - before.blockedUntilMs > this.#limits.backoffMaxMs;
    const count = before && !forgotten ? before.count + 1 : 1;
    const over = count - this.#limits.failuresFree;
    const waitMs =
      over <= 0 ? 0 : Math.min(firstWaitMs * 2 ** Math.min(over - 1, 30), this.#limits.backoffMaxMs);
    this.#failures.delete(key);
    this.#failures.set(key, { count, blockedUntilMs: nowMs + waitMs });
    this.#dropOldest();
  }

  succeeded(key: string): void {
    this.#failures.delete(key);
  }

  #dropOldest(): void {
    if (this.#failures.size <= this.#limits.entriesMax) return;
    const oldest = this.#failures.keys().next();
    if (!oldest.done) this.#failures.delete(oldest.value);
  }
}
