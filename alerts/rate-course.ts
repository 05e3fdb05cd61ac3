import { rateSamplesMax } from "./rules/limits.ts";

/** A value at an instant, ms since 1970 UTC by the device's clock. */
export interface Point {
  readonly tsMs: number;
  readonly value: number;
}

/** A time in which a value kept within the tolerance: its first and its last reading. */
type Stretch = readonly [from: Point, to: Point];

/** A course as kept in the journal: the stretches that are over, and where the present one began. */
export interface CourseBody {
  readonly over: readonly (readonly [number, number, number, number])[];
  readonly began: readonly [number, number] | null;
}

const between = ([from, to]: Stretch, tsMs: number): Point => ({
  tsMs,
  value: from.value + ((to.value - from.value) * (tsMs - from.tsMs)) / (to.tsMs - from.tsMs),
});

/**
 * Where a value was over a window, in few points: a stretch ends only when a reading leaves its tolerance. What is
 * kept follows from the readings that left a tolerance and from the newest one alone, so that a steady value costs
 * nothing and a restart, which knows the newest reading, finds the same course.
 */
export class Course {
  readonly #windowMs: number;
  readonly #tolerance: number;
  #over: readonly Stretch[] = [];
  #began: Point | null = null;

  constructor(windowMs: number, tolerance: number) {
    this.#windowMs = windowMs;
    this.#tolerance = tolerance;
  }

  /** Where the present stretch began; null while nothing is known. */
  get began(): Point | null {
    return this.#began;
  }

  get tolerance(): number {
    return this.#tolerance;
  }

  clear(): void {
    this.#over = [];
    this.#began = null;
  }

  /** Takes a reading; `before` is the one before it. True when a stretch began with it. */
  follow(now: Point, before: Point): boolean {
    const began = this.#began;
    if (began === null) {
      this.#began = now;
      return true;
    }
    const near = Math.abs(now.value - began.value) <= this.#tolerance;
    if (near || now.tsMs - began.tsMs < this.#windowMs / rateSamplesMax) return false;
    const end = before.tsMs > began.tsMs && before.tsMs < now.tsMs ? before : began;
    const stretches: Stretch[] = [...this.#over, [began, end]];
    this.#over = stretches.filter(([, to]) => to.tsMs >= now.tsMs - this.#windowMs);
    this.#began = now;
    return true;
  }

  /** The points of the window that ends with a reading, oldest first, that reading last. */
  pointsUpTo(now: Point, before: Point): readonly Point[] {
    const began = this.#began ?? now;
    const last = before.tsMs > began.tsMs && before.tsMs < now.tsMs ? before : began;
    const startMs = now.tsMs - this.#windowMs;
    const points: Point[] = [];
    const stretches: Stretch[] = [...this.#over, [began, last]];
    for (const stretch of stretches) {
      const [from, to] = stretch;
      if (to.tsMs < startMs) continue;
      points.push(from.tsMs >= startMs ? from : between(stretch, startMs));
      if (to.tsMs > from.tsMs) points.push(to);
    }
    return points.at(-1)?.tsMs === now.tsMs ? points : [...points, now];
  }

  /** What has to be kept; null when nothing is known. */
  body(): CourseBody | null {
    if (this.#began === null) return null;
    return {
      over: this.#over.map(([from, to]) => [from.tsMs, from.value, to.tsMs, to.value]),
      began: [this.#began.tsMs, this.#began.value],
    };
  }

  restore({ over, began }: CourseBody): void {
    this.#over = over.map(([fromMs, from, toMs, to]) => [
      { tsMs: fromMs, value: from },
      { tsMs: toMs, value: to },
    ]);
    this.#began = began === null ? null : { tsMs: began[0], value: began[1] };
  }
}
