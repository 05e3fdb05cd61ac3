import { setTimeout as pause } from "node:timers/promises";
import { LoadConnection, sharedReadBuffer } from "./load-connection.ts";
import { LoadFigures } from "./load-figures.ts";
import {
  type CompleteLoadPlan,
  type LoadPlan,
  type LoadProgress,
  type LoadReport,
  loadPlanSchema,
} from "./load-plan.ts";
import { LoadFailed } from "./load-trouble.ts";
import { type Pace, paceOf } from "./pace.ts";

const pingEveryMs = 60_000;
const drainPollMs = 5;

/** What a run tells while it goes on, and what ends it early. */
export interface LoadWatch {
  /** All connections stand, before the first message. */
  connected?(): void;
  progress?(progress: LoadProgress): void;
  /** Ends the measured part, and the run after its drain. */
  readonly finish?: AbortSignal;
}

/** One run of the load generator in this process; `fork-load.ts` puts it into a process of its own. */
class LoadRun {
  readonly #plan: CompleteLoadPlan;
  readonly #connections: LoadConnection[];
  readonly #pace: Pace;
  readonly #figures = new LoadFigures();
  readonly #failure = Promise.withResolvers<never>();
  readonly #finished: Promise<void>;
  #connected = 0;
  #startedAtMs = Number.NaN;

  constructor(plan: CompleteLoadPlan, finish: AbortSignal) {
    this.#plan = plan;
    this.#failure.promise.catch(() => undefined);
    this.#finished = new Promise((resolve) => {
      if (finish.aborted) resolve();
      finish.addEventListener("abort", () => resolve());
    });
    const events = {
      acknowledged: (dueAtMs: number) => this.#figures.acknowledged(dueAtMs, performance.now()),
      drained: (connection: LoadConnection) => this.#pace.drained(connection),
      failed: (error: LoadFailed) => this.#failure.reject(error),
    };
    this.#connections = plan.connections.map((each) => new LoadConnection(each, plan, events));
    this.#pace = paceOf(plan, this.#connections, this.#figures);
  }

  async open(): Promise<void> {
    const buffer = sharedReadBuffer();
    const waiting = this.#connections.values();
    const openNext = async (): Promise<void> => {
      for (const next of waiting) {
        await next.open(buffer);
        this.#connected++;
      }
    };
    const opening = Promise.all(Array.from({ length: this.#plan.connectsInFlightMax }, openNext));
    const timeout = new AbortController();
    const { connectTimeoutMs } = this.#plan;
    const late = pause(connectTimeoutMs, undefined, { signal: timeout.signal }).then(() => {
      const text = `${this.#connected} of ${this.#connections.length} connections were accepted within ${connectTimeoutMs} ms`;
      throw new LoadFailed("late", text);
    });
    late.catch(() => undefined);
    await Promise.race([opening, late, this.#failure.promise]).finally(() => timeout.abort());
  }

  async measure(): Promise<LoadReport> {
    const { warmupMs, durationMs } = this.#plan;
    this.#startedAtMs = performance.now();
    const fromMs = this.#startedAtMs + warmupMs;
    this.#figures.measure({ fromMs, toMs: fromMs + durationMs });
    this.#pace.start(this.#startedAtMs, fromMs + durationMs);
    const pings = setInterval(() => {
      for (const connection of this.#connections) connection.ping();
    }, pingEveryMs);
    try {
      await this.#untilPassed(warmupMs);
      const before = process.cpuUsage();
      await this.#untilPassed(durationMs);
      const spent = process.cpuUsage(before);
      const endMs = Math.min(performance.now(), fromMs + durationMs);
      this.#figures.endAt(endMs);
      this.#pace.finish(endMs);
      await this.#drain();
      return this.#report((spent.user + spent.system) / 1e6);
    } finally {
      clearInterval(pings);
      this.#pace.stop();
    }
  }

  progress(): LoadProgress {
    const nowMs = performance.now();
    return {
      ...this.#counts(),
      ...this.#figures.recent(nowMs),
      connected: this.#connected,
      connections: this.#connections.length,
      seconds: Number.isNaN(this.#startedAtMs) ? 0 : (nowMs - this.#startedAtMs) / 1000,
    };
  }

  close(): void {
    for (const connection of this.#connections) connection.close();
  }

  #untilPassed(milliseconds: number): Promise<void> {
    return Promise.race([pause(milliseconds), this.#finished, this.#failure.promise]);
  }

  async #drain(): Promise<void> {
    const endMs = performance.now() + this.#plan.drainMs;
    const isOpen = (): boolean => {
      const { due, acknowledged } = this.#counts();
      return acknowledged < due;
    };
    while (isOpen() && performance.now() < endMs) {
      await Promise.race([pause(drainPollMs), this.#failure.promise]);
    }
    const nowMs = performance.now();
    const waiting = (dueAtMs: number): void => this.#figures.neverAcknowledged(dueAtMs, nowMs);
    for (const { ring } of this.#connections)
      for (const dueAtMs of ring.unacknowledgedDueAtMs()) waiting(dueAtMs);
    for (const dueAtMs of this.#pace.unsentDueAtMs()) waiting(dueAtMs);
  }

  #counts(): Pick<LoadReport, "due" | "sent" | "acknowledged"> {
    let sent = 0;
    let acknowledged = 0;
    for (const { ring } of this.#connections) {
      sent += ring.sent;
      acknowledged += ring.acknowledged;
    }
    return { due: this.#pace.due(), sent, acknowledged };
  }

  #report(cpuSeconds: number): LoadReport {
    return { ...this.#counts(), ...this.#figures.report(), cpuSeconds };
  }
}

/**
 * Opens all connections, carries out the load and reports. Rejects with LoadFailed when a connection is refused,
 * cut or acknowledged out of order.
 */
export const runLoad = async (plan: LoadPlan, watch: LoadWatch = {}): Promise<LoadReport> => {
  const complete = loadPlanSchema.parse(plan);
  const run = new LoadRun(complete, watch.finish ?? new AbortController().signal);
  const tell = setInterval(() => watch.progress?.(run.progress()), complete.progressEveryMs);
  try {
    await run.open();
    watch.connected?.();
    return await run.measure();
  } finally {
    clearInterval(tell);
    run.close();
  }
};
