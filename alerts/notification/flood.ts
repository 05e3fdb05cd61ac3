import { z } from "zod";
import { type Severity, severities } from "../../telemetry/severity.ts";
import type { AlarmEvent } from "../alarm.ts";
import { digestIntervalMs, digestListedMax, floodWindowMs } from "./limits.ts";

const minuteMs = 60_000;

const listed = z.object({
  alarm: z.string(),
  event: z.string(),
  severity: z.enum(severities),
  title: z.object({ vi: z.string(), en: z.string() }),
});

const gathered = z.object({
  sinceMs: z.number(),
  dueMs: z.number(),
  transition: z.string(),
  /** Id that the first telling would have had; the digest's follows from it. */
  first: z.string(),
  told: z.record(z.enum(severities), z.number()),
  cleared: z.number(),
  /** Acknowledgements and what else is neither a beginning nor an end. */
  others: z.number(),
  listed: z.array(listed),
});

const floodBody = z.object({
  /** Tellings of each minute of the window, oldest first. */
  minutes: z.array(z.object({ minute: z.number(), tellings: z.number() })),
  gathered: gathered.nullable(),
});

/** What a digest gathers until it goes out. */
export type Gathered = Readonly<z.infer<typeof gathered>>;

/** How much an audience was told lately, and the digest that gathers for it. */
export type Flood = Readonly<z.infer<typeof floodBody>>;

/** Nothing told lately. */
export const noFlood: Flood = { minutes: [], gathered: null };

/** Reads the state of a flood as kept in the journal; null when it is none. */
export const parseFlood = (text: string): Flood | null => floodBody.safeParse(JSON.parse(text)).data ?? null;

/** Tellings within the last ten minutes. */
export const tellingsLately = ({ minutes }: Flood): number =>
  minutes.reduce((sum, { tellings }) => sum + tellings, 0);

/** Counts one telling and forgets those that the window has left. */
export const countTelling = (flood: Flood, nowMs: number): Flood => {
  const minute = Math.floor(nowMs / minuteMs);
  const kept = flood.minutes.filter((each) => (minute - each.minute) * minuteMs < floodWindowMs);
  const last = kept.at(-1);
  const minutes =
    last?.minute === minute
      ? [...kept.slice(0, -1), { minute, tellings: last.tellings + 1 }]
      : [...kept, { minute, tellings: 1 }];
  return { ...flood, minutes };
};

/** A telling that goes into the digest. */
export interface Diverted {
  readonly id: string;
  readonly transition: string;
  readonly alarm: string;
  readonly event: AlarmEvent;
  readonly severity: Severity;
  readonly title: { readonly vi: string; readonly en: string };
}

const none: Gathered["told"] = { indeterminate: 0, warning: 0, minor: 0, major: 0, critical: 0 };

const countsWith = (
  { told, cleared, others }: Gathered,
  event: AlarmEvent,
  severity: Severity,
): Pick<Gathered, "told" | "cleared" | "others"> => {
  if (event === "cleared" || event === "operator-cleared") return { told, cleared: cleared + 1, others };
  if (event !== "raised" && event !== "updated") return { told, cleared, others: others + 1 };
  return { told: { ...told, [severity]: told[severity] + 1 }, cleared, others };
};

/** Adds a telling to the digest; the first one sets when it goes out. */
export const gather = (flood: Flood, telling: Diverted, nowMs: number): Flood => {
  const { id, transition, event, severity, title, alarm } = telling;
  const before = flood.gathered ?? {
    sinceMs: nowMs,
    dueMs: nowMs + digestIntervalMs,
    transition,
    first: id,
    told: none,
    cleared: 0,
    others: 0,
    listed: [],
  };
  const named =
    before.listed.length < digestListedMax
      ? [...before.listed, { alarm, event, severity, title }]
      : before.listed;
  const counts = countsWith(before, event, severity);
  return { ...flood, gathered: { ...before, ...counts, listed: named } };
};
