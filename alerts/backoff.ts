/** Waiting times between attempts, endless: they double from `firstMs` to `maximumMs`, less up to half by chance. */
export interface BackoffOptions {
  readonly firstMs: number;
  readonly maximumMs: number;
  /** From [0, 1). */
  readonly random: () => number;
}

/** Generates the waiting times, in ms. Jitter spreads many senders that failed together. */
export function* backoff({ firstMs, maximumMs, random }: BackoffOptions): Generator<number, never> {
  let ceilingMs = firstMs;
  for (;;) {
    yield Math.round(ceilingMs * (0.5 + random() / 2));
    ceilingMs = Math.min(ceilingMs * 2, maximumMs);
  }
}
