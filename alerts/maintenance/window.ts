import { z } from "zod";
import { isCode } from "../../telemetry/identifiers.ts";
import { noteCharactersMax, windowMsMax, windowNameCharactersMax, windowScopeEntriesMax } from "../limits.ts";
import { isZone } from "./zone.ts";

const instant = z.int().min(0).describe("ms since 1970 UTC");
const code = z.string().refine(isCode, { error: "is not a code: use [A-Za-z0-9][A-Za-z0-9._-]{0,63}" });
const nodeReference = z
  .string()
  .refine((text) => text.split("/").length === 2 && text.split("/").every(isCode), {
    error: "is not a node: write site/node, for example BPH0123/mw1",
  });
const listOf = <Entry extends z.ZodType>(entry: Entry) => z.array(entry).min(1).max(windowScopeEntriesMax);

const scope = z
  .strictObject({
    sites: listOf(code),
    nodes: listOf(nodeReference).describe("site/node"),
    communes: listOf(z.string().min(1).max(64)),
    operators: listOf(z.string().min(1).max(64)).describe("owner or tenant of the site"),
  })
  .partial()
  .refine((given) => Object.values(given).some((list) => list !== undefined), {
    error: "names nothing: give sites, nodes, communes or operators",
  });

const minutesMax = windowMsMax / 60_000;

const once = z
  .strictObject({ kind: z.literal("once"), fromMs: instant, toMs: instant })
  .refine(({ fromMs, toMs }) => fromMs < toMs, { error: "must be after fromMs", path: ["toMs"] })
  .refine(({ fromMs, toMs }) => toMs - fromMs <= windowMsMax, {
    error: `is more than ${minutesMax / 1_440} days after fromMs`,
    path: ["toMs"],
  });

const weekly = z
  .strictObject({
    kind: z.literal("weekly"),
    days: z.array(z.int().min(1).max(7)).min(1).max(7).describe("ISO 8601: 1 is Monday, 7 Sunday"),
    startMinute: z.int().min(0).max(1_439).describe("Minutes after midnight by the clocks of the zone"),
    durationMinutes: z.int().min(1).max(minutesMax).describe("Minutes that really pass"),
    fromMs: instant.describe("Nothing before counts"),
    toMs: instant.nullable().describe("Nothing from then on counts; null: it goes on"),
  })
  .refine(({ fromMs, toMs }) => toMs === null || fromMs < toMs, {
    error: "must be after fromMs",
    path: ["toMs"],
  });

/**
 * A maintenance window as people give it. Who is in its scope while it is open is out of service: each condition given
 * in `scope` must hold. Times of day are those of `zone`, an IANA name.
 */
export const maintenanceWindowSchema = z.strictObject({
  id: z.string().regex(/^[A-Za-z0-9][A-Za-z0-9._-]{0,63}$/, { error: "is not a code" }),
  name: z.string().min(1).max(windowNameCharactersMax),
  reason: z.string().min(1).max(noteCharactersMax),
  createdBy: z.string().min(1),
  scope,
  zone: z.string().refine(isZone, { error: "is no IANA time zone: write for example Asia/Ho_Chi_Minh" }),
  period: z.discriminatedUnion("kind", [once, weekly]),
});

/** A maintenance window, parsed and checked. */
export type MaintenanceWindow = z.infer<typeof maintenanceWindowSchema>;

/** Which alarms a window covers; each list given must hold. */
export type MaintenanceScope = MaintenanceWindow["scope"];

/** A window that returns every week, by the clocks of a zone. */
export type WeeklyPeriod = Extract<MaintenanceWindow["period"], { kind: "weekly" }>;
