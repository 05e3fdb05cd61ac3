/** How much is done a second, by what was done in the window that ends now. */
export class RecentRate {
  readonly #windowMs: number;
  readonly #done: { readonly atMs: number; readonly count: number }[] = [];

  constructor(windowMs: number) {
    this.#windowMs = windowMs;
  }

  /** So much was done by now. */
  add(count: number, atMs: number): void {
    this.#done.push({ atMs, count });
    this.#forget(atMs);
  }

  /** How much a second. */
  perSecond(nowMs: number): number {
    this.#forget(nowMs);
    const sum = this.#done.reduce((total, { count }) => total + count, 0);
    return (sum * 1_000) / this.#windowMs;
  }

  #forget(nowMs: number): void {
    while ((this.#done[0]?.atMs ?? nowMs) <= nowMs - this.#windowMs) this.#done.shift();
  }
}
