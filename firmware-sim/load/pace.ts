import type { LoadConnection } from "./load-connection.ts";
import type { CompleteLoadPlan } from "./load-plan.ts";

/** Decides when messages are due. */
export interface Pace {
  start(nowMs: number): void;
  stop(): void;
  /** A connection has got acknowledgements. */
  drained(connection: LoadConnection): void;
}

/** Takes note of what a pace did. */
export interface LoadRecorder {
  sendLag(dueAtMs: number, nowMs: number): void;
}

/** How often due messages are looked for; timers of Node are no finer. */
const tickMs = 1;

class SaturatingPace implements Pace {
  readonly #connections: readonly LoadConnection[];
  #nowMs = 0;
  #running = false;
  readonly #dueNow = (): number => this.#nowMs;

  constructor(connections: readonly LoadConnection[]) {
    this.#connections = connections;
  }

  start(): void {
    this.#running = true;
    for (const connection of this.#connections) this.drained(connection);
  }

  stop(): void {
    this.#running = false;
  }

  drained(connection: LoadConnection): void {
    if (!this.#running) return;
    this.#nowMs = performance.now();
    connection.send(connection.ring.free, Date.now(), this.#dueNow);
  }
}

interface Mode {
  readonly messagesPerSecond: number;
  readonly burst: number;
}

/** The schedule of one connection: bursts of messages, interleaved with those of the other connections. */
class Schedule {
  readonly #burstEveryMs: number;
  readonly #burst: number;
  readonly #firstAtMs: number;

  constructor(mode: Mode, place: { readonly index: number; readonly of: number }, startMs: number) {
    const betweenBurstsMs = (mode.burst / mode.messagesPerSecond) * 1000;
    this.#burst = mode.burst;
    this.#burstEveryMs = betweenBurstsMs * place.of;
    this.#firstAtMs = startMs + betweenBurstsMs * place.index;
  }

  readonly dueAtMs = (sequence: number): number =>
    this.#firstAtMs + Math.floor(sequence / this.#burst) * this.#burstEveryMs;

  /** How many messages are due up to now, since the start. */
  dueCount(nowMs: number): number {
    return nowMs < this.#firstAtMs
      ? 0
      : (Math.floor((nowMs - this.#firstAtMs) / this.#burstEveryMs) + 1) * this.#burst;
  }
}

class SteadyPace implements Pace {
  readonly #connections: readonly LoadConnection[];
  readonly #mode: Mode;
  readonly #recorder: LoadRecorder;
  #schedules: readonly Schedule[] = [];
  #timer: NodeJS.Timeout | null = null;

  constructor(connections: readonly LoadConnection[], mode: Mode, recorder: LoadRecorder) {
    this.#connections = connections;
    this.#mode = mode;
    this.#recorder = recorder;
  }

  start(nowMs: number): void {
    const of = this.#connections.length;
    this.#schedules = this.#connections.map((_, index) => new Schedule(this.#mode, { index, of }, nowMs));
    this.#timer = setInterval(() => this.#tick(), tickMs);
  }

  stop(): void {
    if (this.#timer) clearInterval(this.#timer);
    this.#timer = null;
  }

  /** Nothing: what could not be written for want of room goes out at the next tick. */
  drained(): void {}

  #tick(): void {
    const nowMs = performance.now();
    const tsMs = Date.now();
    this.#connections.forEach((connection, index) => {
      const schedule = this.#schedules[index];
      if (schedule === undefined) return;
      const first = connection.ring.sent;
      const due = schedule.dueCount(nowMs) - first;
      if (due <= 0) return;
      const sent = connection.send(due, tsMs, schedule.dueAtMs);
      for (let sequence = first; sequence < first + sent; sequence++) {
        this.#recorder.sendLag(schedule.dueAtMs(sequence), nowMs);
      }
    });
  }
}

const idlePace: Pace = { start: () => undefined, stop: () => undefined, drained: () => undefined };

/** The pace that a plan asks for. */
export const paceOf = (
  plan: CompleteLoadPlan,
  connections: readonly LoadConnection[],
  recorder: LoadRecorder,
): Pace => {
  switch (plan.mode.kind) {
    case "saturate":
      return new SaturatingPace(connections);
    case "rate":
      return new SteadyPace(connections, plan.mode, recorder);
    case "idle":
      return idlePace;
  }
};
