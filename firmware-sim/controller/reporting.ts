import type { Sample } from "./buffer-steps.ts";

type Values = Sample["values"];
type Value = Values[string];

/** A band of a metric whose edges the device watches itself; one of the two may be left out. */
export interface WatchedBand {
  readonly low?: number | undefined;
  readonly high?: number | undefined;
}

/** When a value is told between two periods. */
export interface ReportingPlan {
  /** By metric: so far from the last report. Numbers without a dead band wait for the period. */
  readonly deadBands: Readonly<Record<string, number>>;
  /** By metric: crossing an edge is told at once, however small the step. */
  readonly limits: Readonly<Record<string, WatchedBand>>;
}

/** What the platform was last told, by node. */
export type Reported = ReadonlyMap<string, Values>;

/** Telling all of it, or what has changed. */
export type Occasion = "period" | "exception";

/** How far each metric moves before it is worth a message of its own: several times its sensor's noise. */
export const defaultDeadBands: Readonly<Record<string, number>> = {
  "mains.voltage": 8,
  "mains.current": 5,
  "dc.bus.voltage": 0.5,
  "dc.load.current": 8,
  "battery.current": 5,
  "battery.temperature": 1.5,
  "battery.soc": 2,
  "genset.fuel": 2,
  "rectifier.ok": 0.5,
  "cabinet.temperature": 1.5,
  "room.temperature": 1.5,
  "microwave.rsl": 2.5,
  "optical.rx.power": 1.5,
};

const side = (value: number, band: WatchedBand): number => {
  if (band.low !== undefined && value < band.low) return -1;
  return band.high !== undefined && value > band.high ? 1 : 0;
};

const isWorthTelling = (
  metric: string,
  now: Value,
  pair: { last: Value | undefined; plan: ReportingPlan },
) => {
  const { last, plan } = pair;
  if (last === undefined) return true;
  if (typeof now !== "number" || typeof last !== "number") return now !== last;
  const deadBand = plan.deadBands[metric];
  if (deadBand !== undefined && Math.abs(now - last) >= deadBand) return true;
  const band = plan.limits[metric];
  return band !== undefined && side(now, band) !== side(last, band);
};

const changesOf = (sample: Sample, last: Values | undefined, plan: ReportingPlan): Values =>
  Object.fromEntries(
    Object.entries(sample.values).filter(([metric, value]) =>
      isWorthTelling(metric, value, { last: last?.[metric], plan }),
    ),
  );

const remember = (reported: Reported, told: readonly Sample[]): Reported => {
  if (told.length === 0) return reported;
  const after = new Map(reported);
  for (const { node, values } of told) after.set(node, { ...after.get(node), ...values });
  return after;
};

/**
 * What of these samples is told now: at the period all of it, otherwise the states that changed, the numbers that
 * left their dead band about the last report, and those that crossed an edge of their watched band.
 */
export const reportStep = (
  reported: Reported,
  samples: readonly Sample[],
  { occasion, plan }: { readonly occasion: Occasion; readonly plan: ReportingPlan },
): { readonly reported: Reported; readonly samples: readonly Sample[] } => {
  const told =
    occasion === "period"
      ? samples
      : samples
          .map((sample) => ({
            node: sample.node,
            values: changesOf(sample, reported.get(sample.node), plan),
          }))
          .filter(({ values }) => Object.keys(values).length > 0);
  return { reported: remember(reported, told), samples: told };
};
