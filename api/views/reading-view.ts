import { z } from "zod";
import { presentValue } from "../../telemetry/metrics.ts";
import { timeFromReceipt } from "../../telemetry/reading-columns.ts";
import type { Series } from "../../telemetry/series-catalog.ts";
import type { LatestReading } from "../context.ts";
import { instantView, iso } from "./instant.ts";

/** A value as its metric's own kind. */
export const valueView = z.union([z.number(), z.boolean(), z.string()]);

/** Receive time and whose clock the event time is from. */
export interface Receipt {
  readonly receivedAt: string;
  readonly clock: "device" | "receiver";
}

/** When a reading was received, from its event time and lag. */
export const receiptOf = (tsMs: number, lagMs: number): Receipt =>
  lagMs === timeFromReceipt
    ? { receivedAt: iso(tsMs), clock: "receiver" }
    : { receivedAt: iso(tsMs + lagMs), clock: "device" };

/** The newest value of one series, in the form of `presentLatest`. */
export const latestView = z.object({
  site: z.string(),
  node: z.string(),
  metric: z.string(),
  unit: z.string(),
  value: valueView,
  ts: instantView,
  receivedAt: instantView,
  clock: z.enum(["device", "receiver"]),
});

/** The newest value of one series as answers and the stream give it. */
export type LatestView = z.output<typeof latestView>;

/** Shows the newest reading of a series. */
export const presentLatest = (series: Series, { tsMs, value, lagMs }: LatestReading): LatestView => ({
  site: series.site,
  node: series.node,
  metric: series.metricName,
  unit: series.metric?.unit ?? "",
  value: presentValue(series.metric, value),
  ts: iso(tsMs),
  ...receiptOf(tsMs, lagMs),
});
