import mqttPacket from "mqtt-packet";
import { describe, expect, test, vi } from "vitest";
import { deviceId, siteCode } from "../../telemetry/identifiers.ts";
import { hashSecret, passwordCost } from "../../telemetry/secret-hash.ts";
import { until } from "../until.ts";
import { login, pubacks, reading, realClient, topic } from "./device-session.ts";
import { connectPacket, openBroker, publishPacket, RawDevice, returnCode } from "./house.ts";

/** The same packet announced one byte shorter. */
const withoutOneByte = (head: Buffer): Buffer => {
  const shorter = Buffer.from(head);
  shorter[1] = (shorter[1] ?? 0) - 1;
  return shorter;
};

describe("who connects", () => {
  test("a provisioned device with its token, through a real client", async () => {
    const house = await openBroker();
    const client = await realClient(house);
    await client.publishAsync(topic, reading(), { qos: 1 });
    expect([house.committed.readings, house.broker.connections]).toEqual([1, 1]);
    const connected = { kind: "connected", device: "BPH0001-ctl" };
    await until(() => expect(house.committed.events).toMatchObject([connected]));
  });

  test("a device with room for one text: its id and token as user name, under whatever client id", async () => {
    const house = await openBroker();
    const token = await house.provision("BPH0001-ctl", "BPH0001");
    const other = await login(house.port, "BPH0002-ctl", await house.provision("BPH0002-ctl", "BPH0002"));
    const attempt = async (username: string, more: object = {}): Promise<RawDevice> => {
      const device = new RawDevice(house.port);
      device.send(connectPacket("BPH0002-ctl", "", { username, password: undefined, ...more }));
      await until(() => expect(returnCode(device)).toBeTypeOf("number"));
      return device;
    };
    const device = await attempt(`BPH0001-ctl:${token}`);
    expect(returnCode(device)).toBe(0);
    device.send(publishPacket(1, "v1/devices/me/telemetry", '{"mains.voltage":229}'));
    await until(() => expect(pubacks(device)).toEqual([1]));
    // Whoever names another device's client id does not throw that device out.
    expect([other.closed, house.broker.connections]).toEqual([false, 2]);
    const refusals = [
      `BPH0002-ctl:${token}`,
      `NOBODY:${token}`,
      ":",
      `BPH0001-ctl:${"x".repeat(300)}`,
      token,
    ];
    for (const username of refusals) {
      expect([username, returnCode(await attempt(username))]).toEqual([username, expect.toBeOneOf([2, 4])]);
    }
    const empty = await attempt(`BPH0001-ctl:${token}`, { clientId: "", password: Buffer.alloc(0) });
    expect(returnCode(empty)).toBe(0);
    await until(() => expect([device.closed, house.brokerCounters.takeovers]).toEqual([true, 1]));
  });

  test.each([
    ["a wrong token", { password: Buffer.from("wrong") }, 4],
    ["no token", { password: undefined }, 4],
    ["a token of 300 bytes", { password: Buffer.alloc(300, "x") }, 4],
    ["an unknown device", { clientId: "nobody", username: "nobody" }, 4],
    ["a client id that is not the user name", { clientId: "other" }, 2],
    ["MQTT 5", { protocolVersion: 5 }, 1],
    [
      "a will on another site's topic",
      { will: { topic: "sites/BPH0002/ctl/state", payload: Buffer.from("{}"), qos: 1, retain: false } },
      5,
    ],
    [
      "a will of 2 KiB",
      { will: { topic: "sites/BPH0001/ctl/state", payload: Buffer.alloc(2_048), qos: 1, retain: false } },
      5,
    ],
    ["a will on $SYS", { will: { topic: "$SYS/x", payload: Buffer.from("{}"), qos: 1, retain: false } }, 5],
  ])("not %s", async (_name, change, code) => {
    const house = await openBroker();
    const token = await house.provision("BPH0001-ctl", "BPH0001");
    const device = new RawDevice(house.port);
    device.send(connectPacket("BPH0001-ctl", token, change));
    await until(() => expect(device.closed).toBe(true));
    expect(returnCode(device)).toBe(code);
    expect(house.broker.connections).toBe(0);
  });

  test("not a revoked device, and its open connection ends", async () => {
    const house = await openBroker();
    const token = await house.provision("BPH0001-ctl", "BPH0001");
    const device = await login(house.port, "BPH0001-ctl", token);
    const { id } = { id: house.devices.list()[0]?.id };
    if (!id) throw new Error("no device");
    house.devices.revoke(id, Date.now());
    house.broker.disconnect(id);
    await until(() => expect(device.closed).toBe(true));
    const again = new RawDevice(house.port);
    again.send(connectPacket("BPH0001-ctl", token));
    await until(() => expect(returnCode(again)).toBe(4));
  });

  test("a token is verified once per connection, never for a message", async () => {
    const house = await openBroker();
    const token = await house.provision("BPH0001-ctl", "BPH0001");
    const verify = vi.spyOn(house.devices, "verify");
    const device = await login(house.port, "BPH0001-ctl", token);
    for (let id = 1; id <= 50; id++) device.send(publishPacket(id, topic, reading(50 - id)));
    await until(() => expect(pubacks(device)).toHaveLength(50));
    expect(verify).toHaveBeenCalledTimes(1);
  });

  test("a second connection of one device takes over; the first one's end is not taken for the device's", async () => {
    const house = await openBroker();
    const token = await house.provision("BPH0001-ctl", "BPH0001");
    const first = await login(house.port, "BPH0001-ctl", token);
    const second = await login(house.port, "BPH0001-ctl", token);
    await until(() => expect(first.closed).toBe(true));
    second.send(publishPacket(1, topic, reading()));
    await until(() => expect(pubacks(second)).toEqual([1]));
    await until(() => expect(house.committed.events).toHaveLength(3));
    const epochs = house.committed.events.map((event) =>
      "epoch" in event ? `${event.kind} ${event.epoch}` : "",
    );
    expect(epochs.sort()).toEqual(["connected 1", "connected 2", "disconnected 1"]);
    expect(house.brokerCounters.takeovers).toBe(1);
    expect(house.broker.connections).toBe(1);
  });

  test("no more than connectionsMax", async () => {
    const house = await openBroker({ limits: { connectionsMax: 1 } });
    const token = await house.provision("BPH0001-ctl", "BPH0001");
    await login(house.port, "BPH0001-ctl", token);
    const second = new RawDevice(house.port);
    await until(() => expect(second.closed).toBe(true));
    expect(house.brokerCounters.connectionsOverLimit).toBe(1);
  });

  test("not without a client id, whether it asks for a stored session or not", async () => {
    const house = await openBroker();
    const token = await house.provision("BPH0001-ctl", "BPH0001");
    const device = new RawDevice(house.port);
    device.send(connectPacket("BPH0001-ctl", token, { clientId: "", clean: true }));
    await until(() => expect(returnCode(device)).toBe(2));
    const keeper = new RawDevice(house.port);
    const connect = mqttPacket.generate(connectPacket("x", token, { username: "BPH0001-ctl" }));
    // The library refuses to write it: an empty client id with clean session off [MQTT-3.1.3-8].
    const idAt = connect.indexOf(Buffer.from([0, 1, 0x78]));
    connect[9] = (connect[9] ?? 0) & ~0x02;
    keeper.write(
      Buffer.concat([
        withoutOneByte(connect.subarray(0, idAt)),
        Buffer.from([0, 0]),
        connect.subarray(idAt + 3),
      ]),
    );
    await until(() => expect(keeper.closed).toBe(true));
    expect(house.broker.connections).toBe(0);
  });

  test("not when its credential can't be verified in time: it is told to come back", async () => {
    const house = await openBroker({ limits: { authenticateTimeoutMs: 0 } });
    const token = "a token whose check takes a hundred times the limit";
    // The work of a person's password: a device's own check may be done before a timer of a millisecond is.
    const hash = await hashSecret(token, passwordCost);
    house.devices.provision({ id: deviceId("BPH0001-ctl"), site: siteCode("BPH0001"), token, hash }, 0);
    const device = new RawDevice(house.port);
    device.send(connectPacket("BPH0001-ctl", token));
    await until(() => expect(returnCode(device)).toBe(3));
    expect(house.brokerCounters.connectionsPutOff).toBe(1);
  });

  test("not who says nothing: CONNECT has a time limit", async () => {
    const house = await openBroker({ limits: { connectTimeoutMs: 100 } });
    const device = new RawDevice(house.port);
    await until(() => expect(device.closed).toBe(true));
  });

  test("nor for ever with keep-alive 0: the platform's longest applies", async () => {
    const house = await openBroker({ limits: { keepaliveSecondsMax: 1 } });
    const token = await house.provision("BPH0001-ctl", "BPH0001");
    const device = new RawDevice(house.port);
    device.send(connectPacket("BPH0001-ctl", token, { keepalive: 0 }));
    await until(() => expect(returnCode(device)).toBe(0));
    await until(() => expect(device.closed).toBe(true));
    expect(house.brokerCounters.keepaliveTimeouts).toBe(1);
  });
});
