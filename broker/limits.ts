/** Every bound of the broker. */
export interface BrokerLimits {
  readonly connectionsMax: number;
  /** First packet of a connection; anything longer is cut off before it is buffered. */
  readonly connectPacketBytesMax: number;
  readonly packetBytesMax: number;
  /** Packets of one connection that may be under way at once; the rest stays in the socket. */
  readonly packetsUnderWayMax: number;
  /** QoS 2 messages of one connection whose second half is awaited; devices are asked to use QoS 1. */
  readonly qos2UnderWayMax: number;
  /** Sustained rate of one connection; a faster one is slowed down, not cut off. */
  readonly packetsPerSecondMax: number;
  readonly packetsBurstMax: number;
  /** Time for CONNECT to arrive. */
  readonly connectTimeoutMs: number;
  /** Time for a credential to be verified. */
  readonly authenticateTimeoutMs: number;
  /** Keep-alive taken for a device that asks for none or for longer. */
  readonly keepaliveSecondsMax: number;
  readonly willBytesMax: number;
  readonly subscriptionsPerConnectionMax: number;
  /** How long acknowledgements may be withheld before the devices are sent away to try again. */
  readonly holdMsMax: number;
}

/** The limits in force unless the configuration says otherwise. */
export const defaultBrokerLimits: BrokerLimits = {
  connectionsMax: 20_000,
  connectPacketBytesMax: 8_192,
  packetBytesMax: 262_144,
  packetsUnderWayMax: 256,
  qos2UnderWayMax: 16,
  packetsPerSecondMax: 2_000,
  packetsBurstMax: 4_000,
  connectTimeoutMs: 10_000,
  authenticateTimeoutMs: 10_000,
  keepaliveSecondsMax: 1_200,
  willBytesMax: 1_024,
  subscriptionsPerConnectionMax: 16,
  holdMsMax: 500,
};
