import { computed, effect, signal } from "@preact/signals";
import { fetchAnswer, RequestRefused } from "../request/request.ts";
import { actorNow } from "../session/last-viewer.ts";
import { viewer } from "../session/session.ts";
import { serverNowMs } from "../time/server-clock.ts";
import { wordsOf } from "../words/words.ts";
import { ActStore } from "./act-store.ts";
import { attemptMs } from "./limits.ts";
import {
  type Act,
  afterAttempt,
  isFull,
  nextAct,
  type Outcome,
  outcomeOf,
  requestOf,
  retryDelayMs,
  type Wish,
} from "./outbox.ts";
import { refusalText } from "./refusal-text.ts";

const say = wordsOf({
  vi: { full: "Quá nhiều việc đang chờ gửi. Tìm chỗ có mạng rồi thử lại." },
  en: { full: "Too much waits to be sent. Find a network, then try again." },
});

const lockName = "tramcanh-outbox";
/** What waits is looked at so often, whatever told of it was missed. */
const lookEveryMs = 30_000;
const store = new ActStore();
const changed = new BroadcastChannel(lockName);

/** Everything that waits or was refused, oldest first, of all tabs of this browser. */
export const acts = signal<readonly Act[]>([]);

/** How many acts wait to be sent. */
export const waitingCount = computed(() => acts.value.filter(({ state }) => state === "waiting").length);

/** Whether something about a subject is on its way. */
export const isPending = (subject: string): boolean =>
  acts.value.some((act) => act.subject === subject && act.state === "waiting");

/** The outbox is full: the platform has not been reached for very long. */
export class OutboxFull extends Error {
  override readonly name = "OutboxFull";

  constructor() {
    super(say("full"));
  }
}

/** Called with each act that the platform has done, and its answer. */
const doneListeners = new Set<(act: Act, answer: Response) => void>();

/** Listens to what is done; gives back how to stop. */
export const onActDone = (take: (act: Act, answer: Response) => void): (() => void) => {
  doneListeners.add(take);
  return () => doneListeners.delete(take);
};

const readStore = async (): Promise<void> => {
  acts.value = await store.list();
};

const attempt = async (act: Act): Promise<Outcome> => {
  const { path, body } = requestOf(act);
  try {
    const answer = await fetchAnswer(path, {
      method: act.method,
      ...(body !== undefined && body !== null && { body }),
      ...(body instanceof Blob && { type: body.type }),
      ...(act.method === "POST" && { idempotencyKey: act.id }),
      signal: AbortSignal.timeout(attemptMs),
    });
    for (const take of doneListeners) take(act, answer.clone());
    return { kind: "done" };
  } catch (error) {
    if (!(error instanceof RequestRefused)) throw error;
    return outcomeOf(error.problem, refusalText(error.problem));
  }
};

const keep = async (id: string, outcome: Outcome): Promise<void> => {
  const next = afterAttempt(acts.peek(), id, outcome);
  const act = next.find((each) => each.id === id);
  if (act === undefined) await store.remove(id);
  else await store.put(act);
  acts.value = next;
  changed.postMessage(null);
};

let retry: ReturnType<typeof setTimeout> | undefined;

/** Sends what waits, one after the other; one tab at a time. What can't go now is tried again by itself. */
const sendWaiting = (): Promise<void> =>
  navigator.locks.request(lockName, { ifAvailable: true }, async (lock) => {
    if (lock === null) return;
    clearTimeout(retry);
    await readStore();
    const next = (): Act | null => {
      const who = viewer.peek();
      return who.kind === "somebody" ? nextAct(acts.peek(), who.username) : null;
    };
    for (let act = next(); act !== null; act = next()) {
      const outcome = await attempt(act);
      await keep(act.id, outcome);
      if (outcome.kind !== "later") continue;
      retry = setTimeout(sendWaiting, retryDelayMs(act.attempts));
      return;
    }
  });

/** Puts something into the outbox and sends it as soon as it can be; gives back its id. Throws `OutboxFull`. */
export const perform = async (wish: Wish): Promise<string> => {
  if (isFull(acts.peek())) throw new OutboxFull();
  const id = crypto.randomUUID();
  const act: Act = {
    ...{ toldAt: "nowhere" as const, ...wish, id },
    ...{ actor: actorNow(), doneAtMs: serverNowMs(), state: "waiting", reason: null, attempts: 0 },
  };
  await store.put(act);
  acts.value = [...acts.peek(), act];
  changed.postMessage(null);
  void sendWaiting();
  return id;
};

/** Forgets an act: one that was refused and read, or one that shall not be sent after all. */
export const forget = async (id: string): Promise<void> => {
  await store.remove(id);
  await readStore();
  changed.postMessage(null);
};

/** Keeps the outbox going: at the start, when the network comes back, and after a login. Gives back how to stop. */
export const keepOutbox = (): (() => void) => {
  const go = (): void => void sendWaiting();
  changed.onmessage = () => void readStore();
  addEventListener("online", go);
  const stop = effect(() => {
    if (viewer.value.kind === "somebody") go();
  });
  const timer = setInterval(() => {
    if (waitingCount.peek() > 0) go();
  }, lookEveryMs);
  void readStore();
  return () => {
    stop();
    clearInterval(timer);
    clearTimeout(retry);
    removeEventListener("online", go);
  };
};
