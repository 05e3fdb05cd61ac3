import { backoff } from "../../alerts/backoff.ts";
import { senderLimits } from "../../alerts/channel-sender.ts";
import type { DeliveryOutcome } from "../../alerts/channels/channel.ts";
import { type HttpSender, outcomeOfStatus } from "../../alerts/channels/http-attempt.ts";
import type { Scope } from "../../inventory/visibility.ts";
import type { Store } from "../../store/store.ts";
import type { Clock } from "../../telemetry/clock.ts";
import type { TransitionRow } from "../../telemetry/journal.ts";
import { type AlarmSources, AlarmWindow } from "./alarm-window.ts";
import { type Listener, listenerConditions } from "./listener.ts";
import { eventsOf, type ListenerEvent } from "./listener-events.ts";
import type { Condition } from "./resource-filter.ts";

/** What became of events since the start. */
export interface ListenerCounts {
  delivered: number;
  /** Attempts that were made again later. */
  failed: number;
  /** Events given up: refused too often, or too old. */
  dropped: number;
  /** Transitions that a listener far behind was never told of. */
  skipped: number;
}

/** What a feed works with. */
export interface FeedParts {
  readonly sender: HttpSender;
  readonly sources: AlarmSources;
  readonly transitions: Store["transitions"];
  readonly clock: Clock;
  /** From [0, 1), for jitter. */
  readonly random: () => number;
  /** Sequence of the newest committed transition. */
  readonly position: () => number;
  /** What the owner may see now; null when he is nobody any more. */
  readonly scopeOf: (owner: string) => Scope | null;
  readonly behindRowsMax: number;
  readonly counts: ListenerCounts;
  /** Told when the feed needs less of the journal than before. */
  readonly onAdvance: () => void;
  readonly onFault: (error: unknown) => void;
}

const pageRows = 64;
const lanesAtOnceMax = 8;

/** Events of one alarm never overtake each other. */
const lanesOf = (rows: readonly TransitionRow[]): TransitionRow[][] => [
  ...Map.groupBy(rows, ({ alarm }) => alarm).values(),
];

/**
 * Tells one listener what the journal says, from where it stopped: at least once, in order for each alarm. Holds a page
 * of rows and nothing else, so a dead listener costs no memory; what it misses waits in the journal.
 */
export class ListenerFeed {
  readonly #listener: Listener;
  readonly #parts: FeedParts;
  readonly #conditions: readonly Condition[];
  readonly #stopping = new AbortController();
  #sequence: number;
  #running: Promise<void> | null = null;
  #lastError: string | null = null;

  constructor(listener: Listener, parts: FeedParts) {
    this.#listener = listener;
    this.#parts = parts;
    this.#conditions = listenerConditions(listener.query);
    this.#sequence = listener.sequence;
  }

  /** The listener with how far it is. */
  get listener(): Listener {
    return { ...this.#listener, sequence: this.#sequence };
  }

  /** What the last attempt that failed brought; null when the last one did not. */
  get lastError(): string | null {
    return this.#lastError;
  }

  /** Goes on when there is something to tell. */
  wake(): void {
    if (this.#running !== null || this.#stopping.signal.aborted) return;
    this.#running = this.#run()
      .catch((error: unknown) => this.#parts.onFault(error))
      .finally(() => {
        this.#running = null;
      });
  }

  /** Starts nothing more, and waits for what is in flight. */
  async stop(): Promise<void> {
    this.#stopping.abort();
    await this.#running;
    await this.#parts.sender.close();
  }

  async #run(): Promise<void> {
    const { position, transitions, scopeOf, sources, onAdvance } = this.#parts;
    while (!this.#stopping.signal.aborted && this.#sequence < position()) {
      const scope = scopeOf(this.#listener.owner);
      if (scope === null) {
        this.#lastError = `${this.#listener.owner} is no identity any more`;
        return;
      }
      this.#skipWhatIsTooMuch();
      const rows = await transitions({ afterSequence: this.#sequence, rowsMax: pageRows });
      await this.#tellAll(rows, new AlarmWindow(sources, scope));
      if (this.#stopping.signal.aborted) return;
      this.#sequence = rows.at(-1)?.sequence ?? position();
      onAdvance();
    }
  }

  #skipWhatIsTooMuch(): void {
    const { position, behindRowsMax, counts } = this.#parts;
    const surplus = position() - this.#sequence - behindRowsMax;
    if (surplus <= 0) return;
    counts.skipped += surplus;
    this.#sequence += surplus;
  }

  async #tellAll(rows: readonly TransitionRow[], window: AlarmWindow): Promise<void> {
    const lanes = lanesOf(rows);
    const work = async (): Promise<void> => {
      for (let lane = lanes.shift(); lane !== undefined; lane = lanes.shift()) {
        for (const row of lane) {
          for (const event of eventsOf(row, window, this.#conditions)) await this.#tell(event, row);
        }
      }
    };
    await Promise.all(Array.from({ length: lanesAtOnceMax }, work));
  }

  async #tell(event: ListenerEvent, row: TransitionRow): Promise<void> {
    const { clock, counts, random } = this.#parts;
    const { firstWaitMs: firstMs, waitMsMax: maximumMs } = senderLimits;
    const waits = backoff({ firstMs, maximumMs, random });
    for (let refusals = 0; !this.#stopping.signal.aborted; ) {
      const outcome = await this.#attempt(event);
      if (outcome.kind === "delivered") {
        counts.delivered += 1;
        this.#lastError = null;
        return;
      }
      this.#lastError = outcome.detail;
      if (outcome.kind !== "unavailable") refusals += 1;
      const isTooOld = clock() - row.recordedAtMs >= senderLimits.giveUpAfterMs;
      if (refusals >= senderLimits.refusedAttemptsMax || isTooOld) {
        counts.dropped += 1;
        return;
      }
      counts.failed += 1;
      const askedMs = outcome.kind === "unavailable" ? (outcome.retryAfterMs ?? 0) : 0;
      await this.#wait(Math.max(askedMs, waits.next().value));
    }
  }

  async #attempt({ eventId, body }: ListenerEvent): Promise<DeliveryOutcome> {
    const { sender, clock } = this.#parts;
    const attempt = {
      url: this.#listener.callback,
      method: "POST" as const,
      headers: { "content-type": "application/json", "idempotency-key": eventId },
      body,
      readsAnswer: false,
    };
    const answer = await sender.ask(attempt, clock());
    return "status" in answer ? outcomeOfStatus(answer) : answer;
  }

  #wait(waitMs: number): Promise<void> {
    const { signal } = this.#stopping;
    return new Promise((resolve) => {
      const done = (): void => {
        clearTimeout(timer);
        signal.removeEventListener("abort", done);
        resolve();
      };
      const timer = setTimeout(done, waitMs);
      signal.addEventListener("abort", done);
      if (signal.aborted) done();
    });
  }
}
