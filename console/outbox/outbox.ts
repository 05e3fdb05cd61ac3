import { outboxActsMax, retryDelayMsMax } from "./limits.ts";

/** Where the platform takes the time at which a person did something: nowhere, in the JSON, or in the query. */
export type ToldAt = "nowhere" | "body" | "query";

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
  /** Who did it: nobody else's session sends it. Null: whoever looks at the page. */
  readonly actor: string | null;
  /** When the person did it, ms since 1970 UTC by the platform's clock as far as this browser knows it. */
  readonly doneAtMs: number;
  /** Where the platform is told of `doneAtMs`. */
  readonly toldAt: ToldAt;
  readonly state: "waiting" | "refused";
  /** Why the platform refused it; null while it waits. */
  readonly reason: string | null;
  /** How often it was tried. */
  readonly attempts: number;
}

/** What a page asks to be done; `toldAt` left out: the platform is not told when. */
export type Wish = Pick<Act, "method" | "path" | "body" | "subject" | "label"> & Partial<Pick<Act, "toldAt">>;

/** What came of one attempt to send. */
export type Outcome =
  | { readonly kind: "done" }
  /** Not reached, overloaded, or nobody is logged in: it waits, nothing is lost. */
  | { readonly kind: "later" }
  | { readonly kind: "refused"; readonly reason: string };

/** An answer that did not say yes: its status (0: not reached), and whether the platform says that later may do. */
export interface Refusal {
  readonly status: number;
  readonly retry: boolean;
}

/** What a refusal comes to. 401 waits for the login, 408, 425 and 429 for better times. */
export const outcomeOf = ({ status, retry }: Refusal, reason: string): Outcome => {
  const isLater = retry || status === 0 || status >= 500 || [401, 408, 425, 429].includes(status);
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

const isFile = ({ body }: Act): boolean => body instanceof Blob;

/**
 * The act to send next for this person: the oldest that waits. Acts go one after the other, so that undo comes after
 * do; files go last, since on a thin line one of them takes longer than all words together.
 */
export const nextAct = (acts: readonly Act[], actor: string): Act | null => {
  const waiting = acts.filter((act) => act.state === "waiting" && (act.actor ?? actor) === actor);
  return waiting.find((act) => !isFile(act)) ?? waiting[0] ?? null;
};

const isRecord = (value: unknown): value is Readonly<Record<string, unknown>> =>
  typeof value === "object" && value !== null;

/** Path and body of an act as the platform gets them: with the time at which it was done, where it takes that. */
export const requestOf = ({ path, body, toldAt, doneAtMs }: Act): Pick<Act, "path" | "body"> => {
  const occurredAt = new Date(doneAtMs).toISOString();
  if (toldAt === "body") return { path, body: { ...(isRecord(body) ? body : {}), occurredAt } };
  if (toldAt === "nowhere") return { path, body };
  return { path: `${path}${path.includes("?") ? "&" : "?"}occurredAt=${occurredAt}`, body };
};

/** Whether no further act can wait. */
export const isFull = (acts: readonly Act[]): boolean =>
  acts.filter(({ state }) => state === "waiting").length >= outboxActsMax;

/** How long to wait after so many attempts in a row that reached nobody, ms. */
export const retryDelayMs = (attempts: number): number =>
  Math.min(retryDelayMsMax, 1_000 * 2 ** Math.min(attempts, 5));
