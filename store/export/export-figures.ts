import type { Portion, Stream } from "./portion.ts";
import { streams } from "./portion.ts";
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
}

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
  #inHand: Portion | null = null;
  #committed = 0;
  #committedAtMs: number | null = null;

  /** So many readings were committed. */
  committed(readings: number, nowMs: number): void {
    this.#committed += readings;
    this.#committedAtMs ??= nowMs;
  }

  /** The journal was asked; what it knows takes the place of what was counted. */
  took(portion: Portion): void {
    this.#inHand = portion;
    if (portion.stream === "reading") this.#committed = 0;
    if (portion.remaining === 0) this.#committedAtMs = null;
  }

  /** A portion is with InfluxDB. */
  delivered(portion: Portion, points: number): void {
    this.#inHand = null;
    this.changesUnwritable += portion.unwritable;
    this.points.set(portion.stream, (this.points.get(portion.stream) ?? 0) + points);
    if (portion.stream === "reading") this.#committed += portion.remaining;
  }

  /** Nothing is left in the journal. */
  rested(): void {
    this.#committed = 0;
    this.#committedAtMs = null;
  }

  failed(kind: FailureKind): void {
    this.failures.set(kind, (this.failures.get(kind) ?? 0) + 1);
  }

  health(nowMs: number): ExportHealth {
    const inHand = this.#inHand;
    const readings = inHand?.stream === "reading" ? inHand.count + inHand.remaining : 0;
    const oldestAtMs = inHand?.oldestAtMs ?? this.#committedAtMs ?? nowMs;
    return {
      state: this.state,
      detail: this.detail,
      lagReadings: readings + this.#committed,
      lagSeconds: Math.max(0, nowMs - oldestAtMs) / 1_000,
    };
  }
}
