const unitsMs: Readonly<Record<string, number>> = { s: 1_000, m: 60_000, h: 3_600_000, d: 86_400_000 };

/** The grammar of a step in words. */
export const stepGrammar = "a whole number and s, m, h or d, from 1s to 366d, such as 10s, 5m, 1h or 1d";

const stepPattern = /^([1-9]\d{0,6})([smhd])$/;
const stepMsMax = 366 * 86_400_000;

/** Reads a step such as `5m` in milliseconds; null when the text is not one. */
export const parseStepMs = (text: string): number | null => {
  const [, count, unit] = stepPattern.exec(text) ?? [];
  if (count === undefined || unit === undefined) return null;
  const stepMs = Number(count) * (unitsMs[unit] ?? 0);
  return stepMs <= stepMsMax ? stepMs : null;
};
