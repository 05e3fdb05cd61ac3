import type { Sample } from "../../firmware-sim/controller/controller.ts";
import { metricNamed } from "../../telemetry/metrics.ts";

/** Every value that its metric calls abnormal, or that lies outside the physical range. */
export const abnormal = (samples: readonly Sample[]): string[] =>
  samples.flatMap(({ node, values }) =>
    Object.entries(values).flatMap(([name, value]) => {
      const metric = metricNamed(name);
      if (metric === null) return [`${node} ${name} is unknown`];
      if (metric.kind === "number") {
        const [low, high] = metric.normal ?? [metric.minimum, metric.maximum];
        return Number(value) >= low && Number(value) <= high ? [] : [`${node} ${name} ${value}`];
      }
      return metric.normal === null || metric.normal === value ? [] : [`${node} ${name} ${value}`];
    }),
  );
