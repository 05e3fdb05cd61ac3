/** What a person did, on its way to the platform. The id is the idempotency key: sent twice it is done once. */
export interface Act {
  readonly id: string;
  readonly method: "POST" | "PUT" | "PATCH" | "DELETE";
  readonly path: string;
  /** JSON, or a file with its type. */
  readonly body: unknown;
  /** What it is about, such as an alarm's id: shows as pending there. */
  readonly subject: string;
  /** The act in words, in the language in which it was done. */
  readonly label: string;
  /** When the person did it, ms since 1970 UTC by the platform's clock as far as this browser knows it. */
  readonly doneAtMs: number;
  readonly state: "waiting" | "refused";
  /** Why the platform refused it; null while it waits. */
  readonly reason: string | null;
  /** How often it was tried. */
  readonly attempts: number;
}

/** What came of one attempt to send. */
export type Outcome =
  | { readonly kind: "done" }
  /** Not reached, overloaded, or nobody is logged in: it waits, nothing is lost. */
  | { readonly kind: "later" }
  | { readonly kind: "refused"; readonly reason: string };

/** Acts that may wait at once: a day's work on the road; more are refused with a word. */
export const waitingActsMax = 500;

/** The outcome of an answer's status; 0: not reached. 401 waits for the login, 408, 425 and 429 for better times. */
export const outcomeOf = (status: number, reason: string): Outcome => {
  if (status >= 200 && status < 300) return { kind: "done" };
  const isLater = status === 0 || status >= 500 || [401, 408, 425, 429].includes(status);
  return isLater ? { kind: "later" } : { kind: "refused", reason };
};

/** The outbox after an attempt. */
export const afterAttempt = (acts: readonly Act[], id: string, outcome: Outcome): readonly Act[] => {
  if (outcome.kind === "done") return acts.filter((act) => act.id !== id);
  return acts.map((act) => {
    if (act.id !== id) return act;
    const attempts = act.attempts + 1;
    return outcome.kind === "later"
      ? { ...act, attempts }
      : { ...act, attempts, state: "refused", reason: outcome.reason };
  });
};

/** The act to send next: the oldest that waits. Acts go one after the other, so that undo comes after do. */
export const nextAct = (acts: readonly Act[]): Act | null =>
  acts.find(({ state }) => state === "waiting") ?? null;

/** How long to wait after so many attempts in a row that reached nobody, ms. */
export const retryDelayMs = (attempts: number): number =>
  Math.min(30_000, 1_000 * 2 ** Math.min(attempts, 5));
