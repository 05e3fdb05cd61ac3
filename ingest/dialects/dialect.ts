import type { Refusal } from "../quarantine.ts";
import type { ExpectedForm } from "./expected-form.ts";
import type { NativeScan } from "./native-scan.ts";

/** Where a dialect puts what it reads out of a message; checks of range, time and number are the sink's. */
export interface ReadingSink {
  /** Most entries that one message may carry. */
  readonly entriesMax: number;
  /** The node's series in the order in which it first sent them. */
  readonly expected: readonly ExpectedForm[];
  /** Room to scan a message in; shared, valid until the dialect returns. */
  readonly scan: NativeScan;
  /** Starts an entry with its event time as sent (undefined: none); false when the time is refused. */
  begin(ts: unknown): boolean;
  /** One value of the entry under way. */
  reading(metricName: string, value: unknown): void;
  /** One value of the entry under way, checked and as a stored number, by the place of its series in `expected`. */
  stored(place: number, value: number): void;
  /** Something that can't be read. */
  refuse(refusal: Refusal): void;
}

/** Reads a telemetry message; never throws, refuses instead. */
export type Dialect = (payload: Buffer, sink: ReadingSink) => void;
