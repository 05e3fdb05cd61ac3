import { expect, test } from "vitest";
import { ExportFigures } from "../../../store/export/export-figures.ts";
import type { Portion, Stream } from "../../../store/export/portion.ts";

const portion = (stream: Stream, oldestAtMs: number, remaining: number): Portion => ({
  ...{ stream, oldestAtMs, remaining, count: 10, unwritable: 0, cursor: {} },
  write: () => Promise.reject(new Error("nothing is written here")),
});

const nowMs = 1_000_000;
const lagOf = (figures: ExportFigures): readonly number[] => {
  const { lagSeconds, lagReadings } = figures.health(nowMs);
  return [lagSeconds, lagReadings];
};

test("between two portions of a backlog the lag is not zero, whatever else is sent meanwhile", () => {
  const figures = new ExportFigures();
  figures.took(portion("reading", nowMs - 900_000, 500));
  expect(lagOf(figures)).toEqual([900, 510]);
  figures.delivered(portion("reading", nowMs - 900_000, 500), 10, nowMs);
  expect(lagOf(figures)).toEqual([900, 500]);
  figures.took(portion("transition", nowMs - 1_000, 0));
  expect(lagOf(figures)).toEqual([900, 500]);
  figures.delivered(portion("transition", nowMs - 1_000, 0), 10, nowMs);
  figures.took(portion("reading", nowMs - 600_000, 490));
  expect(lagOf(figures)).toEqual([600, 500]);
});

test("with the last portion delivered the lag is that of what was committed since, and none after a rest", () => {
  const figures = new ExportFigures();
  const last = portion("reading", nowMs - 60_000, 0);
  figures.took(last);
  figures.committed(7, nowMs - 2_000);
  figures.delivered(last, 10, nowMs);
  expect(lagOf(figures)).toEqual([2, 7]);
  figures.rested();
  expect(lagOf(figures)).toEqual([0, 0]);
});

test("a portion that was given up to begin earlier still lags, while another stream is in hand", () => {
  const figures = new ExportFigures();
  figures.took(portion("reading", nowMs - 300_000, 8_000));
  figures.took(portion("transition", nowMs - 5_000, 0));
  expect(lagOf(figures)).toEqual([300, 8_010]);
});

test("the rate is that of the last ten seconds, over all streams", () => {
  const figures = new ExportFigures();
  const rateAt = (atMs: number): number => figures.health(atMs).pointsPerSecond;
  expect(rateAt(nowMs)).toBe(0);
  figures.delivered(portion("reading", nowMs, 1), 20_000, nowMs);
  figures.delivered(portion("transition", nowMs, 0), 1_000, nowMs + 4_000);
  expect(rateAt(nowMs + 5_000)).toBe(2_100);
  expect(rateAt(nowMs + 10_000)).toBe(100);
  expect(rateAt(nowMs + 14_000)).toBe(0);
});
