import type { Sample } from "../controller/controller.ts";

/** What one node measured at one instant, as a device keeps it for sending. */
export interface TimedSample {
  /** Event time, ms since 1970 UTC. */
  readonly tsMs: number;
  /** Number of the message within the device. */
  readonly sequence: number;
  readonly values: Sample["values"];
}

/** What one node measured at one instant or more, to be sent in one message. */
export interface SampleBatch {
  readonly site: string;
  readonly node: string;
  /** The node that the site's controller itself is. */
  readonly controller: string;
  /** Oldest first; one for a live message. */
  readonly samples: readonly TimedSample[];
}

/** A message ready to be published. */
export interface EncodedMessage {
  readonly topic: string;
  readonly payload: string;
}

/** Puts a batch into the form of one dialect. */
export type Encode = (batch: SampleBatch) => EncodedMessage;
