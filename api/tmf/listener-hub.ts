import { type HttpOptions, HttpSender } from "../../alerts/channels/http-attempt.ts";
import type { Store } from "../../store/store.ts";
import type { Clock } from "../../telemetry/clock.ts";
import type { Act, DocumentRow, JournalBatch, JournalRows } from "../../telemetry/journal.ts";
import { ApiError } from "../errors.ts";
import type { Identity } from "../identity/identity.ts";
import { deskRoles } from "../identity/role.ts";
import type { ApiLimits } from "../limits.ts";
import type { AlarmSources } from "./alarm-window.ts";
import { type Listener, listenerEnd, listenerRow, listenersOf } from "./listener.ts";
import { type ListenerCounts, ListenerFeed } from "./listener-feed.ts";

/** What the hub is built from. */
export interface ListenerHubParts {
  readonly sources: AlarmSources;
  readonly transitions: Store["transitions"];
  readonly act: Act;
  readonly clock: Clock;
  /** From [0, 1), for jitter. */
  readonly random: () => number;
  readonly identity: Pick<Identity, "holder">;
  readonly limits: Pick<ApiLimits, "listenersMax" | "listenerBehindRowsMax" | "listenerCursorIntervalMs">;
  /** Which addresses listeners may have. */
  readonly http: HttpOptions;
  /** As the journal gave it back at start. */
  readonly lastTransitionSequence: number;
  readonly onFault: (error: unknown) => void;
}

/** How a listener fares. */
export interface ListenerHealth {
  readonly listener: Listener;
  /** Transitions that it has not been told of. */
  readonly behind: number;
  readonly lastError: string | null;
}

/**
 * The listeners of TMF642's hub. Durable documents say who they are and how far they are; the journal holds what they
 * still have to be told. How far they are is written now and then only, so events may come again after a restart.
 */
export class ListenerHub {
  readonly #parts: ListenerHubParts;
  readonly #feeds = new Map<string, ListenerFeed>();
  readonly #saved = new Map<string, number>();
  readonly counts: ListenerCounts = { delivered: 0, failed: 0, dropped: 0, skipped: 0 };
  #position: number;
  #saving: NodeJS.Timeout | null = null;

  constructor(parts: ListenerHubParts) {
    this.#parts = parts;
    this.#position = parts.lastTransitionSequence;
  }

  get size(): number {
    return this.#feeds.size;
  }

  /** Sequence of the newest committed transition. */
  get position(): number {
    return this.#position;
  }

  /** Takes up the listeners of the documents recovered at start, and goes on telling them. */
  restore(documents: readonly DocumentRow[]): void {
    for (const listener of listenersOf(documents)) {
      try {
        this.#start(listener, this.senderFor(listener.callback));
      } catch (error) {
        // An address that was allowed once and is no more: the listener stays out, the platform starts.
        this.#parts.onFault(error);
      }
    }
  }

  /** Takes note of a committed batch. */
  committed({ rows }: JournalBatch): void {
    const last = rows.transition.at(-1);
    if (last === undefined) return;
    this.#position = Math.max(this.#position, last.sequence);
    for (const feed of this.#feeds.values()) feed.wake();
  }

  /** A way to an address; throws `invalid-request` when it must not be connected to. */
  senderFor(callback: string): HttpSender {
    try {
      return new HttpSender([callback], this.#parts.http);
    } catch (error) {
      const message = error instanceof Error ? error.message : String(error);
      const fix = "give a public address, or set http.listeners.allowPrivateAddress";
      const fields = [{ path: "body.callback", value: callback.slice(0, 80), message, fix }];
      throw new ApiError("invalid-request", { detail: "Wrong: body.callback", fields, cause: error });
    }
  }

  /** Enters a listener; throws `conflict` when there is the same one, `limit-reached` when there are too many. */
  add(
    rows: JournalRows,
    nowMs: number,
    wish: { readonly listener: Listener; readonly sender: HttpSender },
  ): void {
    const { listener, sender } = wish;
    const same = this.list().find(
      ({ listener: other }) =>
        other.callback === listener.callback &&
        other.query === listener.query &&
        other.owner === listener.owner,
    );
    if (same !== undefined) {
      throw new ApiError("conflict", { detail: `This listener is registered already: ${same.listener.id}` });
    }
    if (this.#feeds.size >= this.#parts.limits.listenersMax) {
      const detail = `There are ${this.#parts.limits.listenersMax} listeners already (listenersMax)`;
      throw new ApiError("limit-reached", { detail });
    }
    rows.document.push(listenerRow(listener, nowMs));
    this.#start(listener, sender);
  }

  /** Takes a listener away; nothing happens when there is none. Its last attempt may still be under way. */
  remove(rows: JournalRows, nowMs: number, id: string): void {
    const feed = this.#feeds.get(id);
    if (feed === undefined) return;
    rows.document.push(listenerEnd(id, nowMs));
    this.#feeds.delete(id);
    this.#saved.delete(id);
    feed.stop().catch(this.#parts.onFault);
  }

  /** All listeners and how they fare. */
  list(): readonly ListenerHealth[] {
    return [...this.#feeds.values()].map((feed) => ({
      listener: feed.listener,
      behind: this.#position - feed.listener.sequence,
      lastError: feed.lastError,
    }));
  }

  /** Starts nothing more, waits for what is in flight, and writes down how far the listeners are. */
  async stop(): Promise<void> {
    if (this.#saving !== null) clearTimeout(this.#saving);
    await Promise.all([...this.#feeds.values()].map((feed) => feed.stop()));
    await this.#save();
  }

  #start(listener: Listener, sender: HttpSender): void {
    const { sources, transitions, clock, random, identity, limits, onFault } = this.#parts;
    const feed = new ListenerFeed(listener, {
      ...{ sender, sources, transitions, clock, random, onFault },
      position: () => this.#position,
      scopeOf: (owner) => {
        const holder = identity.holder(owner, clock());
        return holder !== null && deskRoles.includes(holder.role) ? holder.scope : null;
      },
      behindRowsMax: limits.listenerBehindRowsMax,
      counts: this.counts,
      onAdvance: () => this.#saveSoon(),
    });
    this.#feeds.set(listener.id, feed);
    this.#saved.set(listener.id, listener.sequence);
    feed.wake();
  }

  #saveSoon(): void {
    if (this.#saving !== null) return;
    this.#saving = setTimeout(() => {
      this.#saving = null;
      void this.#save();
    }, this.#parts.limits.listenerCursorIntervalMs);
    this.#saving.unref();
  }

  async #save(): Promise<void> {
    const moved = [...this.#feeds.values()]
      .map(({ listener }) => listener)
      .filter(({ id, sequence }) => this.#saved.get(id) !== sequence);
    if (moved.length === 0) return;
    try {
      await this.#parts.act((rows, nowMs) => {
        for (const listener of moved) {
          if (this.#feeds.has(listener.id)) rows.document.push(listenerRow(listener, nowMs));
        }
      });
      for (const { id, sequence } of moved) if (this.#feeds.has(id)) this.#saved.set(id, sequence);
    } catch (error) {
      // Not lost: what was told since the last time is told again after a restart.
      this.#parts.onFault(error);
    }
  }
}
