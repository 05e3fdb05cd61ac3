import type { LoadConnection } from "./load-connection.ts";
import type { CompleteLoadPlan } from "./load-plan.ts";

/** Decides when messages are due. */
export interface Pace {
  /** Messages fall due from now until `untilMs`, that instant excluded. */
  start(nowMs: number, untilMs: number): void;
  /** Nothing falls due from this instant on; what is due and could not be written yet still goes out. */
  finish(atMs: number): void;
  stop(): void;
  /** A connection has got acknowledgements. */
  drained(connection: LoadConnection): void;
  /** Messages that fell due until now. */
  due(): number;
  /** When each message was due that could not be written yet. */
  unsentDueAtMs(): Iterable<number>;
}

/** Takes note of what a pace did. */
export interface LoadRecorder {
  sent(dueAtMs: number, nowMs: number): void;
}

/** How often due messages are looked for; timers of Node are no finer. */
const tickMs = 1;
/** Instants are sums of fractions of a millisecond: this much more or less is the same instant. */
const clockErrorMs = 1e-6;

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

  finish(): void {
    this.#running = false;
  }

  stop(): void {
    this.#running = false;
  }

  drained(connection: LoadConnection): void {
    if (!this.#running) return;
    this.#nowMs = performance.now();
    connection.send(connection.ring.free, Date.now(), this.#dueNow);
  }

  due(): number {
    return this.#connections.reduce((sum, { ring }) => sum + ring.sent, 0);
  }

  unsentDueAtMs(): Iterable<number> {
    return [];
  }
}

interface Mode {
  readonly messagesPerSecond: number;
  readonly burst: number;
}

/** One connection's share of the schedule: every burst whose number is its place, modulo all connections. */
class Share {
  readonly connection: LoadConnection;
  /** Messages due and not written. */
  owed = 0;
  readonly #firstAtMs: number;
  readonly #everyMs: number;
  readonly #burst: number;

  constructor(connection: LoadConnection, firstAtMs: number, burst: { everyMs: number; messages: number }) {
    this.connection = connection;
    this.#firstAtMs = firstAtMs;
    this.#everyMs = burst.everyMs;
    this.#burst = burst.messages;
  }

  readonly dueAtMs = (sequence: number): number =>
    this.#firstAtMs + Math.floor(sequence / this.#burst) * this.#everyMs;
}

/** Bursts fall due one after the other, each at the next connection; a tick costs as much as there is to send. */
class SteadyPace implements Pace {
  readonly #connections: readonly LoadConnection[];
  readonly #mode: Mode;
  readonly #betweenBurstsMs: number;
  readonly #recorder: LoadRecorder;
  #shares: readonly Share[] = [];
  #owing: Share[] = [];
  #startMs = 0;
  #finishMs = Number.POSITIVE_INFINITY;
  #bursts = 0;
  #timer: NodeJS.Timeout | null = null;

  constructor(connections: readonly LoadConnection[], mode: Mode, recorder: LoadRecorder) {
    this.#connections = connections;
    this.#mode = mode;
    this.#betweenBurstsMs = (mode.burst / mode.messagesPerSecond) * 1000;
    this.#recorder = recorder;
  }

  start(nowMs: number, untilMs: number): void {
    this.#startMs = nowMs;
    this.#finishMs = untilMs;
    const burst = {
      everyMs: this.#betweenBurstsMs * this.#connections.length,
      messages: this.#mode.burst,
    };
    this.#shares = this.#connections.map(
      (connection, index) => new Share(connection, nowMs + this.#betweenBurstsMs * index, burst),
    );
    this.#timer = setInterval(() => this.#tick(), tickMs);
  }

  finish(atMs: number): void {
    this.#finishMs = atMs;
    this.#tick();
  }

  stop(): void {
    if (this.#timer) clearInterval(this.#timer);
    this.#timer = null;
  }

  /** Nothing: what could not be written for want of room goes out at the next tick. */
  drained(): void {}

  due(): number {
    return this.#bursts * this.#mode.burst;
  }

  *unsentDueAtMs(): Generator<number, void> {
    for (const { connection, owed, dueAtMs } of this.#owing) {
      const first = connection.ring.sent;
      for (let sequence = first; sequence < first + owed; sequence++) yield dueAtMs(sequence);
    }
  }

  #tick(): void {
    const nowMs = performance.now();
    this.#enterDue(Math.min(nowMs, this.#finishMs));
    const tsMs = Date.now();
    for (const share of this.#owing) this.#send(share, nowMs, tsMs);
    this.#owing = this.#owing.filter(({ owed }) => owed > 0);
  }

  /** Burst k is due at start + k × the time between two, so those due before now are the quotient rounded up. */
  #enterDue(nowMs: number): void {
    const due = Math.ceil((nowMs - this.#startMs - clockErrorMs) / this.#betweenBurstsMs);
    for (; this.#bursts < due; this.#bursts++) {
      const share = this.#shares[this.#bursts % this.#shares.length];
      if (share === undefined) return;
      if (share.owed === 0) this.#owing.push(share);
      share.owed += this.#mode.burst;
    }
  }

  #send(share: Share, nowMs: number, tsMs: number): void {
    const { connection, dueAtMs } = share;
    const first = connection.ring.sent;
    const sent = connection.send(share.owed, tsMs, dueAtMs);
    share.owed -= sent;
    for (let sequence = first; sequence < first + sent; sequence++) {
      this.#recorder.sent(dueAtMs(sequence), nowMs);
    }
  }
}

const idlePace: Pace = {
  start: () => undefined,
  finish: () => undefined,
  stop: () => undefined,
  drained: () => undefined,
  due: () => 0,
  unsentDueAtMs: () => [],
};

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
