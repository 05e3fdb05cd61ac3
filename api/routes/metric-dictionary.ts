import { z } from "zod";
import { type Metric, metrics } from "../../telemetry/metrics.ts";
import type { RouteGroup } from "../api.ts";
import { everyRole } from "../identity/role.ts";

const entryView = z.object({
  name: z.string(),
  unit: z.string(),
  kind: z.enum(["number", "boolean", "word"]),
  label: z.object({ vi: z.string(), en: z.string() }),
  direction: z.enum(["low", "high", "both", "none"]).describe("which way is bad"),
  normal: z
    .union([z.tuple([z.number(), z.number()]), z.boolean(), z.string()])
    .nullable()
    .describe("what is unremarkable: a band, true or false, or a word; null where the plant decides"),
});

/** An entry of the metric dictionary as answers give it. */
export type MetricView = z.output<typeof entryView>;

const normalOf = (metric: Metric): MetricView["normal"] => {
  if (metric.kind !== "number") return metric.normal;
  if (metric.normal === null) return null;
  const [lowest, highest] = metric.normal;
  return [lowest, highest];
};

const items: readonly MetricView[] = metrics.map((metric) => {
  const { name, unit, kind, label, direction } = metric;
  return { name, unit, kind, label, direction, normal: normalOf(metric) };
});

/** The metric dictionary: what each metric is called, in which unit, and which values are unremarkable. */
export const metricDictionaryRoutes: RouteGroup = (api) => {
  api.get(
    "/api/v1/metrics",
    { config: { roles: everyRole }, schema: { response: { 200: z.object({ items: z.array(entryView) }) } } },
    async () => ({ items: [...items] }),
  );
};
