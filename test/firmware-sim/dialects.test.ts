import fc from "fast-check";
import { describe, expect, test } from "vitest";
import { defaultControllerLimits } from "../../firmware-sim/controller/controller-state.ts";
import type { Encode, SampleBatch, TimedSample } from "../../firmware-sim/dialects/dialect.ts";
import { type DialectName, limitsIn, messageIn } from "../../firmware-sim/dialects/dialects.ts";
import { encodeNative, nativeEntry } from "../../firmware-sim/dialects/native.ts";
import { encodeTelegraf } from "../../firmware-sim/dialects/telegraf.ts";
import { encodeThingsBoard } from "../../firmware-sim/dialects/thingsboard.ts";
import { defaultIngestLimits } from "../../ingest/limits.ts";
import {
  metrics as everyMetric,
  metricNamed,
  platformMetric,
  presentValue,
} from "../../telemetry/metrics.ts";
import { nowMs, openIntake } from "../ingest/house.ts";

/** What devices may say. */
const metrics = everyMetric.filter(({ name }) => name !== platformMetric);

const encoders: readonly [DialectName, Encode][] = [
  ["native", encodeNative],
  ["thingsboard", encodeThingsBoard],
  ["telegraf", encodeTelegraf],
];

/** Metrics of the dictionary, and names that no dictionary has, with what takes them apart: dots and `value`. */
const metricName = fc.oneof(
  { weight: 4, arbitrary: fc.constantFrom(...metrics.map(({ name }) => name)) },
  fc.constantFrom(
    "x",
    "value",
    "value.value",
    "x.value",
    "x.y.value",
    "constructor",
    "a.__proto__",
    "a.",
    "a..b",
  ),
);

const valueFor = (name: string): fc.Arbitrary<TimedSample["values"][string]> => {
  const metric = metricNamed(name);
  if (metric?.kind === "boolean") return fc.boolean();
  if (metric?.kind === "word") return fc.constantFrom(...metric.words);
  const [min, max] = metric === null ? [-1e6, 1e6] : [metric.minimum, metric.maximum];
  return fc.double({ min, max, noNaN: true });
};

const values: fc.Arbitrary<TimedSample["values"]> = fc
  .uniqueArray(metricName, { minLength: 1, maxLength: 8 })
  .chain((names) => fc.tuple(...names.map((name) => valueFor(name).map((value) => [name, value] as const))))
  .map((pairs) => Object.fromEntries(pairs));

const batch: fc.Arbitrary<SampleBatch> = fc
  .record({
    node: fc.constantFrom("ctl", "pwr", "mw-1", "1.a_B"),
    ages: fc.uniqueArray(fc.integer({ min: 0, max: 100_000 }), { minLength: 1, maxLength: 4 }),
    all: fc.array(values, { minLength: 4, maxLength: 4 }),
  })
  .map(({ node, ages, all }) => ({
    site: "BPH0001",
    node,
    controller: "ctl",
    samples: ages
      .sort((one, other) => other - one)
      .map((age, index) => ({ tsMs: nowMs - age, sequence: index + 1, values: all[index] ?? {} })),
  }));

/** All readings of a batch, sorted: node, metric, time, value as it would be shown. */
const readingsOf = ({ node, samples }: SampleBatch): string[] =>
  samples
    .flatMap(({ tsMs, values: taken }) =>
      Object.entries(taken).map(([name, value]) => JSON.stringify([node, name, tsMs, value])),
    )
    .sort();

/** The same of what the platform has taken in. */
const received = (encode: Encode, sent: SampleBatch): string[] => {
  const house = openIntake();
  const { topic, payload } = encode(sent);
  house.send(payload, topic);
  expect(house.seen().quarantine).toEqual([]);
  const { fresh } = house.gate.gathering;
  return Array.from({ length: fresh.length }, (_none, row) => {
    const series = house.catalog.at(fresh.series[row] ?? -1);
    const stored = fresh.value[row] ?? Number.NaN;
    const value = presentValue(series?.metric ?? null, stored);
    return JSON.stringify([series?.node, series?.metricName, fresh.tsMs[row], value]);
  }).sort();
};

describe.each(encoders)("a device that speaks %s", (dialect, encode) => {
  test("law: the platform reads what the device has measured, to the last bit", () => {
    fc.assert(
      fc.property(batch, (sent) => {
        expect(received(encode, sent)).toEqual(readingsOf(sent));
      }),
    );
  });

  test("law: what it has kept natively says the same when it is sent", () => {
    fc.assert(
      fc.property(batch, (sent) => {
        const bodies = sent.samples.map(nativeEntry);
        const payload = bodies.length === 1 ? (bodies[0] ?? "") : `[${bodies.join(",")}]`;
        const message = messageIn(
          dialect,
          { site: sent.site, controller: sent.controller },
          { node: sent.node, payload },
        );
        expect(message).toEqual(encode(sent));
      }),
      { numRuns: 30 },
    );
  });

  test("has backlogs that the platform takes, with every metric of the dictionary in each entry", () => {
    const all = Object.fromEntries(
      metrics.map((metric) => [
        metric.name,
        metric.kind === "number"
          ? metric.minimum + 1 / 3
          : metric.kind === "boolean"
            ? true
            : (metric.words[0] ?? ""),
      ]),
    );
    const { backlogEntriesMax, backlogPayloadBytesMax } = limitsIn(dialect);
    const sample = (index: number): TimedSample => ({
      tsMs: nowMs - 60_000 + index,
      sequence: index,
      values: all,
    });
    const fitting = Math.min(
      backlogEntriesMax,
      Math.floor(backlogPayloadBytesMax / (nativeEntry(sample(0)).length + 1)),
    );
    const samples = Array.from({ length: fitting }, (_none, index) => sample(index));
    const node = "n".repeat(64);
    const { payload, topic } = encode({ site: "BPH0001", node, controller: "ctl", samples });
    expect(payload.length).toBeLessThan(250_000);
    const house = openIntake();
    house.send(payload, topic);
    expect(house.counters.quarantined["too-many-entries"]).toBe(0);
    expect(house.seen().fresh).toHaveLength(fitting * metrics.length);
    expect(backlogEntriesMax).toBeLessThanOrEqual(
      Math.min(defaultIngestLimits.entriesPerMessageMax, defaultControllerLimits.backlogEntriesMax),
    );
  });
});

test("each dialect looks as it does in the field", () => {
  const live: SampleBatch = {
    site: "BPH0001",
    node: "pwr",
    controller: "ctl",
    samples: [
      { tsMs: nowMs, sequence: 42, values: { "mains.voltage": 228.4, "mains.present": true, vswr: 1.1 } },
    ],
  };
  expect(encodeNative(live)).toEqual({
    topic: "sites/BPH0001/pwr/telemetry",
    payload: `{"ts":${nowMs},"seq":42,"values":{"mains.voltage":228.4,"mains.present":true,"vswr":1.1}}`,
  });
  expect(encodeThingsBoard(live)).toEqual({
    topic: "v1/devices/me/telemetry",
    payload: `{"ts":${nowMs},"values":{"pwr/mains.voltage":228.4,"pwr/mains.present":true,"pwr/vswr":1.1}}`,
  });
  expect(encodeThingsBoard({ ...live, node: "ctl" }).payload).toContain('{"mains.voltage":228.4');
  const telegraf = encodeTelegraf(live);
  expect(telegraf.topic).toBe("telegraf/BPH0001");
  expect(JSON.parse(telegraf.payload)).toEqual({
    metrics: [
      {
        name: "mains",
        tags: { host: "BPH0001", node: "pwr" },
        fields: { voltage: 228.4, present: true },
        timestamp: nowMs,
      },
      { name: "vswr", tags: { host: "BPH0001", node: "pwr" }, fields: { value: 1.1 }, timestamp: nowMs },
    ],
  });
});
