import { useSignal } from "@preact/signals";
import { useEffect, useRef } from "preact/hooks";
import { dictionary, metricLabel, unitText, valueText } from "../metrics/dictionary.ts";
import { Trouble } from "../parts/trouble.tsx";
import { withQuery } from "../request/request.ts";
import { localTime } from "../time/instant.ts";
import { wordsOf } from "../words/words.ts";
import type { Mark } from "./alarm-marks.ts";
import { align, axisValue, type Point } from "./alignment.ts";
import { drawLater } from "./draw-later.ts";
import { type ComparisonName, comparisons, type Period, stepFor } from "./range.ts";
import { SeriesTable } from "./series-table.tsx";
import { type Aggregate, type SeriesItem, type SeriesWish, seriesQuery, useSeries } from "./use-series.ts";
import "./metric-chart.css";

const say = wordsOf({
  vi: {
    loading: "Đang tải biểu đồ…",
    empty: "Không có số liệu trong khoảng này.",
    table: "Bảng",
    chart: "Biểu đồ",
    before: "So với {comparison} trước",
    "1d": "1 ngày",
    "7d": "7 ngày",
    summary: "{metric}: {count} điểm, từ {from} đến {to}. Bản bảng có cùng số liệu.",
  },
  en: {
    loading: "Loading the chart…",
    empty: "No data in this range.",
    table: "Table",
    chart: "Chart",
    before: "{comparison} before",
    "1d": "1 day",
    "7d": "7 days",
    summary: "{metric}: {count} {count|point|points} from {from} to {to}. The table holds the same.",
  },
});

interface Properties extends SeriesWish {
  readonly period: Period;
  readonly aggregate: Aggregate;
  readonly comparison: ComparisonName | null;
  readonly marks: readonly Mark[];
}

/** A gap of so many steps is drawn as one. */
const gapSteps = 3;
const stepMs: Readonly<Record<string, number>> = {
  ...{ "10s": 10_000, "1m": 60_000, "5m": 300_000, "15m": 900_000 },
  ...{ "1h": 3_600_000, "6h": 21_600_000, "1d": 86_400_000 },
};
/** Devices report once a minute: finer steps have holes of their own. */
const gapMsMin = 180_000;

const pointsOf = (
  items: readonly SeriesItem[],
  words: readonly string[],
  shiftMs: number,
): readonly Point[] =>
  items.map(({ ts, value }) => ({ atMs: Date.parse(ts) + shiftMs, value: axisValue(value, words) }));

const wordsAmong = (items: readonly SeriesItem[]): readonly string[] => [
  ...new Set(items.flatMap(({ value }) => (typeof value === "string" ? [value] : []))),
];

/** One metric over time, with what was unremarkable and the alarms of the time behind it, its table and its CSV. */
export const MetricChart = ({ site, node, metric, period, aggregate, comparison, marks }: Properties) => {
  const wish = { site, node, metric };
  const entry = dictionary.value.get(metric);
  const unit = entry?.unit ?? "";
  const isNumber = entry === undefined || entry.kind === "number";
  const used = isNumber ? aggregate : "last";
  const shiftMs = comparison === null ? 0 : comparisons[comparison];
  const series = useSeries(wish, period, used);
  const before = useSeries(
    wish,
    comparison === null ? null : { fromMs: period.fromMs - shiftMs, toMs: period.toMs - shiftMs },
    used,
  );
  const isTable = useSignal(false);
  const target = useRef<HTMLDivElement>(null);
  const items = series.items ?? [];
  const label = metricLabel(metric);
  const beforeLabel = comparison === null ? "" : say("before", { comparison: say(comparison) });
  useEffect(() => {
    if (target.current === null || items.length === 0) return undefined;
    const words = wordsAmong([...items, ...(before.items ?? [])]);
    const gapMs = Math.max(gapMsMin, gapSteps * (stepMs[stepFor(period.toMs - period.fromMs)] ?? 0));
    const lines = [pointsOf(items, words, 0)];
    if (comparison !== null) lines.push(pointsOf(before.items ?? [], words, shiftMs));
    const normal = Array.isArray(entry?.normal) ? entry.normal : null;
    return drawLater(target.current, {
      ...{ data: align(lines, gapMs), labels: comparison === null ? [label] : [label, beforeLabel] },
      ...{ unit: unitText(unit), isStepped: !isNumber, period, marks, normal },
      words: (entry?.kind === "boolean" ? [false, true] : words).map((word) => valueText(word, "")),
    });
  }, [series.items, before.items, isTable.value, label, marks, period.fromMs, period.toMs]);
  const fileQuery = seriesQuery(wish, period, used);
  return (
    <figure class="metric-chart panel">
      <figcaption class="bar">
        <strong>{label}</strong> <span class="quiet small">{node}</span>
        <span class="metric-chart-acts bar">
          <button type="button" aria-pressed={isTable.value} onClick={() => (isTable.value = !isTable.value)}>
            {say(isTable.value ? "chart" : "table")}
          </button>
          <a class="button" href={withQuery("/api/v1/readings.csv", fileQuery)} download>
            CSV
          </a>
        </span>
      </figcaption>
      <Trouble error={series.trouble} />
      {series.items === null && series.trouble === null && <p class="quiet">{say("loading")}</p>}
      {series.items !== null && items.length === 0 && <p class="quiet">{say("empty")}</p>}
      {items.length > 0 && !isTable.value && (
        <div
          class="metric-chart-picture"
          ref={target}
          role="img"
          aria-label={say("summary", {
            metric: label,
            count: items.length,
            from: localTime(period.fromMs),
            to: localTime(period.toMs),
          })}
        />
      )}
      {items.length > 0 && isTable.value && <SeriesTable label={label} unit={unit} items={items} />}
    </figure>
  );
};
