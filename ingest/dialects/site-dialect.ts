import type { SiteCode } from "../../telemetry/identifiers.ts";
import type { MessageReader } from "./json-message.ts";

/**
 * Where a dialect whose messages speak for several nodes of a site puts what it reads. Checks of range, time, number
 * and names are the sink's, the same as for the native dialect.
 */
export interface SiteSink extends MessageReader {
  /** The site of the device that speaks. */
  readonly site: SiteCode;
  /** Starts an entry with its event time as sent, ms since 1970 UTC; undefined: none. */
  begin(ts: unknown): void;
  /** One value of the entry under way; `node` undefined: the site's controller. */
  reading(node: string | undefined, metricName: string, value: unknown): void;
}

/** Reads a message; never throws, refuses instead. */
export type DecodeSite = (payload: Buffer, sink: SiteSink) => void;

/** What a dialect has to do with a topic. */
export type TopicClaim =
  | {
      readonly kind: "readings";
      /** The site that the topic names; null where it names none and means the device's own. */
      readonly site: string | null;
      readonly decode: DecodeSite;
    }
  /** Part of the dialect, but nothing that the platform keeps. */
  | { readonly kind: "ignored" };

/** A dialect with topics of its own. */
export interface SiteDialect {
  /** Its topics in words, for error messages. */
  readonly grammar: string;
  /** Null: the topic is none of this dialect's. */
  claim(topic: string): TopicClaim | null;
}
