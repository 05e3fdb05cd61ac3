import { z } from "zod";
import { type UnknownReason, unknownReasons } from "../../alerts/forecast/forecast.ts";
import type { PlantForecast } from "../../alerts/forecast/site-forecasts.ts";
import type { Sight } from "../identity/sight.ts";
import { instantView, iso } from "./instant.ts";

const minutes = z.number().nullable();

/** How long a site on battery still has. */
export const forecastView = z.object({
  node: z.string().describe("the power plant that goes down first"),
  at: instantView.describe("time of the newest reading that it rests on; the minutes count from here"),
  p10: minutes.describe("minutes until the disconnect; sooner in one case of ten; null: unknown"),
  p50: minutes,
  p90: minutes,
  downAt: instantView.nullable().describe("by p50"),
  unknown: z.enum(unknownReasons).nullable().describe("why nobody can say"),
});

/** How long a site on battery still has, as answers give it. */
export type ForecastView = z.output<typeof forecastView>;

const rounded = (value: number): number => Math.round(value * 10) / 10;

const presentUnknown = (node: string, atMs: number, unknown: UnknownReason): ForecastView => ({
  ...{ node, at: iso(atMs), p10: null, p50: null, p90: null, downAt: null },
  unknown,
});

/** Shows a forecast. */
export const presentForecast = ({ node, forecast }: PlantForecast): ForecastView => {
  const { atMs } = forecast;
  if (forecast.kind === "unknown") return presentUnknown(node, atMs, forecast.reason);
  return {
    ...{ node, at: iso(atMs), unknown: null },
    ...{ p10: rounded(forecast.p10), p50: rounded(forecast.p50), p90: rounded(forecast.p90) },
    downAt: iso(Math.round(atMs + forecast.p50 * 60_000)),
  };
};

/** The forecasts that somebody may see, by site. */
export const forecastsSeen = (
  forecasts: readonly PlantForecast[],
  sight: Sight,
): ReadonlyMap<string, PlantForecast> =>
  new Map(forecasts.filter(({ site, node }) => sight.node(site, node)).map((each) => [each.site, each]));
