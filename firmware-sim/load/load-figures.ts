import { LatencyHistogram } from "./latency-histogram.ts";
import type { LoadProgress, LoadReport } from "./load-plan.ts";

/** The measured part of a run, ms of the run's clock. */
interface Window {
  readonly fromMs: number;
  readonly toMs: number;
}

const never: Window = { fromMs: Number.POSITIVE_INFINITY, toMs: Number.POSITIVE_INFINITY };

/** What a load run sees: counts and latencies of its measured part, and of the time since the last progress. */
export class LoadFigures {
  readonly #latency = new LatencyHistogram();
  readonly #sendLag = new LatencyHistogram();
  readonly #recentLatency = new LatencyHistogram();
  #window = never;
  #acknowledgedInWindow = 0;
  #recentSinceMs = 0;

  /** What is due from here on is measured. */
  measure(window: Window): void {
    this.#window = window;
    this.#recentSinceMs = window.fromMs;
  }

  /** The measured part ends earlier than planned. */
  endAt(toMs: number): void {
    this.#window = { ...this.#window, toMs: Math.min(toMs, this.#window.toMs) };
  }

  /** A message left the generator. */
  sent(dueAtMs: number, nowMs: number): void {
    if (this.#isMeasured(dueAtMs)) this.#sendLag.record(nowMs - dueAtMs);
  }

  acknowledged(dueAtMs: number, nowMs: number): void {
    if (this.#isMeasured(dueAtMs)) this.#latency.record(nowMs - dueAtMs);
    if (this.#isMeasured(nowMs)) this.#acknowledgedInWindow++;
    this.#recentLatency.record(nowMs - dueAtMs);
  }

  /** A message that got no acknowledgement until the end: it waited at least so long. */
  neverAcknowledged(dueAtMs: number, nowMs: number): void {
    if (this.#isMeasured(dueAtMs)) this.#latency.record(nowMs - dueAtMs);
  }

  report(): Pick<LoadReport, "seconds" | "messagesPerSecond" | "latencyMs" | "sendLagMs"> {
    const seconds = Math.max(0, this.#window.toMs - this.#window.fromMs) / 1000;
    return {
      seconds,
      messagesPerSecond: seconds === 0 ? 0 : this.#acknowledgedInWindow / seconds,
      latencyMs: this.#latency.percentiles(),
      sendLagMs: this.#sendLag.percentiles(),
    };
  }

  /** What happened since this was asked for the last time. */
  recent(nowMs: number): Pick<LoadProgress, "acknowledgedPerSecond" | "latencyMs"> {
    const seconds = (nowMs - this.#recentSinceMs) / 1000;
    const recent = {
      acknowledgedPerSecond: seconds > 0 ? this.#recentLatency.count / seconds : 0,
      latencyMs: this.#recentLatency.percentiles(),
    };
    this.#recentLatency.clear();
    this.#recentSinceMs = nowMs;
    return recent;
  }

  #isMeasured(atMs: number): boolean {
    return atMs >= this.#window.fromMs && atMs < this.#window.toMs;
  }
}
