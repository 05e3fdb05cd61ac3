import mqtt, { type IClientOptions } from "mqtt";

/** Time without a packet from the platform after which it is asked whether it is there; half as much to answer. */
const keepAliveSecondsDefault = 60;
const connackTimeoutMs = 15_000;

/** Where and as whom to connect. */
export interface MqttAddress {
  /** `mqtt://`, `mqtts://`, `ws://` or `wss://`. */
  readonly url: string;
  /** Client id and user name. */
  readonly device: string;
  readonly token: string;
  /** Certificate authority in PEM for `mqtts` and `wss`; the system's own when left out. */
  readonly certificateAuthority?: string;
  /** 60 when left out. */
  readonly keepAliveSeconds?: number;
}

/** The last words that the broker speaks for the device. */
export interface LastWords {
  readonly topic: string;
  readonly payload: string;
}

/** What one connection tells; nothing more after `closed`, which comes exactly once. */
export interface MqttLinkEvents {
  connected(): void;
  /** A message on a topic that the link subscribed to. */
  received?(topic: string, payload: string): void;
  closed(reason: string): void;
}

/** One connection, from attempt to end; a new attempt is a new link. */
export interface MqttLink {
  /** QoS 1; `acknowledged` is called at its PUBACK, and not at all if the connection ends before. */
  publish(topic: string, payload: string, acknowledged: () => void): void;
  /** QoS 1; a refusal ends the connection with its reason. */
  subscribe(filter: string): void;
  /** Writes vanish and nothing arrives any more, while the connection stays open until the keep-alive ends it. */
  freeze(): void;
  /** Breaks the connection without a word, so that the broker publishes the will. */
  drop(): void;
  /** Ends the connection with DISCONNECT once everything written is acknowledged. */
  end(): void;
}

/** What mqtt.js would do on its own is switched off: the controller retries and repeats from its own file. */
const optionsOf = (address: MqttAddress, will: LastWords | null): IClientOptions => ({
  clientId: address.device,
  username: address.device,
  password: address.token,
  protocolVersion: 4,
  clean: true,
  keepalive: address.keepAliveSeconds ?? keepAliveSecondsDefault,
  connectTimeout: connackTimeoutMs,
  reconnectPeriod: 0,
  resubscribe: false,
  queueQoSZero: false,
  ...(will === null
    ? {}
    : { will: { topic: will.topic, payload: Buffer.from(will.payload), qos: 1, retain: false } }),
  ...(address.certificateAuthority === undefined ? {} : { ca: address.certificateAuthority }),
});

/** Starts one attempt to connect, MQTT 3.1.1 with a clean session. */
export const openMqttLink = (
  address: MqttAddress,
  will: LastWords | null,
  events: MqttLinkEvents,
): MqttLink => {
  const client = mqtt.connect(address.url, optionsOf(address, will));
  let isClosed = false;
  let reason = "closed by the broker";
  const close = (): void => {
    if (isClosed) return;
    isClosed = true;
    client.end(true);
    events.closed(reason);
  };
  client.on("connect", () => {
    if (!isClosed) events.connected();
  });
  const fail = (error: Error): void => {
    reason = error.message;
    close();
  };
  client.on("error", fail);
  client.on("message", (topic, payload) => {
    if (!isClosed) events.received?.(topic, payload.toString());
  });
  client.on("close", close);
  return {
    publish: (topic, payload, acknowledged) => {
      client.publish(topic, payload, { qos: 1 }, (error) => {
        if (!error && !isClosed) acknowledged();
      });
    },
    subscribe: (filter) => {
      client.subscribe(filter, { qos: 1 }, (error) => {
        if (error && !isClosed) fail(error);
      });
    },
    freeze: () => {
      client.stream.cork();
      client.stream.unpipe();
    },
    drop: () => {
      reason = "dropped by the device";
      client.end(true);
      close();
    },
    end: () => {
      reason = "ended by the device";
      client.end(false);
    },
  };
};
