/** Every bound of the intake; what goes over one is refused with its reason and counted. */
export interface IngestLimits {
  /** Entries of one backfill message. */
  readonly entriesPerMessageMax: number;
  /** Series of one node. */
  readonly seriesPerNodeMax: number;
  /** Nodes under which one site's devices may publish. */
  readonly nodesPerSiteMax: number;
  /** How far behind the receive time an event time may lie. */
  readonly readingAgeMsMax: number;
  /** How far ahead of the receive time an event time may lie. */
  readonly readingAheadMsMax: number;
  /** What is kept of a quarantined message. */
  readonly quarantinePayloadBytesMax: number;
  /** Rows of quarantine that one device may fill in a minute; more are counted, not kept. */
  readonly quarantineRowsPerDeviceMinuteMax: number;
  /** Readings gathered for the next commit, above which no more is read from the sockets. */
  readonly gatheredReadingsMax: number;
  /** How long a commit may take before the journal counts as too slow to acknowledge with. */
  readonly commitMsMax: number;
  /** Durable changes that may wait for a commit. */
  readonly waitingActsMax: number;
}

/** The limits in force unless the configuration says otherwise. */
export const defaultIngestLimits: IngestLimits = {
  entriesPerMessageMax: 1_000,
  seriesPerNodeMax: 256,
  nodesPerSiteMax: 256,
  readingAgeMsMax: 7 * 24 * 3_600_000,
  readingAheadMsMax: 10 * 60_000,
  quarantinePayloadBytesMax: 1_024,
  quarantineRowsPerDeviceMinuteMax: 600,
  gatheredReadingsMax: 250_000,
  commitMsMax: 5_000,
  waitingActsMax: 10_000,
};
