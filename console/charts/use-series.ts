import { useSignal } from "@preact/signals";
import { useEffect } from "preact/hooks";
import { ask, withQuery } from "../request/request.ts";
import type { Period } from "./range.ts";
import { stepFor } from "./range.ts";

/** What a chart asks for. */
export interface SeriesWish {
  readonly site: string;
  readonly node: string;
  readonly metric: string;
}

/** One step of a series as the platform answers it. */
export interface SeriesItem {
  readonly ts: string;
  readonly value: number | boolean | string;
}

/** How the readings of a step become one value. */
export const aggregates = ["mean", "min", "max", "last"] as const;
/** One of `aggregates`. */
export type Aggregate = (typeof aggregates)[number];

/** The query of a series, for the platform's answer as JSON and as CSV alike. */
export const seriesQuery = (
  wish: SeriesWish,
  { fromMs, toMs }: Period,
  aggregate: Aggregate,
): Readonly<Record<string, string>> => ({
  ...{ site: wish.site, node: wish.node, metric: wish.metric },
  ...{ from: new Date(fromMs).toISOString(), to: new Date(toMs).toISOString() },
  ...{ step: stepFor(toMs - fromMs), aggregate },
});

/** A series of the platform: null while it is on its way. */
export interface LoadedSeries {
  readonly items: readonly SeriesItem[] | null;
  readonly trouble: unknown;
}

/** Reads a series in steps; null asks for none. */
export const useSeries = (wish: SeriesWish, period: Period | null, aggregate: Aggregate): LoadedSeries => {
  const items = useSignal<readonly SeriesItem[] | null>(null);
  const trouble = useSignal<unknown>(null);
  const path = period === null ? null : withQuery("/api/v1/readings", seriesQuery(wish, period, aggregate));
  useEffect(() => {
    const asked = new AbortController();
    trouble.value = null;
    if (path === null) items.value = [];
    else {
      ask<{ readonly items: readonly SeriesItem[] }>(path, { signal: asked.signal }).then(
        (answer) => {
          items.value = answer.items;
        },
        (error: unknown) => {
          if (!asked.signal.aborted) trouble.value = error;
        },
      );
    }
    return () => asked.abort();
  }, [path]);
  return { items: items.value, trouble: trouble.value };
};
