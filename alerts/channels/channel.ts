/** What a channel is given to deliver. */
export interface Delivery {
  /** The notification's id: the same at each attempt. */
  readonly id: string;
  /** JSON text, the same bytes at each attempt. */
  readonly body: string;
}

/** What became of one attempt. `detail` is for people and never holds a secret. */
export type DeliveryOutcome =
  | { readonly kind: "delivered"; readonly detail: string }
  /** The receiver can't take it now; the next attempt not before `retryAfterMs` when it says so. */
  | { readonly kind: "unavailable"; readonly detail: string; readonly retryAfterMs: number | null }
  /** The receiver does not want this one; others may pass. Tried a few times more. */
  | { readonly kind: "refused"; readonly detail: string }
  /** The receiver will never take this one: no further attempt. */
  | { readonly kind: "impossible"; readonly detail: string };

/** A way to tell somebody outside. */
export interface Channel {
  readonly name: string;
  /** Attempts that the receiver bears at once; the sender's own limit when left out. */
  readonly attemptsAtOnceMax?: number;
  /** One attempt; never rejects, ends within the channel's own time limit. */
  deliver(delivery: Delivery, nowMs: number): Promise<DeliveryOutcome>;
  /** Closes its connections. */
  close(): Promise<void>;
}
