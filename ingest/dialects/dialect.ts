import type { Refusal } from "../quarantine.ts";

/** Where a dialect puts what it reads out of a message; checks of range, time and number are the sink's. */
export interface ReadingSink {
  /** Most entries that one message may carry. */
  readonly entriesMax: number;
  /** Starts an entry with its event time as sent (undefined: none); false when the time is refused. */
  begin(ts: unknown): boolean;
  /** One value of the entry under way. */
  reading(metricName: string, value: unknown): void;
  /** Something that can't be read. */
  refuse(refusal: Refusal): void;
}

/** Reads a telemetry message; never throws, refuses instead. */
export type Dialect = (payload: Buffer, sink: ReadingSink) => void;
