import type { Point } from "./rate-course.ts";

/** The straight line that fits some points best. */
export interface TrendLine {
  readonly slopePerMs: number;
  /** Coefficient of determination, 0 (no line) to 1 (all points on it). */
  readonly fit: number;
}

/** Ordinary least squares; a flat line fits nothing and has fit 0. */
export const trendLine = (points: readonly Point[]): TrendLine => {
  const count = points.length;
  // From the first point on: squares of times since 1970 would lose the digits that matter.
  const originMs = points[0]?.tsMs ?? 0;
  const meanMs = points.reduce((sum, { tsMs }) => sum + (tsMs - originMs), 0) / count;
  const mean = points.reduce((sum, { value }) => sum + value, 0) / count;
  let timeSquares = 0;
  let valueSquares = 0;
  let products = 0;
  for (const { tsMs, value } of points) {
    const time = tsMs - originMs - meanMs;
    timeSquares += time * time;
    valueSquares += (value - mean) * (value - mean);
    products += time * (value - mean);
  }
  if (timeSquares === 0 || valueSquares === 0) return { slopePerMs: 0, fit: 0 };
  return { slopePerMs: products / timeSquares, fit: (products * products) / (timeSquares * valueSquares) };
};
