import fc from "fast-check";
import { describe, expect, test } from "vitest";
import { metrics, platformMetric } from "../../telemetry/metrics.ts";
import { timeFromReceipt } from "../../telemetry/reading-columns.ts";
import { nowMs, openIntake } from "./house.ts";

const message = (values: unknown, ts: unknown = nowMs - 1_000): string => JSON.stringify({ ts, values });

describe("a telemetry message", () => {
  test("becomes one row a value: numbers as they are, booleans 0 or 1, words their place", () => {
    const house = openIntake();
    house.send(message({ "mains.voltage": 228.4, "door.open": true, "genset.state": "running" }));
    expect(house.seen().fresh).toEqual([
      { metric: "mains.voltage", tsMs: nowMs - 1_000, value: 228.4, lagMs: 1_000 },
      { metric: "door.open", tsMs: nowMs - 1_000, value: 1, lagMs: 1_000 },
      { metric: "genset.state", tsMs: nowMs - 1_000, value: 2, lagMs: 1_000 },
    ]);
    expect(house.counters.readings).toBe(3);
  });

  test("without a time gets the receive time, and is marked so", () => {
    const house = openIntake();
    house.send(JSON.stringify({ values: { "mains.voltage": 230 } }));
    expect(house.seen().fresh).toEqual([
      { metric: "mains.voltage", tsMs: nowMs, value: 230, lagMs: timeFromReceipt },
    ]);
  });

  test("without a time is never taken for another: two in one millisecond are two readings", () => {
    const house = openIntake();
    house.send(JSON.stringify({ values: { "mains.present": true } }));
    house.send(JSON.stringify({ values: { "mains.present": false } }));
    expect(house.seen().fresh.map(({ tsMs, value }) => [tsMs, value])).toEqual([
      [nowMs, 1],
      [nowMs + 1, 0],
    ]);
    expect(house.seen().behind).toEqual([]);
  });

  test("as an array is a backfill, entry by entry", () => {
    const house = openIntake();
    const entry = (ts: number) => ({ ts, values: { "mains.voltage": 230 } });
    house.send(JSON.stringify([entry(nowMs - 3_000), entry(nowMs - 2_000), entry(nowMs - 1_000)]));
    expect(house.seen().fresh.map((row) => row.tsMs)).toEqual([nowMs - 3_000, nowMs - 2_000, nowMs - 1_000]);
  });

  test("sent twice, or out of order, goes to the readings that the store compares with what it has", () => {
    const house = openIntake();
    house.send(message({ "mains.voltage": 230 }, nowMs - 1_000));
    house.send(message({ "mains.voltage": 230 }, nowMs - 1_000));
    house.send(message({ "mains.voltage": 229 }, nowMs - 5_000));
    expect(house.seen().fresh).toHaveLength(1);
    expect(house.seen().behind.map((row) => row.tsMs)).toEqual([nowMs - 1_000, nowMs - 5_000]);
    expect(house.counters.behind).toBe(2);
  });

  test("in another order of its metrics lands in the same series", () => {
    const house = openIntake();
    house.send(message({ "mains.voltage": 230, "dc.bus.voltage": 54, vswr: 1.1 }, nowMs - 3));
    house.send(message({ vswr: 1.2, "mains.voltage": 231, "dc.bus.voltage": 53 }, nowMs - 2));
    house.send(message({ "dc.bus.voltage": 52, vswr: 1.3 }, nowMs - 1));
    const values = (metric: string) =>
      house
        .seen()
        .fresh.filter((row) => row.metric === metric)
        .map((row) => row.value);
    expect(values("mains.voltage")).toEqual([230, 231]);
    expect(values("dc.bus.voltage")).toEqual([54, 53, 52]);
    expect(values("vswr")).toEqual([1.1, 1.2, 1.3]);
    expect(house.catalog.size).toBe(3);
  });

  test("with a metric that the dictionary does not know is stored and counted", () => {
    const house = openIntake();
    house.send(message({ "cooling.pump.speed": 1_200, "cooling.pump.on": true }));
    expect(house.seen().fresh.map((row) => row.value)).toEqual([1_200, 1]);
    expect(house.counters.unknownMetrics).toBe(2);
    expect(house.seen().quarantine).toEqual([]);
  });
});

describe("a value that can't be taken is quarantined alone, the rest of its message is stored", () => {
  test.each([
    ["a number as a string", { "mains.voltage": "228" }, "wrong-type"],
    ["null", { "mains.voltage": null }, "wrong-type"],
    ["what only the platform says", { "site.autonomy": 60 }, "platform-metric"],
    ["an object", { "mains.voltage": { a: 1 } }, "wrong-type"],
    ["above its physical range", { "mains.voltage": 300.1 }, "out-of-range"],
    ["below its physical range", { "mains.voltage": -0.1 }, "out-of-range"],
    ["a number for a boolean", { "door.open": 1 }, "wrong-type"],
    ["a word that its metric does not have", { "genset.state": "dancing" }, "unknown-word"],
    ["a number for a word", { "genset.state": 2 }, "wrong-type"],
    ["a name with a slash", { "mains/voltage": 1 }, "bad-metric-name"],
    ["a name of 65 letters", { ["m".repeat(65)]: 1 }, "bad-metric-name"],
    ["an unknown metric with text", { "cooling.pump.state": "fast" }, "wrong-type"],
  ])("%s", (_name, bad, reason) => {
    const house = openIntake();
    house.send(message({ ...bad, "dc.bus.voltage": 54 }));
    expect(house.seen().fresh.map((row) => row.metric)).toEqual(["dc.bus.voltage"]);
    expect(house.seen().quarantine).toMatchObject([{ reason, metric: Object.keys(bad)[0]?.slice(0, 64) }]);
    expect(house.seen().quarantine[0]?.detail).not.toBe("");
  });

  test("Infinity, as 1e999", () => {
    const house = openIntake();
    house.send(`{"values":{"mains.voltage":1e999,"dc.bus.voltage":54}}`);
    expect(house.seen().quarantine).toMatchObject([{ reason: "not-finite", payload: "Infinity" }]);
    expect(house.seen().fresh).toHaveLength(1);
  });

  test("a __proto__ key changes nothing but the count of its reason", () => {
    const house = openIntake();
    house.send(
      `{"__proto__":{"ts":1},"values":{"__proto__":{"mains.voltage":1},"constructor":5,"mains.voltage":230}}`,
    );
    expect(house.seen().quarantine).toMatchObject([
      { reason: "bad-metric-name", metric: "__proto__", payload: `{"mains.voltage":1}` },
    ]);
    expect(house.seen().fresh.map((row) => row.metric)).toEqual(["constructor", "mains.voltage"]);
    expect(Object.keys(Object.prototype)).toEqual([]);
  });

  test("brackets within brackets, deeper than they could be written again", () => {
    const house = openIntake();
    const deep = "[".repeat(100_000) + "]".repeat(100_000);
    house.send(`{"values":{"mains.voltage":${deep},"dc.bus.voltage":54}}`);
    expect(house.seen().quarantine).toMatchObject([
      { reason: "wrong-type", metric: "mains.voltage", payload: expect.stringMatching(/^\{"values".*\[\[/) },
    ]);
    expect(house.seen().fresh).toHaveLength(1);
  });

  test("the 257th series of a node", () => {
    const house = openIntake();
    house.send(
      message(Object.fromEntries(Array.from({ length: 260 }, (_none, number) => [`m${number}`, 1]))),
    );
    expect(house.seen().fresh).toHaveLength(256);
    expect(house.counters.quarantined["too-many-series"]).toBe(4);
  });
});

describe("a message that can't be understood is kept whole with its reason (I6)", () => {
  const entries = JSON.stringify(
    Array.from({ length: 10_000 }, () => ({ values: { "mains.voltage": 230 } })),
  );
  test.each([
    ["no JSON", "hello", "not-json"],
    ["NaN", `{"values":{"mains.voltage":NaN}}`, "not-json"],
    ["nothing", "", "not-json"],
    ["half a message", `{"values":{"mains.vol`, "not-json"],
    ["a number", "5", "not-an-object"],
    ["null", "null", "not-an-object"],
    ["values as an array", `{"values":[1,2]}`, "bad-values"],
    ["no values", `{"ts":${nowMs}}`, "bad-values"],
    ["a time of 1970", message({ "mains.voltage": 230 }, 0), "time-out-of-window"],
    ["a time of 2099", message({ "mains.voltage": 230 }, 4_070_908_800_000), "time-out-of-window"],
    ["a time in words", message({ "mains.voltage": 230 }, "2026-01-01"), "bad-time"],
    ["a time with a fraction", message({ "mains.voltage": 230 }, nowMs + 0.5), "bad-time"],
    ["10,000 entries", entries, "too-many-entries"],
  ])("%s", (_name, payload, reason) => {
    const house = openIntake();
    house.send(payload);
    expect(house.seen().fresh).toEqual([]);
    expect(house.seen().quarantine).toMatchObject([{ reason, metric: null, device: "BPH0001-ctl" }]);
    expect(house.seen().quarantine[0]?.payload.length).toBeLessThanOrEqual(1_024);
    expect(house.publisher.heldMessages).toBe(1);
  });

  test.each([
    ["another site's topic", "sites/BPH0002/pwr/telemetry", "foreign-site"],
    ["a topic outside the grammar", "foo/bar", "unknown-topic"],
    ["a command, which only the platform sends", "sites/BPH0001/pwr/command", "unknown-topic"],
    ["$SYS", "$SYS/broker/uptime", "unknown-topic"],
    ["a NUL in the topic", "sites/BPH0001/p\u0000wr/telemetry", "unknown-topic"],
    ["a reply that says nothing of a command", "sites/BPH0001/pwr/reply", "bad-reply"],
    ["a state without session", "sites/BPH0001/ctl/state", "bad-state"],
    ["an alarm without type", "sites/BPH0001/ctl/alarm", "bad-alarm"],
  ])("%s", (_name, topic, reason) => {
    const house = openIntake();
    house.send(message({ "mains.voltage": 230 }), topic);
    expect(house.seen().fresh).toEqual([]);
    expect(house.seen().quarantine).toMatchObject([{ reason, topic }]);
  });

  test("and one device can't fill the quarantine: what is over its share is counted", () => {
    const house = openIntake({ limits: { quarantineRowsPerDeviceMinuteMax: 3 } });
    for (let count = 0; count < 10; count++) house.send("bad");
    expect(house.seen().quarantine).toHaveLength(3);
    expect(house.counters.quarantined["not-json"]).toBe(10);
    expect(house.counters.quarantineDropped).toBe(7);
  });

  test("nor the catalog: the 257th node of a site is refused", () => {
    const house = openIntake({ limits: { nodesPerSiteMax: 2 } });
    for (const node of ["a", "b", "c"]) house.send(message({ vswr: 1.1 }), `sites/BPH0001/${node}/telemetry`);
    expect(house.seen().fresh).toHaveLength(2);
    expect(house.counters.quarantined["too-many-nodes"]).toBe(1);
  });
});

test("nodes that the journal knows count from the start, and stay welcome", () => {
  const house = openIntake({ limits: { nodesPerSiteMax: 1 }, known: [["BPH0001", "pwr", "vswr"]] });
  house.send(message({ vswr: 1.1 }), "sites/BPH0001/new/telemetry");
  house.send(message({ vswr: 1.1 }), "sites/BPH0001/pwr/telemetry");
  expect(house.seen().fresh).toHaveLength(1);
  expect(house.counters.quarantined["too-many-nodes"]).toBe(1);
});

describe("what is no reading becomes an event", () => {
  test("a birth, with its defaults", () => {
    const house = openIntake();
    house.send(`{"online":true,"session":7}`, "sites/BPH0001/ctl/state");
    expect(house.seen().events).toMatchObject([
      {
        kind: "birth",
        site: "BPH0001",
        node: "ctl",
        session: 7,
        periodSeconds: 60,
        firmware: null,
        clockMs: null,
      },
    ]);
  });

  test("not a birth with a period that is no whole number of seconds", () => {
    const house = openIntake();
    house.send(`{"online":true,"session":7,"period":1.0001}`, "sites/BPH0001/ctl/state");
    expect(house.seen().events).toEqual([]);
    expect(house.seen().quarantine).toMatchObject([{ reason: "bad-state" }]);
  });

  test("a will", () => {
    const house = openIntake();
    house.send(`{"online":false,"session":7}`, "sites/BPH0001/ctl/state");
    expect(house.seen().events).toMatchObject([{ kind: "death", session: 7 }]);
  });

  test("an alarm of the device's own", () => {
    const house = openIntake();
    house.send(`{"type":"cell.down","severity":"major","text":"cell 3"}`, "sites/BPH0001/bts-4g/alarm");
    expect(house.seen().events).toMatchObject([
      { kind: "alarm", type: "cell.down", severity: "major", cleared: false, tsMs: nowMs },
    ]);
  });
});

test("law: the range check of the hot path agrees with the dictionary, whatever the value", () => {
  const value = fc.oneof(fc.double(), fc.boolean(), fc.string(), fc.constant(null), fc.integer());
  fc.assert(
    fc.property(
      fc.constantFrom(...metrics.filter(({ name }) => name !== platformMetric)),
      value,
      (metric, sent) => {
        const house = openIntake();
        house.send(JSON.stringify({ values: { [metric.name]: sent } }));
        const received: unknown = JSON.parse(JSON.stringify(sent));
        const legal =
          metric.kind === "number"
            ? typeof received === "number" && received >= metric.minimum && received <= metric.maximum
            : metric.kind === "boolean"
              ? typeof received === "boolean"
              : typeof received === "string" && metric.words.includes(received);
        expect(house.seen().fresh).toHaveLength(legal ? 1 : 0);
        expect(house.seen().quarantine).toHaveLength(legal ? 0 : 1);
      },
    ),
  );
});

test("law: no payload of random bytes throws, and each is held for its acknowledgement", () => {
  fc.assert(
    fc.property(fc.uint8Array({ maxLength: 200 }), (bytes) => {
      const house = openIntake();
      house.send(Buffer.from(bytes));
      expect(house.publisher.heldMessages).toBe(1);
      expect(house.faults).toEqual([]);
    }),
  );
});
