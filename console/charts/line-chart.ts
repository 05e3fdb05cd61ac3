import uPlot from "uplot";
import { hourMinute, shortTime } from "../time/instant.ts";
import { numberText } from "../words/number.ts";
import type { Mark } from "./alarm-marks.ts";
import type { Aligned } from "./alignment.ts";
import type { Period } from "./range.ts";
import { valueRange } from "./value-range.ts";
import "uplot/dist/uPlot.min.css";

/** What a chart shows. */
export interface ChartPicture {
  readonly data: Aligned;
  readonly labels: readonly string[];
  readonly unit: string;
  /** Yes/no and words hold their value until the next one. */
  readonly isStepped: boolean;
  readonly period: Period;
  readonly marks: readonly Mark[];
  /** Band of unremarkable values; null where there is none. */
  readonly normal: readonly [number, number] | null;
  /** Words by their place on the axis; empty for numbers. */
  readonly words: readonly string[];
}

const heightPixels = 220;
const secondMs = 1_000;
const dayMs = 24 * 3_600_000;

const tokenOf = (target: Element, name: string): string =>
  getComputedStyle(target).getPropertyValue(name).trim();

/** Draws the normal band and the alarm marks under the lines. */
const background =
  (target: Element, { normal, marks }: ChartPicture) =>
  (chart: uPlot): void => {
    const { ctx, bbox } = chart;
    ctx.save();
    ctx.beginPath();
    ctx.rect(bbox.left, bbox.top, bbox.width, bbox.height);
    ctx.clip();
    if (normal !== null) {
      const top = chart.valToPos(normal[1], "y", true);
      ctx.globalAlpha = 0.35;
      ctx.fillStyle = tokenOf(target, "--line");
      ctx.fillRect(bbox.left, top, bbox.width, chart.valToPos(normal[0], "y", true) - top);
    }
    for (const { fromMs, toMs, severity } of marks) {
      const left = chart.valToPos(fromMs / secondMs, "x", true);
      const width = Math.max(2, chart.valToPos(toMs / secondMs, "x", true) - left);
      ctx.fillStyle = tokenOf(target, `--${severity}`);
      ctx.globalAlpha = 0.15;
      ctx.fillRect(left, bbox.top, width, bbox.height);
      ctx.globalAlpha = 1;
      ctx.fillRect(left, bbox.top, width, 4);
    }
    ctx.restore();
  };

const axesOf = (target: Element, { period, words, unit }: ChartPicture): uPlot.Axis[] => {
  const timeText = period.toMs - period.fromMs > dayMs ? shortTime : hourMinute;
  const valueText = (value: number): string =>
    words.length > 0 ? (words[value] ?? "") : numberText(value, 2);
  const look = {
    stroke: tokenOf(target, "--text-quiet"),
    grid: { stroke: tokenOf(target, "--line"), width: 1 },
    ticks: { stroke: tokenOf(target, "--line"), width: 1 },
    font: `12px ${tokenOf(target, "--font")}`,
  };
  return [
    { ...look, values: (_chart, splits) => splits.map((seconds) => timeText(seconds * secondMs)) },
    { ...look, label: unit, size: 64, values: (_chart, splits) => splits.map(valueText) },
  ];
};

const seriesOf = (target: Element, { labels, isStepped }: ChartPicture): uPlot.Series[] => [
  {},
  ...labels.map(
    (label, place): uPlot.Series => ({
      label,
      stroke: tokenOf(target, place === 0 ? "--text" : "--line-strong"),
      width: place === 0 ? 1.5 : 1,
      ...(place > 0 && { dash: [6, 4] }),
      ...(isStepped && uPlot.paths.stepped !== undefined && { paths: uPlot.paths.stepped({ align: 1 }) }),
    }),
  ),
];

/** Draws a chart into an element and follows its width; gives back how to take it away. The only file that knows uPlot. */
export const drawChart = (target: HTMLElement, picture: ChartPicture): (() => void) => {
  const { data, period } = picture;
  const chart = new uPlot(
    {
      width: Math.max(200, target.clientWidth),
      height: heightPixels,
      legend: { show: false },
      cursor: { drag: { x: false, y: false } },
      scales: {
        x: { range: [period.fromMs / secondMs, period.toMs / secondMs] },
        y: { range: (_chart, least, most) => valueRange(least, most, picture.words.length) },
      },
      axes: axesOf(target, picture),
      series: seriesOf(target, picture),
      hooks: { drawClear: [background(target, picture)] },
    },
    [data.timesMs.map((atMs) => atMs / secondMs), ...data.columns.map((column) => [...column])],
    target,
  );
  const watch = new ResizeObserver(() =>
    chart.setSize({ width: Math.max(200, target.clientWidth), height: heightPixels }),
  );
  watch.observe(target);
  return () => {
    watch.disconnect();
    chart.destroy();
  };
};
