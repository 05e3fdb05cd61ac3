/** Limits of the export to InfluxDB. */
export interface ExportLimits {
  /** Readings read from the journal and sent in one request; two such batches are in memory at most. */
  readonly batchReadingsMax: number;
  /** Readings sent in a second while it catches up: the rest of the machine is ingest's and the server's. */
  readonly readingsPerSecondMax: number;
  /** Changes of alarms, outages or presence in one request. */
  readonly batchRowsMax: number;
  /** Shortest time between two counts of what remains, in milliseconds. */
  readonly countMsMin: number;
  /** How long what is committed gathers before it is sent, in milliseconds. */
  readonly gatherMs: number;
  /** What was taken within so long before the last is sent again when the server was gone, in milliseconds. */
  readonly settleMs: number;
  /** Shortest time between two notes of the cursor in the journal, in milliseconds; what was sent since is sent again after a kill. */
  readonly cursorMsMin: number;
  /** Time that a request may take, in milliseconds. */
  readonly requestMsMax: number;
  /** First wait after a failure, doubling, in milliseconds. */
  readonly firstWaitMs: number;
  /** Longest wait of our own, in milliseconds. */
  readonly waitMsMax: number;
  /** Longest wait that a server may ask for, in milliseconds. */
  readonly retryAfterMsMax: number;
  /** Time between two attempts while token, bucket or address are refused, in milliseconds. */
  readonly probeMs: number;
  /** So many lines refused and none taken: that is no matter of lines, and the export stops. */
  readonly refusedLinesMax: number;
  /** Refused lines kept in quarantine a minute; further ones are counted. */
  readonly keptLinesPerMinuteMax: number;
  /** Characters of a refused line, and of what the server said of it, that are kept. */
  readonly keptCharactersMax: number;
}

/** The limits when nothing else is asked for. */
export const exportLimits: ExportLimits = {
  batchReadingsMax: 20_000,
  readingsPerSecondMax: 300_000,
  batchRowsMax: 1_000,
  countMsMin: 5_000,
  gatherMs: 1_000,
  settleMs: 10_000,
  cursorMsMin: 1_000,
  requestMsMax: 30_000,
  firstWaitMs: 500,
  waitMsMax: 60_000,
  retryAfterMsMax: 3_600_000,
  probeMs: 60_000,
  refusedLinesMax: 16,
  keptLinesPerMinuteMax: 600,
  keptCharactersMax: 1_000,
};
