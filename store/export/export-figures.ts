import type { Portion, Stream } from "./portion.ts";
import { streams } from "./portion.ts";
import { RecentRate } from "./recent-rate.ts";
import { type FailureKind, failureKinds } from "./verdict.ts";

/** How an export fares. */
export interface ExportHealth {
  readonly state: "running" | "waiting" | "stopped";
  /** What is in the way; null when nothing is. */
  readonly detail: string | null;
  /** Stored and not exported yet. */
  readonly lagReadings: number;
  /** Age of the oldest reading or change that is not exported; 0 when all are. */
  readonly lagSeconds: number;
  /** Points that InfluxDB took a second, in the last ten. */
  readonly pointsPerSecond: number;
}

/** Long enough to hold several portions, short enough to see how a backlog shrinks. */
const rateWindowMs = 10_000;

const zeros = <Name extends string>(names: readonly Name[]): Map<Name, number> =>
  new Map(names.map((name) => [name, 0]));

/** Counts what an export does. */
export class ExportFigures {
  /** Points that InfluxDB has taken, by stream. */
  readonly points: Map<Stream, number> = zeros(streams);
  readonly failures: Map<FailureKind, number> = zeros(failureKinds);
  /** Lines that InfluxDB refuses, and those of them that quarantine has no room for. */
  refused = 0;
  refusedDropped = 0;
  /** Readings that line protocol can't say, and changes whose row is not to be understood. */
  readingsUnwritable = 0;
  changesUnwritable = 0;
  state: ExportHealth["state"] = "running";
  detail: string | null = null;
  /** Readings that were left when the journal was last asked, with those in hand. */
  #readingsLeft = 0;
  /** When the last portion of a stream was received, in hand or with more of the stream behind it. */
  readonly #oldestAtMs = new Map<Stream, number>();
  readonly #rate = new RecentRate(rateWindowMs);
  #committed = 0;
  #committedAtMs: number | null = null;

  /** So many readings were committed. */
  committed(readings: number, nowMs: number): void {
    this.#committed += readings;
    this.#committedAtMs ??= nowMs;
  }

  /** The journal was asked; what it knows takes the place of what was counted. */
  took({ stream, count, remaining, oldestAtMs }: Portion): void {
    this.#oldestAtMs.set(stream, oldestAtMs);
    if (remaining === 0) this.#committedAtMs = null;
    if (stream !== "reading") return;
    this.#readingsLeft = count + remaining;
    this.#committed = 0;
  }

  /** A portion is with InfluxDB; what is left of its stream counts as being as old until the journal is asked again. */
  delivered({ stream, remaining, unwritable }: Portion, points: number, nowMs: number): void {
    this.#rate.add(points, nowMs);
    if (remaining === 0) this.#oldestAtMs.delete(stream);
    if (stream === "reading") this.#readingsLeft = remaining;
    this.changesUnwritable += unwritable;
    this.points.set(stream, (this.points.get(stream) ?? 0) + points);
  }

  /** Nothing is left in the journal. */
  rested(): void {
    this.#oldestAtMs.clear();
    this.#readingsLeft = 0;
    this.#committed = 0;
    this.#committedAtMs = null;
  }

  failed(kind: FailureKind): void {
    this.failures.set(kind, (this.failures.get(kind) ?? 0) + 1);
  }

  health(nowMs: number): ExportHealth {
    const known = this.#oldestAtMs.size > 0;
    const oldestAtMs = known ? Math.min(...this.#oldestAtMs.values()) : (this.#committedAtMs ?? nowMs);
    return {
      state: this.state,
      detail: this.detail,
      lagReadings: this.#readingsLeft + this.#committed,
      lagSeconds: Math.max(0, nowMs - oldestAtMs) / 1_000,
      pointsPerSecond: this.#rate.perSecond(nowMs),
    };
  }
}
