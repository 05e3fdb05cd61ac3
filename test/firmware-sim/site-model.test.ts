import { expect, test } from "vitest";
import { type Behaviour, type Span, steady } from "../../firmware-sim/behaviours/behaviour.ts";
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

test("hot cabinet: past 45 °C within ten minutes while the room warms slowly, cool again after an hour", () => {
  const story = run("a", 80, [hotCabinet(minutes(5, 15))]);
  expect(readingOf(story[5], "ctl", "aircon.state")).toBe("fault");
  expect(numberOf(story[14], "pwr", "cabinet.temperature")).toBeGreaterThan(45);
  const warmer =
    numberOf(story[14], "ctl", "room.temperature") - numberOf(story[4], "ctl", "room.temperature");
  expect(warmer).toBeGreaterThan(0.5);
  expect(warmer).toBeLessThan(5);
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

const weekOf = (behaviours: readonly Behaviour[], stepMs: number, planned: SimulatedNode["planned"] = {}) => {
  const site = nodes.map((node) => (node.kind === "power" ? { ...node, planned } : node));
  const model = new SiteModel("S1", site, { seed: "week", atMs: startMs });
  const hours = Array.from({ length: 48 }, (_, hour) => startMs + (hour + 1) * 60 * minuteMs);
  let atMs = startMs;
  return hours.map((hourMs) => {
    for (; atMs < hourMs; atMs += stepMs) model.advance(behaviours, atMs);
    return model.sample(behaviours, hourMs);
  });
};

test("a jump of an hour ends where sixty steps of a minute end, whatever happens at full minutes", () => {
  const story = [
    mainsFailure(minutes(30, 700)),
    hotCabinet(minutes(900, 950)),
    doorLeftOpen(minutes(1000, 1010)),
  ];
  expect(weekOf(story, 60 * minuteMs)).toEqual(weekOf(story, minuteMs));
  expect(weekOf(story, 60 * minuteMs, { generatorWatts: 9000 })).toEqual(
    weekOf(story, minuteMs, { generatorWatts: 9000 }),
  );
});

test("steps of ten seconds end near those of a minute", () => {
  const story = [mainsFailure(minutes(30.5, 270.2))];
  const coarse = weekOf(story, 60 * minuteMs);
  const fine = weekOf(story, minuteMs / 6);
  for (const [hour, samples] of coarse.slice(0, 8).entries()) {
    const strays = (metric: string): number =>
      Math.abs(numberOf(samples, "pwr", metric) - numberOf(fine[hour], "pwr", metric));
    expect(strays("battery.soc")).toBeLessThan(0.5);
    expect(strays("dc.bus.voltage")).toBeLessThan(0.25);
    expect(strays("battery.temperature")).toBeLessThan(0.5);
  }
});

const during = (
  action: Parameters<typeof steady>[2],
  count: number,
  planned: SimulatedNode["planned"] = {},
) => {
  const site = nodes.map((node) =>
    node.kind === "power" ? { ...node, planned } : { ...node, operator: "VTL" },
  );
  const model = new SiteModel("S1", site, { seed: "a", atMs: startMs });
  const behaviour = steady("trouble", minutes(0, 10_000), action);
  for (let minute = 0; minute < count; minute++) model.advance([behaviour], startMs + minute * minuteMs);
  return { model, samples: model.sample([behaviour], startMs + count * minuteMs) };
};

test.each([
  { what: "rectifiers-failed", metric: "rectifier.ok", said: 2 },
  { what: "mains-voltage", metric: "mains.present", said: false },
])("$what is seen as $metric $said", ({ what, metric, said }) => {
  const action =
    what === "rectifiers-failed"
      ? { kind: "rectifiers-failed" as const, count: 2 }
      : { kind: "mains-voltage" as const, volts: 120 };
  expect(readingOf(during(action, 1).samples, "pwr", metric)).toBe(said);
});

test("a generator of the plan starts when mains fails, reports, and its fuel can be stolen", () => {
  const planned = { generatorWatts: 9000 };
  const { samples } = during({ kind: "condition", condition: "mains-lost" }, 30, planned);
  expect(readingOf(samples, "pwr", "genset.state")).toBe("running");
  expect(numberOf(samples, "pwr", "dc.bus.voltage")).toBeGreaterThan(52);
  const robbed = during({ kind: "condition", condition: "fuel-stolen" }, 10, planned).samples;
  const whole = during({ kind: "condition", condition: "motion" }, 10, planned).samples;
  const stolen = numberOf(whole, "pwr", "genset.fuel") - numberOf(robbed, "pwr", "genset.fuel");
  expect(stolen).toBeGreaterThan(5);
  expect(readingOf(whole, "ctl", "motion.detected")).toBe(true);
  expect(readingOf(run("a", 0)[0], "pwr", "genset.state")).toBeUndefined();
});

test("without its batteries a site is dark with the mains; a node whose breaker is open is dark alone", () => {
  const robbed = during({ kind: "condition", condition: "battery-stolen" }, 1).samples;
  expect(numberOf(robbed, "pwr", "battery.soc")).toBe(0);
  const model = new SiteModel("S1", nodes, { seed: "a", atMs: startMs });
  const stolen = steady("theft", minutes(0, 9), { kind: "condition", condition: "battery-stolen" });
  expect(model.sample([stolen, mainsFailure(minutes(0, 9))], startMs)).toEqual([]);
  const alone = during({ kind: "feed-lost", node: "bts-4g" }, 1);
  expect(alone.model.isPowered("bts-4g")).toBe(false);
  expect(alone.model.isPowered("ctl")).toBe(true);
  expect(readingOf(alone.samples, "bts-4g", "bts.up")).toBe(false);
});

test("rain takes level from the hop it falls on, a bent fibre power from its receiver; operators pay for energy", () => {
  const wet = during({ kind: "rain", node: "mw1", millimetresAnHour: 60 }, 1).samples;
  expect(numberOf(wet, "mw1", "microwave.rsl")).toBeLessThan(-48);
  const bent = during({ kind: "fibre-loss", node: "agg", decibels: 8 }, 60).samples;
  expect(numberOf(bent, "agg", "optical.rx.power")).toBeCloseTo(-17, 0);
  expect(numberOf(bent, "mw1", "microwave.rsl")).toBeCloseTo(-45, 0);
  expect(numberOf(bent, "pwr", "energy.tenant.VTL")).toBeGreaterThan(0.5);
});

test("more load, and a hotter day, are felt", () => {
  const loaded = during({ kind: "extra-load", watts: 1000 }, 1).samples;
  const calm = during({ kind: "condition", condition: "door-open" }, 1).samples;
  const more = numberOf(loaded, "pwr", "dc.load.current") - numberOf(calm, "pwr", "dc.load.current");
  expect(more).toBeGreaterThan(15);
  const hot = during({ kind: "ambient", warmerCelsius: 10 }, 60).samples;
  const mild = during({ kind: "condition", condition: "motion" }, 60).samples;
  const warmer = numberOf(hot, "pwr", "cabinet.temperature") - numberOf(mild, "pwr", "cabinet.temperature");
  expect(warmer).toBeCloseTo(10, 0);
});

test("a portable generator carries a dark site until its can is empty", () => {
  const small = nodes.map((node) =>
    node.kind === "power" ? { ...node, planned: { batteryCapacityAmpereHours: 100, loadWatts: 900 } } : node,
  );
  const model = new SiteModel("S1", small, { seed: "a", atMs: startMs });
  const dark = mainsFailure(minutes(0, 60 * 60));
  const brought = steady("portable", minutes(10 * 60, 60 * 60), {
    kind: "condition",
    condition: "generator-brought",
  });
  const powered = Array.from({ length: 60 }, (_, hour) => {
    model.advance([dark, brought], startMs + hour * 60 * minuteMs);
    return model.isPowered("ctl");
  });
  expect([powered[9], powered[11], powered[24], powered.at(-1)]).toEqual([false, true, true, false]);
});
