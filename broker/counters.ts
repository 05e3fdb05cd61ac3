/** Totals of the broker since start; plain numbers, read when somebody asks. */
export class BrokerCounters {
  connectionsAccepted = 0;
  /** Wrong id or token, or a certificate of another device. */
  connectionsRefused = 0;
  /** Refused because the journal can't take readings at present. */
  connectionsPutOff = 0;
  connectionsOverLimit = 0;
  /** A newer connection of the same device took over. */
  takeovers = 0;
  packetsMalformed = 0;
  packetsOversized = 0;
  /** Times a connection was slowed down for being faster than its limit. */
  throttled = 0;
  willsRefused = 0;
  subscriptionsRefused = 0;
  keepaliveTimeouts = 0;
  /** Faults of our own that a hook survived. */
  hookFaults = 0;
}
