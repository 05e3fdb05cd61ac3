import { evaluationLimits, floodPeriodMs } from "./limits.ts";

/** What is counted in each span of the timeline. */
export const timelineFigures = ["recorded", "raised", "cleared", "hidden", "told"] as const;
type TimelineFigure = (typeof timelineFigures)[number];

/** Figures of one span. */
export type TimelineSpan = { readonly fromMs: number } & Readonly<Record<TimelineFigure, number>>;

type Counts = Record<TimelineFigure, number>;

const noCounts = (): Counts => ({ recorded: 0, raised: 0, cleared: 0, hidden: 0, told: 0 });

/** Counts over time, in spans that double their length when there are too many of them. */
export class Timeline {
  readonly #spans = new Map<number, Counts>();
  spanMs = floodPeriodMs;

  count(figure: TimelineFigure, atMs: number): void {
    const place = Math.floor(atMs / this.spanMs);
    const known = this.#spans.get(place);
    const counts = known ?? noCounts();
    counts[figure]++;
    if (known !== undefined) return;
    this.#spans.set(place, counts);
    while (this.#spans.size > evaluationLimits.timelineSpansMax) this.#double();
  }

  /** Spans in which something happened, in order. */
  spans(): readonly TimelineSpan[] {
    return [...this.#spans]
      .sort(([one], [other]) => one - other)
      .map(([place, counts]) => ({ fromMs: place * this.spanMs, ...counts }));
  }

  #double(): void {
    const spans = [...this.#spans];
    this.#spans.clear();
    this.spanMs *= 2;
    for (const [place, counts] of spans) {
      const merged = this.#spans.get(Math.floor(place / 2)) ?? noCounts();
      for (const figure of timelineFigures) merged[figure] += counts[figure];
      this.#spans.set(Math.floor(place / 2), merged);
    }
  }
}
