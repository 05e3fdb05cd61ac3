const noneQuarantined = {
  "not-json": 0,
  "not-an-object": 0,
  "too-many-entries": 0,
  "bad-time": 0,
  "time-out-of-window": 0,
  "bad-values": 0,
  "bad-metric-name": 0,
  "bad-node": 0,
  "platform-metric": 0,
  "wrong-type": 0,
  "not-finite": 0,
  "out-of-range": 0,
  "unknown-word": 0,
  "too-many-series": 0,
  "too-many-nodes": 0,
  "unknown-topic": 0,
  "foreign-site": 0,
  "bad-state": 0,
  "bad-alarm": 0,
  "bad-reply": 0,
  "unexpected-reply": 0,
};

/** Why a message, or one value of it, went to quarantine instead of the readings. */
export type QuarantineReason = keyof typeof noneQuarantined;

/** Totals of the intake since start; plain numbers, read when somebody asks. */
export class IngestCounters {
  messages = 0;
  readings = 0;
  /** Messages of dialects that hold nothing that the platform keeps, such as attributes; acknowledged, not read. */
  ignored = 0;
  /** Readings not newer than the newest of their series: late, reordered or sent again. */
  behind = 0;
  /** Of those, the ones that were stored already. */
  duplicates = 0;
  /** Readings of metrics that the dictionary does not know; stored and shown. */
  unknownMetrics = 0;
  /** Quarantine rows not kept because their device had filled its share of the minute. */
  quarantineDropped = 0;
  commits = 0;
  commitRetries = 0;
  evaluationFailures = 0;
  readonly quarantined: Record<QuarantineReason, number> = { ...noneQuarantined };
}
