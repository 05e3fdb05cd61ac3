/** The rectifiers of a plant. */
export interface RectifierPlan {
  /** Modules built in; one more than the load needs (N+1). */
  readonly modules: number;
  /** Rated output of each. */
  readonly moduleWatts: number;
}

const ratedVoltsMin = 176;
const startVoltsMin = 90;
const startVoltsMax = 300;
const shareAtLeastVolts = 0.45;

/** Share of the rated output at this input voltage: all from 176 V, less down to 90 V, nothing beyond 90–300 V. */
const outputShare = (inputVolts: number): number => {
  if (inputVolts < startVoltsMin || inputVolts > startVoltsMax) return 0;
  if (inputVolts >= ratedVoltsMin) return 1;
  const way = (inputVolts - startVoltsMin) / (ratedVoltsMin - startVoltsMin);
  return shareAtLeastVolts + (1 - shareAtLeastVolts) * way;
};

/**
 * Power that the working modules can give to the bus: `modules · rated · share(input voltage)`; past it they hold
 * their current and the bus sinks to the battery. Input window and derating of 48 V modules of the 2–3 kW class.
 */
export const rectifierWattsMax = (plan: RectifierPlan, failed: number, inputVolts: number): number =>
  Math.max(0, plan.modules - failed) * plan.moduleWatts * outputShare(inputVolts);

/**
 * Power that the modules draw from the mains for this output: each loses `0.8 % + 1.8 % x + 1.6 % x²` of its rating at
 * the load share x, which gives 96 % efficiency at half load and 91 % at a tenth, the curve of that class.
 */
export const rectifierInputWatts = (plan: RectifierPlan, failed: number, outputWatts: number): number => {
  const rated = Math.max(0, plan.modules - failed) * plan.moduleWatts;
  if (rated === 0) return 0;
  const share = outputWatts / rated;
  return outputWatts + rated * (0.008 + 0.018 * share + 0.016 * share * share);
};
