/** Every bound of the HTTP side; names carry their unit last. */
export interface ApiLimits {
  /** Largest request body, all routes but the inventory import. */
  readonly bodyBytesMax: number;
  /** Largest inventory file that may be imported. */
  readonly inventoryBytesMax: number;
  /** Largest sum of request headers. */
  readonly headerBytesMax: number;
  /** Time in which all headers must have arrived. */
  readonly headersTimeoutMs: number;
  /** Time in which the whole request must have arrived. */
  readonly requestTimeoutMs: number;
  /** Time that a handler may take; longer than `durableWaitMs`. */
  readonly handlerTimeoutMs: number;
  /** A connection without any traffic for this long is closed; longer than a heartbeat of the stream. */
  readonly connectionIdleMs: number;
  /** Connections to the HTTP port at once. */
  readonly connectionsMax: number;
  /** How long an answer waits for the journal before it says 503. */
  readonly durableWaitMs: number;
  /** Requests of one identity, or of one address without identity, a minute. */
  readonly requestsPerMinuteMax: number;
  /** Largest `limit` of a list. */
  readonly pageItemsMax: number;
  /** `limit` when none is given. */
  readonly pageItemsDefault: number;
  /** Alarms that one request may act on. */
  readonly bulkAlarmsMax: number;
  /** References to symptoms and grouped alarms that an alarm of TMF642 carries, each. */
  readonly correlatedAlarmsMax: number;
  /** Tasks of TMF642 remembered, the oldest forgotten first. */
  readonly tasksMax: number;
  /** Alarms that people grouped under others with TMF642. */
  readonly groupedAlarmsMax: number;
  /** Listeners registered at the hub of TMF642. */
  readonly listenersMax: number;
  /** Changes of alarms that a listener may be behind; older ones it is never told of. */
  readonly listenerBehindRowsMax: number;
  /** Time between two notes of how far the listeners are; a restart repeats what came since. */
  readonly listenerCursorIntervalMs: number;
  /** Readings or steps in one answer. */
  readonly readingsRowsMax: number;
  /** Longest `from`..`to` of one readings request. */
  readonly readingsSpanMaxMs: number;
  /** CSV files that are read at once; each holds a page of rows in memory while its reader is slow. */
  readonly csvFilesMax: number;
  /** Streams open at once. */
  readonly streamsMax: number;
  /** Streams of one user or key at once. */
  readonly streamsPerIdentityMax: number;
  /** Bytes that a stream's client may leave unread before it is cut off. */
  readonly streamBufferedBytesMax: number;
  /** A client that reads nothing for this long during a replay is cut off. */
  readonly streamStallMs: number;
  /** Transitions replayed after a reconnect; a longer gap is told by a `reset` event. */
  readonly replayRowsMax: number;
  /** Values sent to the streams in one flush; what is over waits for the next. */
  readonly flushItemsMax: number;
  /** Time between two flushes of what changes often. */
  readonly flushIntervalMs: number;
  /** Time between two heartbeats of a stream. */
  readonly heartbeatIntervalMs: number;
  /** Longest life of a session. */
  readonly sessionLifetimeMs: number;
  /** A session that nobody uses for this long ends; an open stream is a use. */
  readonly sessionIdleMs: number;
  /** Sessions of one user; the oldest gives way. */
  readonly sessionsPerUserMax: number;
  /** Users. */
  readonly usersMax: number;
  /** API keys, revoked ones included. */
  readonly apiKeysMax: number;
  /** Password checks that run at once; each costs memory and a thread. */
  readonly passwordChecksMax: number;
  /** Password checks that wait for their turn; more are turned away. */
  readonly passwordChecksWaitingMax: number;
  /** Failed logins of one username, or one address, that cost no waiting. */
  readonly loginFailuresFree: number;
  /** Longest wait after further failures. */
  readonly loginBackoffMaxMs: number;
  /** Usernames and addresses whose failures are remembered. */
  readonly loginEntriesMax: number;
  /** How far back a person's own time of an act is believed. */
  readonly occurredAgeMsMax: number;
  /** A person who says nothing for this long after a visit is no longer on the way or at the site. */
  readonly visitHoldMs: number;
  /** Visits kept of one site; the oldest give way. */
  readonly visitsPerSiteMax: number;
  /** Visits kept in all; the oldest give way. */
  readonly visitsMax: number;
  /** Largest photo. */
  readonly photoBytesMax: number;
  /** Photos that arrive at once, each held in memory until it is written. */
  readonly photosArrivingMax: number;
  /** Photos kept of one site; the oldest give way. */
  readonly photosPerSiteMax: number;
  /** Bytes of all photos; the oldest give way. */
  readonly photosBytesMax: number;
  /** Room on the disk that photos leave to the journal. */
  readonly photoFreeBytesMin: number;
  /** Largest file of boundaries. */
  readonly boundariesBytesMax: number;
  /** Idempotency keys remembered, the oldest forgotten first. */
  readonly idempotencyKeysMax: number;
  /** Bytes of answers remembered for them. */
  readonly idempotencyBytesMax: number;
  /** How long an idempotency key is remembered. */
  readonly idempotencyLifetimeMs: number;
}

const secondMs = 1_000;
const minuteMs = 60 * secondMs;
const hourMs = 60 * minuteMs;
const kibibyte = 1_024;
const mebibyte = 1_024 * kibibyte;

/** The bounds that hold when the configuration names no others. */
export const defaultApiLimits: ApiLimits = {
  bodyBytesMax: mebibyte,
  inventoryBytesMax: 16 * mebibyte,
  headerBytesMax: 16 * kibibyte,
  headersTimeoutMs: 10 * secondMs,
  requestTimeoutMs: 30 * secondMs,
  handlerTimeoutMs: 40 * secondMs,
  connectionIdleMs: 60 * secondMs,
  connectionsMax: 2_000,
  durableWaitMs: 10 * secondMs,
  requestsPerMinuteMax: 1_200,
  pageItemsMax: 1_000,
  pageItemsDefault: 100,
  bulkAlarmsMax: 1_000,
  correlatedAlarmsMax: 200,
  tasksMax: 1_000,
  groupedAlarmsMax: 10_000,
  listenersMax: 50,
  listenerBehindRowsMax: 100_000,
  listenerCursorIntervalMs: 5 * secondMs,
  readingsRowsMax: 10_000,
  readingsSpanMaxMs: 366 * 24 * hourMs,
  csvFilesMax: 16,
  streamsMax: 500,
  streamsPerIdentityMax: 20,
  streamBufferedBytesMax: mebibyte,
  streamStallMs: 30 * secondMs,
  replayRowsMax: 100_000,
  flushItemsMax: 5_000,
  flushIntervalMs: secondMs,
  heartbeatIntervalMs: 5 * secondMs,
  sessionLifetimeMs: 12 * hourMs,
  sessionIdleMs: 2 * hourMs,
  sessionsPerUserMax: 20,
  usersMax: 10_000,
  apiKeysMax: 10_000,
  passwordChecksMax: 4,
  passwordChecksWaitingMax: 64,
  loginFailuresFree: 5,
  loginBackoffMaxMs: 5 * minuteMs,
  loginEntriesMax: 10_000,
  occurredAgeMsMax: 7 * 24 * hourMs,
  visitHoldMs: 12 * hourMs,
  visitsPerSiteMax: 200,
  visitsMax: 100_000,
  photoBytesMax: 2 * mebibyte,
  photosArrivingMax: 32,
  photosPerSiteMax: 50,
  photosBytesMax: 4_096 * mebibyte,
  photoFreeBytesMin: 256 * mebibyte,
  boundariesBytesMax: 8 * mebibyte,
  idempotencyKeysMax: 10_000,
  idempotencyBytesMax: 16 * mebibyte,
  idempotencyLifetimeMs: 24 * hourMs,
};
