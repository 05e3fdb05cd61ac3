import type { Verdict } from "./condition.ts";
import { Course, type Point } from "./rate-course.ts";
import { trendLine } from "./rate-line.ts";
import type { ForecastRule, RateLevel, RateRule } from "./rules/rule.ts";

/** Closed interval; empty when `low` > `high`. */
export interface Band {
  readonly low: number;
  readonly high: number;
}

/** Every value. */
export const everything: Band = { low: Number.NEGATIVE_INFINITY, high: Number.POSITIVE_INFINITY };

/** No value. */
export const nothing: Band = { low: Number.POSITIVE_INFINITY, high: Number.NEGATIVE_INFINITY };

/** What a course says. */
export interface Figure {
  /** Change over the window in the rule's direction, or ms until the limit is reached. */
  readonly amount: number;
  /** False when the readings do not follow the trend well. */
  readonly isSure: boolean;
}

/** What a rule sees in the course of a value. */
export interface Trend {
  readonly course: Course;
  /** What the course says with a reading, `before` being the one before it. */
  readonly figureAt: (now: Point, before: Point) => Figure;
  /** Values that change nothing while the condition is normal; follows from what is kept alone. */
  readonly quiet: () => Band;
}

/** A share by which two changes may differ and count as equal: decimal fractions are not exact. */
const equalShare = 1e-9;

/** What a change over the window says of a level. */
export const judgeRate =
  (level: RateLevel) =>
  ({ amount }: Figure): Verdict =>
    amount >= level.change * (1 - equalShare) ? "bad" : amount <= level.clear ? "good" : "between";

/** A forecast clears when the limit is this much further away than where it was raised. */
const forecastClearTimes = 1.25;

/** What the time to the limit says of a level. */
export const judgeForecast =
  (withinMs: number) =>
  ({ amount, isSure }: Figure): Verdict => {
    if (amount > withinMs * forecastClearTimes) return "good";
    return isSure && amount <= withinMs ? "bad" : "between";
  };

/** A stretch keeps within this share of the smallest change that raises. */
const rateToleranceShare = 0.1;

/** The change of a value over a window. */
export const rateTrend = (rule: RateRule): Trend => {
  const least = Math.min(...rule.levels.map(({ change }) => change));
  const course = new Course(rule.windowMs, least * rateToleranceShare);
  const sign = rule.direction === "rise" ? 1 : -1;
  const base = (points: readonly Point[]): number =>
    points.reduce((low, { value }) => Math.min(low, sign * value), Number.POSITIVE_INFINITY);
  return {
    course,
    figureAt: (now, before) => ({
      amount: sign * now.value - base(course.pointsUpTo(now, before)),
      isSure: true,
    }),
    quiet: () => {
      const { began, tolerance } = course;
      if (began === null) return nothing;
      const low = sign * began.value - tolerance;
      const raising = base(course.pointsUpTo(began, began)) + least * (1 - 2 * equalShare);
      const high = Math.min(sign * began.value + tolerance, raising);
      return sign === 1 ? { low, high } : { low: -high, high: -low };
    },
  };
};

/** A stretch keeps within this share of the metric's physical range. */
const forecastToleranceShare = 0.002;

const remainingMs = (rule: ForecastRule, limit: number, points: readonly Point[]): Figure => {
  const [first] = points;
  const now = points.at(-1);
  if (first === undefined || now === undefined) return { amount: Number.NaN, isSure: false };
  const sign = rule.direction === "above" ? 1 : -1;
  if (sign * (now.value - limit) >= 0) return { amount: 0, isSure: true };
  if (points.length < rule.samplesMin) {
    // So few points over so much time: the value hardly moves. Over less time nothing can be said.
    const isSteady = now.tsMs - first.tsMs >= rule.windowMs / 2;
    return { amount: isSteady ? Number.POSITIVE_INFINITY : Number.NaN, isSure: false };
  }
  const { slopePerMs, fit } = trendLine(points);
  const speed = sign * slopePerMs;
  const amount = speed > 0 ? (sign * (limit - now.value)) / speed : Number.POSITIVE_INFINITY;
  return { amount, isSure: fit >= rule.fitMin };
};

/** When a value that goes on as it does reaches a limit. */
export const forecastTrend = (rule: ForecastRule, limit: number): Trend => {
  const { minimum, maximum } = rule.metric;
  const course = new Course(rule.windowMs, (maximum - minimum) * forecastToleranceShare);
  const figureAt = (now: Point, before: Point): Figure =>
    remainingMs(rule, limit, course.pointsUpTo(now, before));
  const isBad = (figure: Figure): boolean =>
    rule.levels.some(({ withinMs }) => judgeForecast(withinMs)(figure) === "bad");
  return {
    course,
    figureAt,
    quiet: () => {
      const { began, tolerance } = course;
      if (began === null || isBad(figureAt(began, began))) return nothing;
      return { low: began.value - tolerance, high: began.value + tolerance };
    },
  };
};
