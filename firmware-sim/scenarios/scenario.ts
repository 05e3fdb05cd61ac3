import { z } from "zod";
import { metricNamed, metrics } from "../../telemetry/metrics.ts";
import { duration, instant, nodePath, rain, share, sites, startInstant } from "./words.ts";

const happening = { at: instant };
const lasting = { at: instant, for: duration };
const atSites = { ...lasting, sites };

const fibreCut = z
  .strictObject({
    kind: z.literal("fibre-cut"),
    ...lasting,
    link: z.string().optional(),
    node: nodePath.optional(),
  })
  .refine(({ link, node }) => (link === undefined) !== (node === undefined), {
    message: "needs a link or a node",
    params: { fix: "name either link: CODE or node: SITE/NODE" },
  });

const exactlyOne = (given: Readonly<Record<string, unknown>>, keys: readonly string[]): boolean =>
  keys.filter((key) => given[key] !== undefined).length === 1;

/** Those that begin with the same word as the unknown one; all of them when none does. */
const metricsLike = (name: string): string => {
  const [stem = ""] = name.split(".");
  const alike = metrics.filter((metric) => metric.name.split(".")[0] === stem);
  return (alike.length > 0 ? alike : metrics).map((metric) => metric.name).join(", ");
};

const knownMetric = z.string().superRefine((name, context) => {
  if (metricNamed(name) !== null) return;
  const fix = `use one of ${metricsLike(name)}`;
  context.addIssue({ code: "custom", message: "is no metric of the dictionary", params: { fix } });
});

/** Whether a number can be put in the place of what the metric says. */
const isNumber = (name: string): boolean => metricNamed(name)?.kind === "number";

const fits = (name: string, value: unknown): boolean => {
  const metric = metricNamed(name);
  if (metric === null) return true;
  if (metric.kind === "word") return metric.words.some((word) => word === value);
  return typeof value === metric.kind;
};

const reading = z.union([z.number(), z.boolean(), z.string()]);

const sensorFault = z
  .strictObject({
    kind: z.literal("sensor-fault"),
    ...lasting,
    node: nodePath,
    metric: knownMetric,
    does: z.enum(["stuck", "noisy", "wrong-sign", "missing", "flapping"]),
    /** Of `noisy`, in the metric's unit. */
    spread: z.number().positive().optional(),
    /** Of `flapping`. */
    values: z.tuple([reading, reading]).optional(),
    hold: duration.optional(),
  })
  .refine(({ does, spread }) => (does === "noisy") === (spread !== undefined), {
    message: "a noisy sensor, and only that, has a spread",
    params: { fix: "does: noisy needs spread, in the unit of the metric; leave it out elsewhere" },
  })
  .refine(
    ({ does, values, hold }) =>
      [values, hold].every((each) => (does === "flapping") === (each !== undefined)),
    {
      message: "a flapping sensor, and only that, has values and hold",
      params: { fix: "does: flapping needs values: [true, false] and hold: 30s; leave them out elsewhere" },
    },
  )
  .refine(({ does, metric }) => (does !== "noisy" && does !== "wrong-sign") || isNumber(metric), {
    message: "is no number, so it can be neither noisy nor of the wrong sign",
    path: ["metric"],
    params: { fix: "name a metric with a unit, or use does: stuck, missing or flapping" },
  })
  .refine(({ metric, values }) => values === undefined || values.every((value) => fits(metric, value)), {
    message: "are no values of this metric",
    path: ["values"],
    params: { fix: "give two numbers, [true, false], or two words of the metric's list" },
  });

const transportKeys = ["drop", "duplicate", "reorder", "delay"] as const;

const transportFault = z
  .strictObject({
    kind: z.literal("transport-fault"),
    ...atSites,
    drop: share.optional(),
    duplicate: share.optional(),
    reorder: share.optional(),
    /** Of `reorder`: by how much at most a message falls behind. */
    within: duration.optional(),
    delay: duration.optional(),
  })
  .refine((given) => exactlyOne(given, transportKeys), {
    message: "does not say what happens to the messages",
    params: {
      fix: "give exactly one of drop: 20 %, duplicate: 20 %, reorder: 20 % with within: 30s, or delay: 5s",
    },
  })
  .refine(({ reorder, within }) => (reorder === undefined) === (within === undefined), {
    message: "reorder and within belong together",
    params: { fix: "write reorder: 20 %, within: 30s" },
  });

const wrongClock = z
  .strictObject({
    kind: z.literal("wrong-clock"),
    ...atSites,
    ahead: duration.optional(),
    behind: duration.optional(),
  })
  .refine((given) => exactlyOne(given, ["ahead", "behind"]), {
    message: "does not say how wrong",
    params: { fix: "give either ahead: 2h or behind: 2h" },
  });

/** A sensor jumps about a value. */
const sensorChatter = z
  .strictObject({
    kind: z.literal("sensor-chatter"),
    ...lasting,
    node: nodePath,
    metric: knownMetric,
    around: z.number(),
    spread: z.number().positive(),
  })
  .refine(({ metric }) => isNumber(metric), {
    message: "is no number, so it can't jump about one",
    path: ["metric"],
    params: { fix: "name a metric with a unit, or use sensor-fault with does: flapping" },
  });

/** More than a cut an hour is a sensor at fault. */
const cutsAYearMax = 8_760;

/** Everything that can happen; in the file the kind is the key and the rest stands below it. */
const eventSchemas = [
  /** Heavy rain over all radio hops that end at the sites. */
  z.strictObject({ kind: z.literal("storm"), ...atSites, rain }),
  /** The power company is gone; `within` spreads the beginnings, in steps that the seed draws. */
  z.strictObject({ kind: z.literal("mains-out"), ...atSites, within: duration.optional() }),
  /** Cuts and sags come by themselves, as at the end of a country line or with so many cuts a year. */
  z.strictObject({
    kind: z.literal("mains-trouble"),
    ...atSites,
    cutsAYear: z.number().min(0).max(cutsAYearMax).optional(),
  }),
  /** Rain along one hop; without `rain` it is down. */
  z.strictObject({ kind: z.literal("hop-fades"), ...lasting, link: z.string(), rain: rain.optional() }),
  /** One fibre, or all that end at a node, are cut. */
  fibreCut,
  /** The generator turns but does not start. */
  z.strictObject({ kind: z.literal("generator-fails"), ...atSites }),
  /** A crew brings a portable generator. */
  z.strictObject({ kind: z.literal("generator-brought"), ...atSites }),
  z.strictObject({ kind: z.literal("fuel-theft"), ...atSites }),
  /** Somebody takes the batteries away; `for` until new ones are there. */
  z.strictObject({ kind: z.literal("battery-theft"), ...atSites }),
  sensorChatter,
  /** The weather is so much warmer than the season's. */
  z.strictObject({ kind: z.literal("heat"), ...atSites, celsius: z.number().positive().max(30) }),
  z.strictObject({ kind: z.literal("cooling-fails"), ...atSites }),
  z.strictObject({ kind: z.literal("door-open"), ...atSites }),
  /** All connections of the sites end at once, as when the core restarts. */
  z.strictObject({ kind: z.literal("reconnect-all"), ...happening, sites: sites.optional() }),
  /** A base station is off the air though it has power. */
  z.strictObject({ kind: z.literal("node-fails"), ...lasting, node: nodePath }),
  /** A technician takes the power from a node, and nobody planned it. */
  z.strictObject({
    kind: z.literal("operator-mistake"),
    ...lasting,
    node: nodePath,
    does: z.literal("breaker-off"),
  }),
  /** People switch the sites off to work there, in a maintenance window that opens and closes so much around it. */
  z.strictObject({ kind: z.literal("planned-work"), ...atSites, margin: duration.optional() }),
  /** A sensor that does not say the truth; `flapping` swings between two values. */
  sensorFault,
  /** What a bad way to the platform does to the telemetry of the sites. */
  transportFault,
  /** The connections of this moment die without a word. */
  z.strictObject({ kind: z.literal("half-open"), ...atSites }),
  /** The clocks of the sites' controllers are set wrong: ahead, or behind. */
  wrongClock,
  /** No time server answers: the controllers' clocks drift. */
  z.strictObject({ kind: z.literal("time-server-lost"), ...atSites }),
] as const;

/** One event of a scenario. */
export const scenarioEvent = z.discriminatedUnion("kind", eventSchemas);
/** One event of a scenario. */
export type ScenarioEvent = z.output<typeof scenarioEvent>;

/** The names of what can happen, in the order of the documentation. */
export const eventKinds: readonly string[] = eventSchemas.map(({ shape }) => shape.kind.value);

/** Events of one scenario at most. */
export const scenarioEventsMax = 1000;
const sitePeriodMsMin = 1000;

/** A scenario without its events, which are read one by one by their kind. */
export const scenarioHead = z.strictObject({
  name: z.string().min(1),
  text: z.string().default(""),
  seed: z.coerce.string().default("tramcanh"),
  start: startInstant,
  duration,
  period: duration
    .refine((periodMs) => periodMs >= sitePeriodMsMin, {
      message: "is too short for a site controller",
      params: { fix: "report at most once a second: 1s or longer" },
    })
    .default(60_000),
  events: z.array(z.record(z.string(), z.unknown())).max(scenarioEventsMax).default([]),
});

/** What happens in a province over a time; durations in ms, `start` in ms since 1970 UTC. */
export interface Scenario extends Omit<z.output<typeof scenarioHead>, "events"> {
  readonly events: readonly ScenarioEvent[];
}
