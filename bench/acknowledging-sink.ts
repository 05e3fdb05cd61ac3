import { createServer, type Socket } from "node:net";

const connack = Buffer.from([0x20, 2, 0, 0]);
const pingresp = Buffer.from([0xd0, 0]);
const puback = 0x40;
const fixedHeaderBytesMax = 5;

/** A sink that listens on this machine. */
export interface AcknowledgingSink {
  readonly port: number;
  close(): void;
}

interface Packet {
  readonly type: number;
  readonly qos: number;
  /** Where its variable header starts, and where the next packet does. */
  readonly body: number;
  readonly end: number;
}

/** The packet that starts at `at`; null when its length is not all there yet. */
const packetAt = (bytes: Buffer, at: number): Packet | null => {
  let remaining = 0;
  let place = at + 1;
  for (let shift = 0; ; shift += 7) {
    if (place >= bytes.length || place > at + fixedHeaderBytesMax) return null;
    const byte = bytes[place++] ?? 0;
    remaining += (byte & 0x7f) << shift;
    if (byte < 0x80) break;
  }
  const head = bytes[at] ?? 0;
  return { type: head >>> 4, qos: (head >>> 1) & 3, body: place, end: place + remaining };
};

const answerOf = (bytes: Buffer, packet: Packet): Buffer | null => {
  switch (packet.type) {
    case 1:
      return connack;
    case 3: {
      if (packet.qos === 0) return null;
      const id = packet.body + 2 + bytes.readUInt16BE(packet.body);
      return Buffer.from([puback, 2, bytes[id] ?? 0, bytes[id + 1] ?? 0]);
    }
    case 12:
      return pingresp;
    default:
      return null;
  }
};

const serve = (socket: Socket): void => {
  let rest: Buffer = Buffer.alloc(0);
  socket.setNoDelay(true);
  socket.on("error", () => undefined);
  socket.on("data", (chunk) => {
    const bytes = rest.length === 0 ? chunk : Buffer.concat([rest, chunk]);
    const answers: Buffer[] = [];
    let at = 0;
    for (
      let packet = packetAt(bytes, at);
      packet && packet.end <= bytes.length;
      packet = packetAt(bytes, at)
    ) {
      const answer = answerOf(bytes, packet);
      if (answer !== null) answers.push(answer);
      at = packet.end;
    }
    rest = bytes.subarray(at);
    if (answers.length > 0)
      socket.write(answers.length === 1 ? (answers[0] ?? connack) : Buffer.concat(answers));
  });
};

/**
 * An MQTT server that takes everything and knows nothing: CONNACK for CONNECT, PUBACK for PUBLISH with QoS 1, PINGRESP
 * for PINGREQ. It reads no further into a packet than its message id, so that the generator is what a bench against it
 * measures.
 */
export const openSink = async (): Promise<AcknowledgingSink> => {
  const server = createServer(serve);
  await new Promise<void>((resolve) => server.listen({ port: 0, host: "127.0.0.1", backlog: 4096 }, resolve));
  const address = server.address();
  const port = typeof address === "object" && address !== null ? address.port : 0;
  return { port, close: () => void server.close() };
};
