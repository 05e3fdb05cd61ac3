import { expect, test } from "vitest";
import type { Behaviour, Span } from "../../firmware-sim/behaviours/behaviour.ts";
import { doorLeftOpen } from "../../firmware-sim/behaviours/door-left-open.ts";
import { hotCabinet } from "../../firmware-sim/behaviours/hot-cabinet.ts";
import { linkFlap } from "../../firmware-sim/behaviours/link-flap.ts";
import { mainsFailure } from "../../firmware-sim/behaviours/mains-failure.ts";
import { sensorChatter } from "../../firmware-sim/behaviours/sensor-chatter.ts";
import type { Sample } from "../../firmware-sim/controller/controller.ts";
import { type SimulatedNode, SiteModel } from "../../firmware-sim/site-model.ts";
import { metricNamed } from "../../telemetry/metrics.ts";
import { abnormal } from "./abnormal.ts";

const startMs = Date.UTC(2025, 10, 23, 3);
const minuteMs = 60_000;
const nodes: readonly SimulatedNode[] = [
  { code: "ctl", kind: "controller" },
  { code: "pwr", kind: "power" },
  { code: "mw1", kind: "microwave", planned: { plannedRslDbm: -45 } },
  { code: "agg", kind: "router" },
  { code: "bts-4g", kind: "bts" },
];

/** Samples each minute from the start, up to and including the last. */
const run = (
  seed: string,
  minutes: number,
  behaviours: readonly Behaviour[] = [],
): readonly (readonly Sample[])[] => {
  const model = new SiteModel("S1", nodes, { seed, atMs: startMs });
  return Array.from({ length: minutes + 1 }, (_, minute) =>
    model.sample(behaviours, startMs + minute * minuteMs),
  );
};

const readingOf = (samples: readonly Sample[] | undefined, node: string, metric: string) =>
  samples?.find((sample) => sample.node === node)?.values[metric];

const numberOf = (samples: readonly Sample[] | undefined, node: string, metric: string): number =>
  Number(readingOf(samples, node, metric));

const minutes = (from: number, to: number): Span => ({
  startsAtMs: startMs + from * minuteMs,
  endsAtMs: startMs + to * minuteMs,
});

const impossible = (samples: readonly Sample[]): string[] =>
  samples.flatMap(({ values }) =>
    Object.entries(values)
      .filter(([name, value]) => {
        const metric = metricNamed(name);
        return (
          metric?.kind === "number" && (Number(value) < metric.minimum || Number(value) > metric.maximum)
        );
      })
      .map(([name, value]) => `${name} ${value}`),
  );

test("the same seed gives the same stream of readings, another seed another", () => {
  expect(run("a", 30)).toEqual(run("a", 30));
  expect(run("a", 30)).not.toEqual(run("b", 30));
});

test("a site reports at least 25 metrics", () => {
  const count = run("a", 0)[0]?.reduce((sum, { values }) => sum + Object.keys(values).length, 0);
  expect(count).toBeGreaterThanOrEqual(25);
});

test("a healthy site is unremarkable all day, whatever the seed", () => {
  for (const seed of ["a", "b", "c", "d", "e", "f"]) {
    for (const samples of run(seed, 24 * 60)) expect(abnormal(samples)).toEqual([]);
  }
});

test("a healthy room never changes by 1 °C in ten minutes", () => {
  const rooms = run("a", 24 * 60).map((samples) => numberOf(samples, "ctl", "room.temperature"));
  for (const [index, room] of rooms.slice(10).entries()) {
    expect(Math.abs(room - (rooms[index] ?? Number.NaN))).toBeLessThan(1);
  }
});

test("mains failure: the battery carries the load and is charged again afterwards", () => {
  const story = run("a", 240, [mainsFailure(minutes(5, 65))]);
  expect(readingOf(story[4], "pwr", "mains.present")).toBe(true);
  expect(readingOf(story[5], "pwr", "mains.present")).toBe(false);
  expect(readingOf(story[5], "pwr", "mains.frequency")).toBeUndefined();
  expect(numberOf(story[5], "pwr", "dc.bus.voltage")).toBeLessThan(51);
  expect(numberOf(story[64], "pwr", "dc.bus.voltage")).toBeLessThan(
    numberOf(story[6], "pwr", "dc.bus.voltage"),
  );
  expect(numberOf(story[64], "pwr", "battery.current")).toBeLessThan(-5);
  expect(numberOf(story[64], "pwr", "battery.soc")).toBeLessThan(95);
  expect(readingOf(story[65], "pwr", "mains.present")).toBe(true);
  expect(numberOf(story[66], "pwr", "battery.current")).toBeGreaterThan(5);
  expect(numberOf(story[240], "pwr", "battery.soc")).toBeGreaterThan(
    numberOf(story[66], "pwr", "battery.soc") + 3,
  );
});

test("an empty battery disconnects: the site goes dark, and is back and charging when mains returns", () => {
  const model = new SiteModel("S1", nodes, { seed: "a", atMs: startMs });
  const dark = [mainsFailure(minutes(0, 24 * 60))];
  const story = Array.from({ length: 26 * 60 }, (_, minute) => ({
    samples: model.sample(dark, startMs + minute * minuteMs),
    isPowered: nodes.map(({ code }) => model.isPowered(code)),
  }));
  const downAt = story.findIndex(({ samples }) => samples.length === 0);
  expect(downAt).toBeGreaterThan(4 * 60);
  expect(numberOf(story[downAt - 1]?.samples, "pwr", "dc.bus.voltage")).toBeLessThan(44.5);
  expect(numberOf(story[downAt - 1]?.samples, "pwr", "battery.soc")).toBeLessThan(25);
  for (const { samples, isPowered } of story.slice(downAt, 24 * 60)) {
    expect(samples).toEqual([]);
    expect(isPowered).not.toContain(true);
  }
  const back = story[24 * 60];
  expect(back?.isPowered).not.toContain(false);
  expect(numberOf(back?.samples, "pwr", "battery.current")).toBeGreaterThan(10);
  expect(story.flatMap(({ samples }) => impossible(samples))).toEqual([]);
});

test("hot cabinet: past 45 °C and the room past 30 °C within ten minutes, cool again after an hour", () => {
  const story = run("a", 80, [hotCabinet(minutes(5, 15))]);
  expect(readingOf(story[5], "ctl", "aircon.state")).toBe("fault");
  expect(numberOf(story[14], "pwr", "cabinet.temperature")).toBeGreaterThan(45);
  expect(numberOf(story[14], "ctl", "room.temperature")).toBeGreaterThan(30);
  expect(abnormal(story[80] ?? [])).toEqual([]);
  expect(story.flatMap(impossible)).toEqual([]);
});

test("door left open: true from start to end, false outside", () => {
  const doors = run("a", 5, [doorLeftOpen(minutes(2, 4))]).map((samples) =>
    readingOf(samples, "ctl", "door.open"),
  );
  expect(doors).toEqual([false, false, true, true, false, false]);
});

test("a link without signal reports no round trip and a level far below the planned one", () => {
  const flapping = { node: "mw1", downMs: minuteMs, upMs: minuteMs };
  const story = run("a", 3, [linkFlap(minutes(0, 10), flapping)]);
  expect(story.map((samples) => readingOf(samples, "mw1", "link.up"))).toEqual([false, true, false, true]);
  expect(readingOf(story[0], "mw1", "link.rtt")).toBeUndefined();
  expect(numberOf(story[0], "mw1", "microwave.rsl")).toBeLessThan(-80);
  expect(Math.abs(numberOf(story[1], "mw1", "microwave.rsl") + 45)).toBeLessThanOrEqual(1);
  expect(readingOf(story[0], "agg", "link.up")).toBe(true);
});

test("sensor chatter: both sides of the limit, only on that sensor", () => {
  const chatter = { node: "pwr", metric: "mains.voltage", around: 240, spread: 3 };
  const volts = run("a", 30, [sensorChatter(minutes(0, 40), chatter)]).map((samples) =>
    numberOf(samples, "pwr", "mains.voltage"),
  );
  expect(volts.some((volt) => volt > 240) && volts.some((volt) => volt < 240)).toBe(true);
  for (const volt of volts) expect(Math.abs(volt - 240)).toBeLessThanOrEqual(3);
});

test("a site whose inventory names no controller reports its shelter as ctl", () => {
  const model = new SiteModel("S1", [{ code: "pwr", kind: "power" }], { seed: "a", atMs: startMs });
  expect(readingOf(model.sample([], startMs), "ctl", "door.open")).toBe(false);
});
