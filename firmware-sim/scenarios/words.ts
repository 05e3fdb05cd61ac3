import { z } from "zod";

const unitMs = new Map([
  ["ms", 1],
  ["s", 1000],
  ["m", 60_000],
  ["h", 3_600_000],
  ["d", 86_400_000],
]);
const durationMsMax = 30 * 86_400_000;

/** Milliseconds of a duration such as 90s, 5h or 1h30m; null when it is none, or longer than 30 days. */
const readDuration = (text: string): number | null => {
  if (!/^(?:\d+(?:ms|s|m|h|d))+$/.test(text)) return null;
  let totalMs = 0;
  for (const [, count, unit] of text.matchAll(/(\d+)(ms|s|m|h|d)/g)) {
    totalMs += Number(count) * (unitMs.get(unit ?? "") ?? 0);
  }
  return totalMs > 0 && totalMs <= durationMsMax ? totalMs : null;
};

/** A text that is read by a function which answers null when it can't; `fix` says how it should be written. */
const written = <Value>(read: (text: string) => Value | null, problem: string, fix: string) =>
  z.unknown().transform((text, context) => {
    const value = typeof text === "string" ? read(text.trim()) : null;
    if (value !== null) return value;
    const message = text === undefined ? "is missing" : problem;
    context.addIssue({ code: "custom", message, params: { fix } });
    return z.NEVER;
  });

/** How long something lasts, in ms. */
export const duration = written(
  readDuration,
  "is not a duration",
  "write a number with a unit (s, m, h, d), like 90s, 5h or 1h30m, up to 30d",
);

/** When something happens: by the clock on the wall in Vietnam, or so long after the start. */
export type Instant =
  | { readonly kind: "clock"; readonly minuteOfDay: number }
  | { readonly kind: "after"; readonly afterMs: number };

const readInstant = (text: string): Instant | null => {
  const [, hours, minutes] = /^(\d{1,2}):(\d{2})$/.exec(text) ?? [];
  if (hours !== undefined) {
    const isTime = Number(hours) < 24 && Number(minutes) < 60;
    return isTime ? { kind: "clock", minuteOfDay: Number(hours) * 60 + Number(minutes) } : null;
  }
  const afterMs = text.startsWith("+") ? readDuration(text.slice(1)) : null;
  return afterMs === null ? null : { kind: "after", afterMs };
};

/** When something happens. */
export const instant = written(
  readInstant,
  "is not a time",
  "write the time of day in Vietnam like 10:00, or the time since the start like +2h30m",
);

const readRain = (text: string): number | null => {
  const [, amount] = /^(\d+(?:\.\d+)?) ?mm\/h$/.exec(text) ?? [];
  return amount === undefined || Number(amount) > 300 ? null : Number(amount);
};

/** How hard it rains, in mm/h. */
export const rain = written(readRain, "is not a rate of rain", 'write it like "60 mm/h", at most 300 mm/h');

const readShare = (text: string): number | null => {
  const [, percent] = /^(\d+(?:\.\d+)?) ?%$/.exec(text) ?? [];
  return percent === undefined || Number(percent) > 100 ? null : Number(percent) / 100;
};

/** A part of all, 0–1. */
export const share = written(readShare, "is not a share", "write it like 20 %, at most 100 %");

/** Of which sites something is said; `count` null for all of them. */
export interface Choice {
  readonly count: number | null;
  readonly of:
    | { readonly kind: "all" }
    | { readonly kind: "commune" | "class" | "behind"; readonly name: string };
}

const readChoice = (text: string): Choice | null => {
  const [, count, rest = ""] = /^(?:(\d+) of )?(.+)$/.exec(text) ?? [];
  const [, kind, name = ""] = /^(commune|class|behind) (.+)$/.exec(rest) ?? [];
  const chosen = count === undefined ? null : Number(count);
  if (rest === "all") return { count: chosen, of: { kind: "all" } };
  if (kind !== "commune" && kind !== "class" && kind !== "behind") return null;
  return { count: chosen, of: { kind, name } };
};

const choice = written(
  readChoice,
  "does not say which sites",
  'write "all", "commune NAME", "class hub", "behind CODE", "12 of commune NAME", or a list of site codes: [A, B]',
);

/** Some sites: named by their codes, or by where they are, or so many of those. */
export const sites = z.union([z.array(z.string()).min(1), choice]);
/** Some sites. */
export type Sites = z.output<typeof sites>;

const readNode = (text: string): { readonly site: string; readonly node: string } | null => {
  const [site = "", node = "", ...more] = text.split("/");
  return site === "" || node === "" || more.length > 0 ? null : { site, node };
};

/** A node by its path. */
export const nodePath = written(readNode, "is not a node", "write SITE/NODE, like BPH0007/agg1");

/** The instant at which a scenario starts, ms since 1970 UTC. */
export const startInstant = written(
  (text) => {
    const atMs = Date.parse(text);
    return /T.*(Z|[+-]\d{2}:\d{2})$/.test(text) && !Number.isNaN(atMs) ? atMs : null;
  },
  "is not an instant",
  "write ISO 8601 with its offset, like 2026-03-10T06:00:00+07:00",
);
