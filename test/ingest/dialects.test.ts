import fc from "fast-check";
import { describe, expect, test } from "vitest";
import { timeFromReceipt } from "../../telemetry/reading-columns.ts";
import { nowMs, openIntake } from "./house.ts";

const thingsBoard = "v1/devices/me/telemetry";
const gateway = "v1/gateway/telemetry";
const telegraf = "telegraf/BPH0001/mains";

/** What an intake makes of one message: readings as `node metric value age`, and why the rest was refused. */
const outcome = (topic: string, message: unknown, house = openIntake()) => {
  house.send(typeof message === "string" ? message : JSON.stringify(message), topic);
  const { fresh } = house.gate.gathering;
  const readings = Array.from({ length: fresh.length }, (_none, row) => {
    const series = house.catalog.at(fresh.series[row] ?? -1);
    const lagMs = fresh.lagMs[row] ?? 0;
    const age = lagMs === timeFromReceipt ? "received" : `${lagMs} ms old`;
    return `${series?.node} ${series?.metricName} ${fresh.value[row]} ${age}`;
  });
  const refused = house.seen().quarantine.map(({ reason, metric, detail }) => {
    expect(detail).not.toBe("");
    return metric === null ? reason : `${reason} ${metric}`;
  });
  expect(house.publisher.heldMessages).toBe(1);
  expect(house.faults).toEqual([]);
  return { readings, refused };
};

const taken = (topic: string, message: unknown): readonly string[] => {
  const { readings, refused } = outcome(topic, message);
  expect(refused).toEqual([]);
  return readings;
};

const ts = nowMs - 1_000;

describe("a message of ThingsBoard's device API", () => {
  test.each([
    ["keys and values", { "room.temperature": 25 }, ["ctl room.temperature 25 received"]],
    ["with a time", { ts, values: { "door.open": true } }, ["ctl door.open 1 1000 ms old"]],
    ["with values but no time", { values: { "door.open": true } }, ["ctl door.open 1 received"]],
    [
      "an array",
      [{ ts, values: { vswr: 1.1 } }, { vswr: 1.2 }],
      ["ctl vswr 1.1 1000 ms old", "ctl vswr 1.2 received"],
    ],
    [
      "keys of nodes, after a slash",
      {
        ts,
        values: { "pwr/mains.voltage": 228.4, "bts-4g/vswr": 1.1, vswr: 1.2, "pwr/genset.state": "running" },
      },
      [
        "pwr mains.voltage 228.4 1000 ms old",
        "bts-4g vswr 1.1 1000 ms old",
        "ctl vswr 1.2 1000 ms old",
        "pwr genset.state 2 1000 ms old",
      ],
    ],
    ["an empty object", {}, []],
    ["a metric that nobody knows", { "coffee.level": 0.5 }, ["ctl coffee.level 0.5 received"]],
  ])("%s", (_name, message, readings) => {
    expect(taken(thingsBoard, message)).toEqual(readings);
  });

  test("of its gateway API: the devices behind the gateway are the nodes of the site", () => {
    const message = {
      pwr: [{ ts, values: { "mains.voltage": 228 } }, { "mains.voltage": 229 }],
      "mw-1": [{ ts, values: { "link.up": true }, metadata: { connector: "modbus" } }],
    };
    expect(taken(gateway, message)).toEqual([
      "pwr mains.voltage 228 1000 ms old",
      "pwr mains.voltage 229 received",
      "mw-1 link.up 1 1000 ms old",
    ]);
  });

  test.each([
    ["v1/devices/me/attributes", '{"firmware":"1.4.2"}'],
    ["v1/gateway/attributes", "no JSON at all"],
    ["v1/gateway/connect", '{"device":"pwr"}'],
    ["v1/gateway/disconnect", '{"device":"pwr"}'],
  ])("%s is acknowledged and counted as ignored, not read", (topic, payload) => {
    const house = openIntake();
    expect(outcome(topic, payload, house)).toEqual({ readings: [], refused: [] });
    expect(house.counters.ignored).toBe(1);
  });
});

describe("a metric of Telegraf", () => {
  const metric = (more: object = {}) => ({
    name: "mains",
    tags: { host: "BPH0001", site: "BPH0001", node: "pwr" },
    fields: { voltage: 228.4, present: true },
    timestamp: nowMs / 1_000 - 1,
    ...more,
  });
  const both = ["pwr mains.voltage 228.4 1000 ms old", "pwr mains.present 1 1000 ms old"];

  test.each([
    ["alone", metric(), both],
    ["in a batch", { metrics: [metric()] }, both],
    ["in an array", [metric()], both],
    [
      "without node: of the controller",
      metric({ tags: {}, fields: { voltage: 1 } }),
      ["ctl mains.voltage 1 1000 ms old"],
    ],
    [
      "without tags",
      metric({ tags: undefined, fields: { voltage: 1 } }),
      ["ctl mains.voltage 1 1000 ms old"],
    ],
    [
      "without time",
      metric({ timestamp: undefined, fields: { voltage: 1 } }),
      ["pwr mains.voltage 1 received"],
    ],
    [
      "whose field is called value",
      metric({ name: "vswr", fields: { value: 1.1 } }),
      ["pwr vswr 1.1 1000 ms old"],
    ],
    ["in ms", metric({ timestamp: ts }), both],
    ["in µs", metric({ timestamp: ts * 1e3 }), both],
    ["in ns", metric({ timestamp: ts * 1e6 }), both],
  ])("%s", (_name, message, readings) => {
    expect(taken(telegraf, message)).toEqual(readings);
  });

  test.each(["telegraf/BPH0001", "telegraf/BPH0001/mains/pwr"])("may come on %s", (topic) => {
    expect(taken(topic, metric())).toEqual(both);
  });

  test.each([
    ["another site's topic", "telegraf/BPH0002/mains", metric(), ["foreign-site"]],
    ["the topic of no site", "telegraf/", metric(), ["foreign-site"]],
    ["another site's tag", telegraf, metric({ tags: { site: "BPH0002" } }), ["foreign-site"]],
    ["a node that is a number", telegraf, metric({ tags: { node: 5 } }), ["bad-node"]],
    [
      "a node with a blank",
      telegraf,
      metric({ tags: { node: "p w" } }),
      ["bad-node mains.voltage", "bad-node mains.present"],
    ],
    ["tags in an array", telegraf, metric({ tags: ["pwr"] }), ["bad-values"]],
    ["no name", telegraf, metric({ name: undefined }), ["bad-values"]],
    ["no fields", telegraf, metric({ fields: undefined }), ["bad-values"]],
    ["a time in words", telegraf, metric({ timestamp: "2026-01-01T00:00:00Z" }), ["bad-time"]],
    ["a time with a fraction", telegraf, metric({ timestamp: 1.5 }), ["bad-time"]],
    ["a time of 1970, once an entry", telegraf, metric({ timestamp: 0 }), ["time-out-of-window"]],
    ["a time before 1970", telegraf, metric({ timestamp: -5 }), ["time-out-of-window"]],
    ["a time of 2099", telegraf, metric({ timestamp: 4_070_908_800 }), ["time-out-of-window"]],
    ["a batch that is none", telegraf, { metrics: 5 }, ["bad-values"]],
  ])("%s: refused", (_name, topic, message, refused) => {
    expect(outcome(topic, message)).toEqual({ readings: [], refused });
  });

  test("one of a batch that is refused leaves the others", () => {
    const { readings, refused } = outcome(telegraf, { metrics: [metric({ timestamp: 0 }), 5, metric()] });
    expect(readings).toEqual(both);
    expect(refused).toEqual(["time-out-of-window", "not-an-object"]);
  });
});

/** One value in the words of each dialect, for the controller. */
const forms: readonly [name: string, topic: string, message: (key: string, json: string) => string][] = [
  ["ThingsBoard", thingsBoard, (key, json) => `{"ts":${ts},"values":{"${key}":${json},"vswr":1.1}}`],
  ["ThingsBoard without time", thingsBoard, (key, json) => `{"${key}":${json},"vswr":1.1}`],
  ["ThingsBoard gateway", gateway, (key, json) => `{"ctl":[{"values":{"${key}":${json},"vswr":1.1}}]}`],
  [
    "Telegraf",
    telegraf,
    (key, json) =>
      `[{"name":"${key}","fields":{"value":${json}}},{"name":"vswr","fields":{"value":1.1},"timestamp":${ts}}]`,
  ],
];

describe.each(forms)(
  "bad values of %s are refused one by one as in the native dialect",
  (_name, topic, message) => {
    test.each([
      ["a number as a string", "mains.voltage", '"228"', "wrong-type"],
      ["null", "mains.voltage", "null", "wrong-type"],
      ["an object", "mains.voltage", '{"a":1}', "wrong-type"],
      ["out of range", "mains.voltage", "300.1", "out-of-range"],
      ["Infinity", "mains.voltage", "1e999", "not-finite"],
      ["a number for a boolean", "door.open", "1", "wrong-type"],
      ["a word of no list", "genset.state", '"dancing"', "unknown-word"],
      ["__proto__", "__proto__", '{"x":1}', "bad-metric-name"],
      ["a name of 65 letters", "m".repeat(65), "1", "bad-metric-name"],
      ["an unknown metric with text", "cooling.pump.state", '"fast"', "wrong-type"],
      ["brackets within brackets", "mains.voltage", "[".repeat(60_000) + "]".repeat(60_000), "wrong-type"],
    ])("%s", (_what, key, json, reason) => {
      const { readings, refused } = outcome(topic, message(key, json));
      expect(readings).toHaveLength(1);
      expect(readings[0]).toMatch(/^ctl vswr 1.1 /);
      expect(refused).toEqual([`${reason} ${key.slice(0, 64)}`]);
      expect(Object.keys(Object.prototype)).toEqual([]);
    });

    test("NaN refuses the message", () => {
      expect(outcome(topic, message("mains.voltage", "NaN"))).toEqual({
        readings: [],
        refused: ["not-json"],
      });
    });
  },
);

describe("messages that can't be understood are kept whole with their reason (I6)", () => {
  const many = (entry: object) => Array.from({ length: 10_000 }, () => entry);
  test.each([
    [thingsBoard, "hello", "not-json"],
    [thingsBoard, "", "not-json"],
    [thingsBoard, 5, "not-an-object"],
    [thingsBoard, null, "not-an-object"],
    [thingsBoard, { ts, vswr: 1 }, "bad-values"],
    [thingsBoard, { ts, values: [1] }, "bad-values"],
    [thingsBoard, { ts: "now", values: { vswr: 1 } }, "bad-time"],
    [thingsBoard, { ts: nowMs + 0.5, values: { vswr: 1 } }, "bad-time"],
    [thingsBoard, { ts: 0, values: { vswr: 1, "pwr/vswr": 1 } }, "time-out-of-window"],
    [thingsBoard, { ts: nowMs + 601_000, values: { vswr: 1 } }, "time-out-of-window"],
    [thingsBoard, many({}), "too-many-entries"],
    [gateway, "[", "not-json"],
    [gateway, [{ ts }], "not-an-object"],
    [gateway, { pwr: 5 }, "not-an-object"],
    [gateway, { a: many({}).slice(0, 600), b: many({}).slice(0, 600) }, "too-many-entries"],
    [telegraf, "mains,node=pwr voltage=228.4", "not-json"],
    [telegraf, 228.4, "not-an-object"],
    [telegraf, { metrics: many({}) }, "too-many-entries"],
    [telegraf, many({}), "too-many-entries"],
    ["v1/devices/me/rpc/response/1", {}, "unknown-topic"],
    ["v1/devices/me/telemetry/", { vswr: 1 }, "unknown-topic"],
    ["telegrafs/BPH0001/mains", {}, "unknown-topic"],
  ])("%s %j: %s", (topic, message, reason) => {
    expect(outcome(topic, message)).toEqual({ readings: [], refused: [reason] });
  });

  test("a node that is no code takes its values along, and no others", () => {
    const { readings, refused } = outcome(thingsBoard, {
      "/vswr": 1,
      "p w/vswr": 1,
      "__proto__/vswr": 1,
      "pwr/vswr": 1,
    });
    expect(readings).toEqual(["pwr vswr 1 received"]);
    expect(refused).toEqual(["bad-node vswr", "bad-node vswr", "bad-node vswr"]);
  });

  test("a metric name with a slash is none", () => {
    expect(outcome(thingsBoard, { "pwr/mains/voltage": 1 }).refused).toEqual([
      "bad-metric-name mains/voltage",
    ]);
    expect(outcome(gateway, { pwr: { "mains/voltage": 1 } }).refused).toEqual([
      "bad-metric-name mains/voltage",
    ]);
  });

  test("a site can't have more nodes than natively, nor a node more series", () => {
    const nodes = openIntake({ limits: { nodesPerSiteMax: 2 } });
    const values = { "a/vswr": 1, "b/vswr": 1, "c/vswr": 1, "a/link.up": true };
    expect(outcome(thingsBoard, values, nodes)).toEqual({
      readings: ["a vswr 1 received", "b vswr 1 received", "a link.up 1 received"],
      refused: ["too-many-nodes vswr"],
    });
    const fields = Object.fromEntries(Array.from({ length: 260 }, (_none, number) => [`f${number}`, 1]));
    const { readings, refused } = outcome(telegraf, { name: "m", fields });
    expect(readings).toHaveLength(256);
    expect(refused).toEqual(
      Array.from({ length: 4 }, (_none, number) => `too-many-series m.f${256 + number}`),
    );
  });
});

test("all dialects of a device feed the same series", () => {
  const house = openIntake();
  house.send(JSON.stringify({ ts, values: { "pwr/mains.voltage": 228 } }), thingsBoard);
  house.send(JSON.stringify({ ts: ts + 1, values: { "mains.voltage": 229 } }), "sites/BPH0001/pwr/telemetry");
  house.send(
    JSON.stringify({ name: "mains", tags: { node: "pwr" }, fields: { voltage: 230 }, timestamp: ts + 2 }),
    telegraf,
  );
  house.send(JSON.stringify({ pwr: [{ ts: ts + 2, values: { "mains.voltage": 230 } }] }), gateway);
  expect(house.catalog.size).toBe(1);
  expect(house.seen().fresh.map(({ value }) => value)).toEqual([228, 229, 230]);
  expect(house.seen().behind.map(({ value }) => value)).toEqual([230]);
});

test("law: no message of any JSON throws, and each is held for its acknowledgement", () => {
  const part = fc.constantFrom(
    "ts",
    "values",
    "metrics",
    "name",
    "fields",
    "tags",
    "timestamp",
    "pwr",
    "__proto__",
    "site",
    "node",
  );
  const { message } = fc.letrec((tie) => ({
    message: fc.oneof(
      { maxDepth: 4 },
      fc.constantFrom(null, true, 5, ts, "BPH0001", ""),
      fc.array(tie("message"), { maxLength: 3 }),
      fc.dictionary(part, tie("message"), { maxKeys: 5 }),
    ),
  }));
  fc.assert(
    fc.property(fc.constantFrom(thingsBoard, gateway, telegraf), message, (topic, sent) => {
      outcome(topic, JSON.stringify(sent));
    }),
    { numRuns: 300 },
  );
});
