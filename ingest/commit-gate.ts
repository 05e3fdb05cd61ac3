import type { Arrivals } from "../telemetry/arrivals.ts";
import type { Clock } from "../telemetry/clock.ts";
import type { DeviceEvent } from "../telemetry/device-event.ts";
import {
  type Act,
  type Journal,
  type JournalBatch,
  type JournalRows,
  JournalUnavailable,
} from "../telemetry/journal.ts";
import type { IngestCounters } from "./counters.ts";
import { Gathering, type Release } from "./gathering.ts";
import type { IngestLimits } from "./limits.ts";
import type { Publisher } from "./publisher.ts";

/** What the gate stands between. */
export interface CommitGateParts {
  readonly journal: Journal;
  /** Looks at a sealed batch and adds the rows that it causes (alarm transitions, notifications, presence). */
  readonly evaluate: (arrivals: Arrivals, rows: JournalRows, nowMs: number) => void;
  /** Told after each commit, once the batch's messages are released. */
  readonly onCommitted: (batch: JournalBatch) => void;
  /** Told when the journal stops taking batches, and when it goes on (null). */
  readonly onTrouble: (trouble: JournalUnavailable | null) => void;
  /** Told of faults of our own that the gate survives. */
  readonly onFault: (error: unknown) => void;
  /** Calls back after a while; in tests, when they say so. */
  readonly later: (run: () => void, delayMs: number) => void;
  readonly clock: Clock;
  readonly counters: IngestCounters;
  readonly limits: IngestLimits;
}

/** A durable change was refused because too many wait, or because the gate is closed. */
export class GateRefused extends Error {
  override readonly name = "GateRefused";
}

/**
 * What takes longer than this to look at is looked at while the batch before it is still being written. Below, batches
 * grow until the journal is free: fewer commits serve them all sooner.
 */
const lookAheadMs = 20;

const retryDelayMsMin = 100;
const retryDelayMsMax = 5_000;

/**
 * Group commit with natural batching: while one batch commits, the next gathers; nothing waits for a timer. In a storm
 * of alarms the rules look at the next batch meanwhile.
 * A message's release is called after the commit that holds its readings (I1), in order of arrival over all
 * devices and so over each one [MQTT-4.6.0-2].
 */
export class CommitGate {
  readonly #parts: CommitGateParts;
  #gathering = new Gathering();
  /** Gatherings whose memory waits to be used again. */
  readonly #spares: Gathering[] = [];
  #committing: Gathering | null = null;
  /** Looked at by the rules and next to be committed; there only while another one commits. */
  #ahead: Gathering | null = null;
  /** How long the rules looked at a batch last. */
  #evaluationMs = 0;
  #sealScheduled = false;
  #sealedAtMs = 0;
  #trouble: JournalUnavailable | null = null;
  #closed = false;
  /** Closed, and the last batch is on disk: the journal may be gone. */
  #shut = false;
  #idleWaiters: (() => void)[] = [];

  constructor(parts: CommitGateParts) {
    this.#parts = parts;
  }

  /** Where the intake puts what arrives; valid until control returns to the event loop. */
  get gathering(): Gathering {
    return this.#gathering;
  }

  /** True while no more should be read from the sockets: the next batch is full, or the journal is in trouble. */
  get isFull(): boolean {
    const readings = this.#gathering.readings + (this.#ahead?.readings ?? 0);
    return this.#trouble !== null || readings >= this.#parts.limits.gatheredReadingsMax;
  }

  /**
   * To be called now and then: a commit that takes too long is trouble as much as one that fails, since the
   * acknowledgements that it holds also hold the devices' pings. It ends when the commit does.
   */
  watch(nowMs: number): void {
    const takenMs = nowMs - this.#sealedAtMs;
    if (this.#committing === null || this.#trouble !== null || takenMs < this.#parts.limits.commitMsMax)
      return;
    this.#enterTrouble(new JournalUnavailable("slow", `a commit has not ended in ${takenMs} ms`));
  }

  /** True when nothing commits and nothing waits. */
  get isIdle(): boolean {
    return this.#committing === null && this.#gathering.isEmpty;
  }

  get trouble(): JournalUnavailable | null {
    return this.#trouble;
  }

  /** Enters a message whose readings, events and quarantine rows are in `gathering` already. */
  hold(publisher: Publisher, receivedAtMs: number, release: Release): void {
    const gathering = this.#gathering;
    gathering.heard.append(publisher.deviceNumber, receivedAtMs);
    gathering.publishers.push(publisher);
    gathering.releases.push(release);
    publisher.heldMessages++;
    this.#schedule();
  }

  /** Enters an event that no message carries, such as the end of a connection. */
  event(event: DeviceEvent): void {
    this.#gathering.events.push(event);
    this.#schedule();
  }

  /** Makes a durable change with the next batch. */
  readonly act: Act = (change) =>
    new Promise((resolve, reject) => {
      if (this.#closed)
        return reject(new GateRefused("the platform is stopping: ask again after its restart"));
      if (this.#trouble !== null) return reject(this.#trouble);
      if (this.#gathering.acts.length >= this.#parts.limits.waitingActsMax) {
        return reject(new GateRefused("too many changes wait for the journal: ask again in a few seconds"));
      }
      let answer: { readonly value: ReturnType<typeof change> } | null = null;
      this.#gathering.acts.push({
        apply: (rows, nowMs) => {
          answer = { value: change(rows, nowMs) };
        },
        committed: () => {
          if (answer) resolve(answer.value);
        },
        refused: reject,
      });
      this.#schedule();
    });

  /** Resolves when everything entered so far is committed; changes are refused at once, what comes later stays out. */
  async close(): Promise<void> {
    this.#closed = true;
    if (!this.isIdle) await new Promise<void>((resolve) => this.#idleWaiters.push(resolve));
    this.#shut = true;
  }

  #schedule(): void {
    if (this.#sealScheduled || this.#shut) return;
    if (this.#committing !== null && !this.#mayLookAhead()) return;
    this.#sealScheduled = true;
    // Not at once: what else this turn of the event loop reads from the sockets shares the commit.
    setImmediate(() => {
      this.#sealScheduled = false;
      if (this.#shut) return;
      if (this.#committing === null) this.#seal();
      else if (this.#mayLookAhead()) this.#ahead = this.#evaluated();
    });
  }

  #mayLookAhead(): boolean {
    return (
      this.#evaluationMs >= lookAheadMs &&
      this.#ahead === null &&
      this.#trouble === null &&
      this.#parts.clock() - this.#sealedAtMs >= lookAheadMs
    );
  }

  #seal(): void {
    const batch = this.#ahead ?? this.#evaluated();
    this.#ahead = null;
    if (batch === null) return this.#rest();
    this.#committing = batch;
    this.#sealedAtMs = this.#parts.clock();
    this.#commit(batch, false, retryDelayMsMin);
  }

  /** What has gathered, with the rows that it causes; null when that is nothing. */
  #evaluated(): Gathering | null {
    const batch = this.#gathering;
    if (batch.isEmpty) return null;
    this.#gathering = this.#spares.pop() ?? new Gathering();
    const nowMs = this.#parts.clock();
    this.#applyActs(batch, nowMs);
    try {
      this.#parts.evaluate(batch, batch.rows, nowMs);
    } catch (error) {
      this.#parts.counters.evaluationFailures++;
      this.#parts.onFault(error);
    }
    this.#evaluationMs = this.#parts.clock() - nowMs;
    return batch;
  }

  #applyActs(batch: Gathering, nowMs: number): void {
    const applied: typeof batch.acts = [];
    for (const act of batch.acts) {
      try {
        act.apply(batch.rows, nowMs);
        applied.push(act);
      } catch (error) {
        act.refused(error);
      }
    }
    batch.acts = applied;
  }

  #commit(batch: Gathering, again: boolean, retryDelayMs: number): void {
    this.#parts.journal.commit(batch, again).then(
      (receipt) => {
        this.#parts.counters.commits++;
        this.#parts.counters.duplicates += receipt.duplicates;
        this.#committed(batch);
      },
      (error: unknown) => this.#retry(batch, error, retryDelayMs),
    );
  }

  #retry(batch: Gathering, error: unknown, retryDelayMs: number): void {
    const trouble =
      error instanceof JournalUnavailable
        ? error
        : new JournalUnavailable("input-output", `the journal refused a batch: ${String(error)}`, {
            cause: error,
          });
    this.#enterTrouble(trouble);
    this.#parts.counters.commitRetries++;
    const nextDelayMs = Math.min(retryDelayMs * 2, retryDelayMsMax);
    this.#parts.later(() => this.#commit(batch, true, nextDelayMs), retryDelayMs);
  }

  #enterTrouble(trouble: JournalUnavailable): void {
    if (this.#trouble?.message === trouble.message) return;
    this.#trouble = trouble;
    this.#parts.onTrouble(trouble);
  }

  #committed(batch: Gathering): void {
    this.#committing = null;
    if (this.#trouble !== null) {
      this.#trouble = null;
      this.#parts.onTrouble(null);
    }
    // The worker gets its next batch before the acknowledgements are written: both sides stay busy.
    this.#seal();
    this.#release(batch);
    this.#survive(() => this.#parts.onCommitted(batch));
    batch.clear();
    this.#spares.push(batch);
  }

  #release(batch: Gathering): void {
    const { publishers, releases, acts } = batch;
    for (let message = 0; message < releases.length; message++) {
      const publisher = publishers[message];
      const release = releases[message];
      if (publisher) publisher.heldMessages--;
      if (release) this.#survive(release);
    }
    for (const act of acts) act.committed();
  }

  #survive(run: () => void): void {
    try {
      run();
    } catch (error) {
      this.#parts.onFault(error);
    }
  }

  #rest(): void {
    for (const waiter of this.#idleWaiters.splice(0)) waiter();
  }
}
