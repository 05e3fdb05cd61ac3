import type { NodeCode, SiteCode } from "../../telemetry/identifiers.ts";
import type { Severity } from "../../telemetry/severity.ts";

/** A reading as recorded. */
export interface RecordedReading {
  readonly kind: "reading";
  readonly site: SiteCode;
  readonly node: NodeCode;
  readonly metric: string;
  readonly value: number;
  /** When it was measured, ms since 1970 UTC. */
  readonly tsMs: number;
  /** When the platform would have got it. */
  readonly atMs: number;
}

/** The beginning or the end of an alarm as recorded. */
export interface RecordedAlarm {
  readonly kind: "alarm";
  readonly site: SiteCode;
  readonly node: NodeCode;
  readonly type: string;
  readonly severity: Severity;
  readonly text: string;
  readonly cleared: boolean;
  /** Came with its other end in one row: ends only with the last row of its identity that stands. */
  readonly paired: boolean;
  readonly atMs: number;
}

/** What the platform noticed of a device's connection: a birth, or its end without a farewell. */
export interface RecordedPresence {
  readonly kind: "birth" | "lost";
  readonly site: SiteCode;
  readonly node: NodeCode;
  readonly session: number;
  /** How often the device reports; of a birth. */
  readonly periodSeconds: number;
  readonly atMs: number;
}

/** One thing that happened in a recording. */
export type RecordedEvent = RecordedReading | RecordedAlarm | RecordedPresence;

/** Which of the two kinds of recording a file is. */
export type RecordingKind = "readings" | "alarms";

/** One cell that can't be understood. */
export interface CellFault {
  readonly column: string;
  readonly value: string | null;
  readonly message: string;
  readonly fix: string;
}

/** Either what a cell says or what is wrong with it. */
export type Understood<Value> = { readonly value: Value } | { readonly fault: Omit<CellFault, "column"> };

/** What is wrong with a cell. */
export const wrong = (
  value: string,
  message: string,
  fix: string,
): { readonly fault: Omit<CellFault, "column"> } => ({ fault: { value, message, fix } });
