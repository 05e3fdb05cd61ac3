import { setTimeout as pause } from "node:timers/promises";
import { LatencyHistogram } from "./latency-histogram.ts";
import { LoadConnection, sharedReadBuffer } from "./load-connection.ts";
import {
  type CompleteLoadPlan,
  LoadFailed,
  type LoadPlan,
  type LoadReport,
  loadPlanSchema,
} from "./load-plan.ts";
import { type LoadRecorder, type Pace, paceOf } from "./pace.ts";

const pingEveryMs = 60_000;
const drainPollMs = 5;

/** One run of the load generator in this process; `fork-load.ts` puts it into a process of its own. */
class LoadRun {
  readonly #plan: CompleteLoadPlan;
  readonly #connections: LoadConnection[];
  readonly #pace: Pace;
  readonly #latency = new LatencyHistogram();
  readonly #sendLag = new LatencyHistogram();
  readonly #failure = Promise.withResolvers<never>();
  #measureFromMs = Number.POSITIVE_INFINITY;
  #measureToMs = Number.POSITIVE_INFINITY;
  #acknowledgedInWindow = 0;

  constructor(plan: CompleteLoadPlan) {
    this.#plan = plan;
    this.#failure.promise.catch(() => undefined);
    const recorder: LoadRecorder = {
      sendLag: (dueAtMs, nowMs) => {
        if (this.#isMeasured(dueAtMs)) this.#sendLag.record(nowMs - dueAtMs);
      },
    };
    const events = {
      acknowledged: (dueAtMs: number) => this.#acknowledged(dueAtMs),
      drained: (connection: LoadConnection) => this.#pace.drained(connection),
      failed: (error: LoadFailed) => this.#failure.reject(error),
    };
    this.#connections = plan.connections.map((each) => new LoadConnection(each, plan, events));
    this.#pace = paceOf(plan, this.#connections, recorder);
  }

  async open(): Promise<void> {
    const buffer = sharedReadBuffer();
    const waiting = [...this.#connections];
    const openNext = async (): Promise<void> => {
      for (let next = waiting.shift(); next; next = waiting.shift()) {
        await next.open(this.#plan.host, this.#plan.port, buffer);
      }
    };
    const opening = Promise.all(Array.from({ length: this.#plan.connectsInFlightMax }, openNext));
    const timeout = new AbortController();
    const late = pause(this.#plan.connectTimeoutMs, undefined, { signal: timeout.signal }).then(() => {
      throw new LoadFailed(`not all connections were accepted within ${this.#plan.connectTimeoutMs} ms`);
    });
    late.catch(() => undefined);
    await Promise.race([opening, late, this.#failure.promise]).finally(() => timeout.abort());
  }

  async measure(): Promise<LoadReport> {
    const { warmupMs, durationMs, drainMs } = this.#plan;
    this.#measureFromMs = performance.now() + warmupMs;
    this.#measureToMs = this.#measureFromMs + durationMs;
    this.#pace.start(performance.now());
    const pings = setInterval(() => {
      for (const connection of this.#connections) connection.ping();
    }, pingEveryMs);
    try {
      await this.#wait(warmupMs);
      const before = process.cpuUsage();
      await this.#wait(durationMs);
      const spent = process.cpuUsage(before);
      this.#pace.stop();
      for (let waitedMs = 0; this.#unacknowledged() > 0 && waitedMs < drainMs; waitedMs += drainPollMs) {
        await this.#wait(drainPollMs);
      }
      return this.#report((spent.user + spent.system) / 1e6);
    } finally {
      clearInterval(pings);
      this.#pace.stop();
    }
  }

  close(): void {
    for (const connection of this.#connections) connection.close();
  }

  #wait(milliseconds: number): Promise<void> {
    return Promise.race([pause(milliseconds), this.#failure.promise]);
  }

  #isMeasured(atMs: number): boolean {
    return atMs >= this.#measureFromMs && atMs < this.#measureToMs;
  }

  #acknowledged(dueAtMs: number): void {
    const nowMs = performance.now();
    if (this.#isMeasured(dueAtMs)) this.#latency.record(nowMs - dueAtMs);
    if (this.#isMeasured(nowMs)) this.#acknowledgedInWindow++;
  }

  #unacknowledged(): number {
    return this.#connections.reduce((sum, { ring }) => sum + ring.sent - ring.acknowledged, 0);
  }

  #report(cpuSeconds: number): LoadReport {
    const seconds = this.#plan.durationMs / 1000;
    return {
      sent: this.#connections.reduce((sum, { ring }) => sum + ring.sent, 0),
      acknowledged: this.#connections.reduce((sum, { ring }) => sum + ring.acknowledged, 0),
      seconds,
      messagesPerSecond: this.#acknowledgedInWindow / seconds,
      latencyMs: this.#latency.percentiles(),
      sendLagMs: this.#sendLag.percentiles(),
      cpuSeconds,
    };
  }
}

/**
 * Opens all connections, carries out the load and reports. Rejects with LoadFailed when a connection is refused,
 * cut or acknowledged out of order. `connected` is called once all connections stand, before the first message.
 */
export const runLoad = async (
  plan: LoadPlan,
  connected: () => void = () => undefined,
): Promise<LoadReport> => {
  const run = new LoadRun(loadPlanSchema.parse(plan));
  try {
    await run.open();
    connected();
    return await run.measure();
  } finally {
    run.close();
  }
};
