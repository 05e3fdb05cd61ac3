import { z } from "zod";

const unitMs = new Map([
  ["ms", 1],
  ["s", 1_000],
  ["m", 60_000],
  ["h", 3_600_000],
  ["d", 86_400_000],
]);

const whole = /^(?:\d+(?:ms|s|m|h|d))+$/;
const durationMsMax = 30 * 86_400_000;

/** Milliseconds of a duration in Prometheus' form ("90s", "1h30m", "0"); null when it is none. */
export const durationMs = (text: string): number | null => {
  if (text === "0") return 0;
  if (!whole.test(text)) return null;
  let totalMs = 0;
  for (const [, count, unit] of text.matchAll(/(\d+)(ms|s|m|h|d)/g)) {
    totalMs += Number(count) * (unitMs.get(unit ?? "") ?? 0);
  }
  return totalMs;
};

/** A duration as text, parsed to milliseconds; at most 30 days. */
export const durationSchema = z.union([z.string(), z.literal(0)]).transform((text, context) => {
  const ms = durationMs(String(text));
  if (ms !== null && ms <= durationMsMax) return ms;
  context.addIssue({
    code: "custom",
    message: ms === null ? "is not a duration" : "is longer than 30 days",
    params: { fix: "write a number with a unit (ms, s, m, h, d), like 60s or 1h30m, up to 30d" },
  });
  return z.NEVER;
});

/** A duration in the form of `durationMs`: "1h30m". */
export const durationText = (ms: number): string => {
  let rest = ms;
  let text = "";
  for (const [unit, each] of [...unitMs].reverse()) {
    const count = Math.floor(rest / each);
    if (count > 0) text += `${count}${unit}`;
    rest -= count * each;
  }
  return text === "" ? "0" : text;
};
