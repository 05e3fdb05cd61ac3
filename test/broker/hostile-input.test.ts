import fc from "fast-check";
import mqttPacket from "mqtt-packet";
import { describe, expect, test } from "vitest";
import { until } from "../until.ts";
import { connectPacket, openBroker, publishPacket, RawDevice } from "./house.ts";

const topic = "sites/BPH0001/pwr/telemetry";
const reading = (): string => JSON.stringify({ values: { "mains.voltage": 230 } });

/** A broker with an honest device that must not notice what the others do. */
const withNeighbour = async (limits = {}) => {
  const house = await openBroker({ limits });
  const [token, neighbourToken] = await Promise.all([
    house.provision("BPH0001-ctl", "BPH0001"),
    house.provision("BPH0002-ctl", "BPH0002"),
  ]);
  const neighbour = new RawDevice(house.port);
  neighbour.send(connectPacket("BPH0002-ctl", neighbourToken));
  await until(() => expect(neighbour.of("connack")).toHaveLength(1));
  let messageId = 0;
  const neighbourIsServed = async (): Promise<void> => {
    const expected = ++messageId;
    neighbour.send(publishPacket(expected, "sites/BPH0002/pwr/telemetry", reading()));
    await until(() => expect(neighbour.of("puback")).toHaveLength(expected));
    expect(neighbour.closed).toBe(false);
  };
  return { ...house, token, neighbourIsServed };
};

describe("a packet that announces too much is cut off before it is buffered", () => {
  const announce = (type: number, bytes: number): Buffer => {
    const length: number[] = [];
    let rest = bytes;
    do {
      length.push((rest % 128) | (rest >= 128 ? 0x80 : 0));
      rest = Math.floor(rest / 128);
    } while (rest > 0);
    return Buffer.from([type << 4, ...length]);
  };

  test("CONNECT of 200 MB", async () => {
    const house = await withNeighbour();
    const device = new RawDevice(house.port);
    device.write(announce(1, 200_000_000));
    await until(() => expect(device.closed).toBe(true));
    expect(house.brokerCounters.packetsOversized).toBe(1);
    await house.neighbourIsServed();
  });

  test("PUBLISH of 300 kB after CONNECT", async () => {
    const house = await withNeighbour();
    const device = new RawDevice(house.port);
    device.send(connectPacket("BPH0001-ctl", house.token));
    await until(() => expect(device.of("connack")).toHaveLength(1));
    device.write(Buffer.concat([announce(3, 300_000), Buffer.alloc(1_000)]));
    await until(() => expect(device.closed).toBe(true));
    expect(house.brokerCounters.packetsOversized).toBe(1);
    expect(house.counters.messages).toBe(0);
    await house.neighbourIsServed();
  });

  test("the largest allowed packet is taken, in pieces", async () => {
    const house = await withNeighbour({ packetBytesMax: 4_096 });
    const device = new RawDevice(house.port);
    device.send(connectPacket("BPH0001-ctl", house.token));
    await until(() => expect(device.of("connack")).toHaveLength(1));
    const overhead = 2 + topic.length + 2;
    const packet = mqttPacket.generate(publishPacket(1, topic, Buffer.alloc(4_096 - overhead, "x")));
    for (let from = 0; from < packet.length; from += 500) {
      device.write(packet.subarray(from, from + 500));
      await new Promise((resolve) => setImmediate(resolve));
    }
    await until(() => expect(device.of("puback")).toHaveLength(1));
    await until(() => expect(house.committed.reasons).toEqual(["not-json"]));
  });
});

describe("bytes that are no MQTT end their own connection only", () => {
  test.each([
    ["an HTTP request", Buffer.from("GET / HTTP/1.1\r\n\r\n")],
    ["a PUBLISH before CONNECT", mqttPacket.generate(publishPacket(1, topic, reading()))],
    ["a length of five bytes", Buffer.from([0x10, 0xff, 0xff, 0xff, 0xff, 0x7f])],
    ["a CONNECT of another protocol", Buffer.from([0x10, 4, 0, 2, 0x58, 0x58])],
    ["zeros", Buffer.alloc(64)],
  ])("%s", async (_name, bytes) => {
    const house = await withNeighbour({ connectTimeoutMs: 300 });
    const device = new RawDevice(house.port);
    device.write(bytes);
    await until(() => expect(device.closed).toBe(true));
    await house.neighbourIsServed();
  });

  test.each([
    ["two CONNECTs", (token: string) => [connectPacket("BPH0001-ctl", token)]],
    ["a PUBLISH to a wildcard", () => [publishPacket(1, "sites/+/pwr/telemetry", reading())]],
    ["a PUBLISH of 101 levels", () => [publishPacket(1, "a/".repeat(101), reading())]],
  ])("%s after CONNECT", async (_name, packets) => {
    const house = await withNeighbour();
    const device = new RawDevice(house.port);
    device.send(connectPacket("BPH0001-ctl", house.token));
    await until(() => expect(device.of("connack")).toHaveLength(1));
    device.send(...packets(house.token));
    await until(() => expect(device.closed).toBe(true));
    await house.neighbourIsServed();
  });

  test("law: random bytes and bit flips never reach the neighbours", async () => {
    const house = await withNeighbour({ connectTimeoutMs: 200 });
    const valid = Buffer.concat([
      mqttPacket.generate(connectPacket("BPH0001-ctl", house.token)),
      mqttPacket.generate(publishPacket(1, topic, reading())),
      mqttPacket.generate({
        cmd: "subscribe",
        messageId: 2,
        subscriptions: [{ topic: "sites/BPH0001/+/command", qos: 1 }],
      }),
    ]);
    const flips = fc.array(fc.tuple(fc.nat(valid.length - 1), fc.nat(7)), { minLength: 1, maxLength: 4 });
    const flipped = flips.map((places) => {
      const bytes = Buffer.from(valid);
      for (const [at, bit] of places) bytes[at] = (bytes[at] ?? 0) ^ (1 << bit);
      return bytes;
    });
    const random = fc.uint8Array({ minLength: 1, maxLength: 300 }).map((bytes) => Buffer.from(bytes));
    await fc.assert(
      fc.asyncProperty(fc.oneof(flipped, random), async (bytes) => {
        const device = new RawDevice(house.port);
        await device.open();
        device.socket.end(bytes);
        await until(() => expect(device.closed).toBe(true));
      }),
      { numRuns: 60 },
    );
    await house.neighbourIsServed();
    expect(house.faults).toEqual([]);
    expect(house.brokerCounters.hookFaults).toBe(0);
  });
});

test.each([
  ["NUL", Buffer.from([0])],
  ["half a surrogate pair", Buffer.from([0xed, 0xa0, 0x80])],
  ["bytes that are no UTF-8", Buffer.from([0xff, 0xfe])],
])("a topic with %s is acknowledged, kept in quarantine, and nobody else notices", async (_name, odd) => {
  const house = await withNeighbour();
  const device = new RawDevice(house.port);
  device.send(connectPacket("BPH0001-ctl", house.token));
  await until(() => expect(device.of("connack")).toHaveLength(1));
  const name = Buffer.concat([Buffer.from("sites/BPH0001/p"), odd, Buffer.from("/telemetry")]);
  const body = Buffer.concat([
    Buffer.from([0, name.length]),
    name,
    Buffer.from([0, 7]),
    Buffer.from(reading()),
  ]);
  device.write(Buffer.concat([Buffer.from([0x32, body.length]), body]));
  await until(() => expect(device.of("puback")).toMatchObject([{ messageId: 7 }]));
  expect(house.committed.reasons).toEqual(["unknown-topic"]);
  await house.neighbourIsServed();
});

test("a device faster than its limit is slowed down, not cut off, and loses nothing", async () => {
  const house = await withNeighbour({
    packetsBurstMax: 20,
    packetsPerSecondMax: 400,
    packetsUnderWayMax: 10,
  });
  const device = new RawDevice(house.port);
  device.send(connectPacket("BPH0001-ctl", house.token));
  await until(() => expect(device.of("connack")).toHaveLength(1));
  device.send(...Array.from({ length: 120 }, (_none, index) => publishPacket(index + 1, topic, reading())));
  await house.neighbourIsServed();
  await until(() => expect(device.of("puback")).toHaveLength(120));
  expect(house.brokerCounters.throttled).toBeGreaterThan(0);
});
