import mqttPacket from "mqtt-packet";
import { describe, expect, test } from "vitest";
import { JournalUnavailable } from "../../telemetry/journal.ts";
import { until } from "../until.ts";
import { login, pubacks, reading, realClient, topic } from "./device-session.ts";
import { connectPacket, openBroker, publishPacket, RawDevice, returnCode } from "./house.ts";

describe("acknowledgement", () => {
  test("I1: PUBACKs come after the commit, in order [MQTT-4.6.0-2], with refused messages among them", async () => {
    const house = await openBroker();
    const token = await house.provision("BPH0001-ctl", "BPH0001");
    const device = await login(house.port, "BPH0001-ctl", token);
    house.journal.stepped = true;
    device.send(
      publishPacket(1, topic, reading(3)),
      publishPacket(2, topic, "not json"),
      publishPacket(3, "sites/BPH0002/pwr/telemetry", reading(2)),
      publishPacket(4, topic, reading(1)),
    );
    const commit = await house.journal.next();
    expect(commit.batch.rows.quarantine.map((row) => row.reason)).toEqual(["not-json", "foreign-site"]);
    expect(pubacks(device)).toEqual([]);
    commit.settle.resolve({ duplicates: 0 });
    await until(() => expect(pubacks(device)).toEqual([1, 2, 3, 4]));
  });

  test("300 publishes pipelined behind CONNECT are all taken", async () => {
    const house = await openBroker();
    const token = await house.provision("BPH0001-ctl", "BPH0001");
    const device = new RawDevice(house.port);
    const publishes = Array.from({ length: 300 }, (_none, index) =>
      publishPacket(index + 1, topic, reading(300 - index)),
    );
    device.send(connectPacket("BPH0001-ctl", token), ...publishes);
    await until(() => expect(pubacks(device)).toHaveLength(300));
    expect(pubacks(device)).toEqual(publishes.map((_packet, index) => index + 1));
    expect(house.committed.readings + house.counters.behind).toBe(300);
  });

  test("messages that trickle in while others are held are all taken, in order", async () => {
    const house = await openBroker();
    const token = await house.provision("BPH0001-ctl", "BPH0001");
    const device = await login(house.port, "BPH0001-ctl", token);
    for (let id = 1; id <= 2_000; id++) {
      device.send(publishPacket(id, topic, reading(2_000 - id)));
      if (id % 7 === 0) await new Promise((resolve) => setImmediate(resolve));
    }
    await until(() => expect(pubacks(device)).toHaveLength(2_000));
    expect(pubacks(device)).toEqual(Array.from({ length: 2_000 }, (_none, index) => index + 1));
  });

  test("at most packetsUnderWayMax messages of one connection are under way; the rest follows", async () => {
    const house = await openBroker({ limits: { packetsUnderWayMax: 10 } });
    const token = await house.provision("BPH0001-ctl", "BPH0001");
    const device = await login(house.port, "BPH0001-ctl", token);
    house.journal.stepped = true;
    device.send(
      ...Array.from({ length: 35 }, (_none, index) => publishPacket(index + 1, topic, reading(40 - index))),
    );
    let messages = 0;
    while (messages < 35) {
      const commit = await house.journal.next();
      const { length } = commit.batch.fresh;
      expect(length).toBeLessThanOrEqual(10);
      messages += length;
      commit.settle.resolve({ duplicates: 0 });
    }
    await until(() => expect(pubacks(device)).toHaveLength(35));
  });

  test("QoS 2 is acknowledged after the commit as well", async () => {
    const house = await openBroker();
    const client = await realClient(house);
    await client.publishAsync(topic, reading(), { qos: 2 });
    expect(house.committed.readings).toBe(1);
  });

  test("half-open QoS 2 messages are bounded: one more ends the connection", async () => {
    const house = await openBroker({ limits: { qos2UnderWayMax: 3 } });
    const token = await house.provision("BPH0001-ctl", "BPH0001");
    const device = await login(house.port, "BPH0001-ctl", token);
    const halfOpen = (id: number) =>
      mqttPacket.generate({
        cmd: "publish",
        topic,
        payload: reading(9 - id),
        qos: 2,
        messageId: id,
        dup: false,
        retain: false,
      });
    for (let id = 1; id <= 3; id++) device.write(halfOpen(id));
    await until(() => expect(device.of("pubrec")).toHaveLength(3));
    expect(device.closed).toBe(false);
    device.write(halfOpen(4));
    await until(() => expect(device.closed).toBe(true));
  });

  test("I7: a journal in trouble acknowledges nothing, sends devices away, refuses new ones, and goes on", async () => {
    const house = await openBroker({ limits: { holdMsMax: 20 } });
    const token = await house.provision("BPH0001-ctl", "BPH0001");
    const device = await login(house.port, "BPH0001-ctl", token);
    house.journal.stepped = true;
    device.send(publishPacket(1, topic, reading()));
    const first = await house.journal.next();
    const trouble = new JournalUnavailable("disk-full", "no space left");
    first.settle.reject(trouble);
    const second = await house.journal.next();
    house.broker.journalTrouble(trouble);
    await until(() => expect(device.closed).toBe(true));
    expect(pubacks(device)).toEqual([]);
    const early = new RawDevice(house.port);
    early.send(connectPacket("BPH0001-ctl", token));
    await until(() => expect(early.closed).toBe(true));
    expect(returnCode(early)).toBe(3);
    house.journal.stepped = false;
    second.settle.resolve({ duplicates: 0 });
    await until(() => expect(house.gate.trouble).toBeNull());
    house.broker.journalTrouble(null);
    const late = await login(house.port, "BPH0001-ctl", token);
    late.send(publishPacket(1, topic, reading()));
    await until(() => expect(pubacks(late)).toEqual([1]));
  });
});

test("a fault of our own in a hook ends that connection without an acknowledgement, not the process", async () => {
  const broken = { now: false };
  const clock = (): number => {
    if (broken.now) throw new Error("the clock is gone");
    return Date.now();
  };
  const house = await openBroker({ clock });
  const [one, two] = await Promise.all([
    house.provision("BPH0001-ctl", "BPH0001"),
    house.provision("BPH0002-ctl", "BPH0002"),
  ]);
  const device = await login(house.port, "BPH0001-ctl", one);
  const neighbour = await login(house.port, "BPH0002-ctl", two);
  broken.now = true;
  device.send(publishPacket(1, topic, reading()));
  await until(() => expect(device.closed).toBe(true));
  await until(() => expect(house.brokerCounters.hookFaults).toBe(2));
  broken.now = false;
  expect(pubacks(device)).toEqual([]);
  neighbour.send(publishPacket(1, "sites/BPH0002/pwr/telemetry", reading()));
  await until(() => expect(pubacks(neighbour)).toEqual([1]));
});

describe("what a device may read", () => {
  test("only the commands of its own site; a denied filter is answered 128 and gets nothing", async () => {
    const house = await openBroker();
    const token = await house.provision("BPH0001-ctl", "BPH0001");
    const device = await login(house.port, "BPH0001-ctl", token);
    const filters = [
      "#",
      "$SYS/#",
      "sites/+/+/command",
      "sites/BPH0002/ctl/command",
      "sites/BPH0001/+/telemetry",
      "sites/BPH0001/+/command",
    ];
    device.send({
      cmd: "subscribe",
      messageId: 9,
      subscriptions: filters.map((filter) => ({ topic: filter, qos: 1 })),
    });
    await until(() => expect(device.of("suback")).toHaveLength(1));
    expect(device.of("suback")).toMatchObject([{ granted: [128, 128, 128, 128, 128, 1] }]);
    expect(house.brokerCounters.subscriptionsRefused).toBe(5);
  });

  test("no retained message of another device, nor a stored session's filters", async () => {
    const house = await openBroker();
    const [one, two] = await Promise.all([
      house.provision("BPH0001-ctl", "BPH0001"),
      house.provision("BPH0001-two", "BPH0001"),
    ]);
    const first = await login(house.port, "BPH0001-ctl", one);
    first.send({
      cmd: "publish",
      topic: "sites/BPH0001/ctl/command",
      payload: "{}",
      qos: 1,
      messageId: 1,
      dup: false,
      retain: true,
    });
    await until(() => expect(pubacks(first)).toEqual([1]));
    const second = new RawDevice(house.port);
    second.send(connectPacket("BPH0001-two", two, { clean: false }));
    second.send({
      cmd: "subscribe",
      messageId: 2,
      subscriptions: [{ topic: "sites/BPH0001/+/command", qos: 1 }],
    });
    second.send({ cmd: "pingreq" });
    await until(() => expect(second.of("pingresp")).toHaveLength(1));
    expect(second.of("connack")).toMatchObject([{ returnCode: 0, sessionPresent: false }]);
    expect(second.of("publish")).toEqual([]);
    expect(house.committed.reasons).toEqual(["unknown-topic"]);
  });
});

describe("wills", () => {
  test("the will of a lost connection becomes the device's death", async () => {
    const house = await openBroker();
    const token = await house.provision("BPH0001-ctl", "BPH0001");
    const device = new RawDevice(house.port);
    const will = {
      topic: "sites/BPH0001/ctl/state",
      payload: Buffer.from(`{"online":false,"session":7}`),
      qos: 1,
      retain: true,
    };
    device.send(connectPacket("BPH0001-ctl", token, { will }));
    await until(() => expect(returnCode(device)).toBe(0));
    device.socket.resetAndDestroy();
    await until(() =>
      expect(house.committed.events.map((event) => event.kind).sort()).toEqual([
        "connected",
        "death",
        "disconnected",
      ]),
    );
  });
});
