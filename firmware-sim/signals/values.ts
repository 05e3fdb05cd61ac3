/** Values of one node by metric name. */
export type Values = Readonly<Record<string, number | boolean | string>>;

/** As many digits as a sensor would send. */
export const rounded = (value: number, decimals: number): number => {
  const scale = 10 ** decimals;
  return Math.round(value * scale) / scale;
};
