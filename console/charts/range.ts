/** Ranges that a chart offers, by the word in the address, ms. */
export const ranges = {
  "1h": 3_600_000,
  "6h": 6 * 3_600_000,
  "24h": 24 * 3_600_000,
  "7d": 7 * 24 * 3_600_000,
  "30d": 30 * 24 * 3_600_000,
} as const;

/** One of `ranges`. */
export type RangeName = keyof typeof ranges;

/** The names of `ranges`, shortest first. */
export const rangeNames = ["1h", "6h", "24h", "7d", "30d"] as const satisfies readonly RangeName[];

/** What a chart may be held against: the same hours so long before, ms. */
export const comparisons = { "1d": 24 * 3_600_000, "7d": 7 * 24 * 3_600_000 } as const;

/** One of `comparisons`. */
export type ComparisonName = keyof typeof comparisons;

/** Steps of the platform that a chart uses, ms. */
const steps = [
  ["10s", 10_000],
  ["1m", 60_000],
  ["5m", 300_000],
  ["15m", 900_000],
  ["1h", 3_600_000],
  ["6h", 21_600_000],
] as const;

/** More points than this are more than a screen has columns for. */
const pointsMax = 500;

/** The finest step that keeps a chart of this length within its points. */
export const stepFor = (spanMs: number): string =>
  steps.find(([, stepMs]) => spanMs / stepMs <= pointsMax)?.[0] ?? "1d";

/** A stretch of time. */
export interface Period {
  readonly fromMs: number;
  readonly toMs: number;
}

/** The range of this name that ends at an instant. */
export const periodEnding = (range: RangeName, toMs: number): Period => ({
  fromMs: toMs - ranges[range],
  toMs,
});

/** The range that a word of the address names; a day when it names none. */
export const rangeNamed = (text: string | null): RangeName =>
  rangeNames.find((name) => name === text) ?? "24h";

/** The comparison that a word of the address names; null: none. */
export const comparisonNamed = (text: string | null): ComparisonName | null =>
  text === "1d" || text === "7d" ? text : null;
