import { z } from "zod";
import { causeClasses, confirmations, minutesOf, type Outage } from "../../alerts/outages/outage.ts";
import type { Inventory } from "../../inventory/inventory.ts";
import { instantView, iso, isoOrNull } from "./instant.ts";

const causeClassView = z.enum(causeClasses);

/** An outage, in the form of `presentOutage`. */
export const outageView = z.object({
  id: z.string(),
  subject: z.enum(["site", "node"]),
  site: z.string(),
  siteName: z.string().nullable(),
  node: z.string().nullable().describe("null when the whole site is meant"),
  from: instantView,
  to: instantView.nullable().describe("null while it lasts"),
  class: causeClassView,
  alarm: z.string().nullable().describe("what opened it; null where the platform did not listen"),
  causeAlarm: z.string().nullable().describe("the root cause, when one is known"),
  confirmedBy: z.enum(confirmations),
  minutes: z.number().describe("so far, while it lasts"),
  corrections: z.array(
    z.object({
      at: instantView,
      by: z.enum(["backfill", "operator"]),
      actor: z.string().nullable(),
      reason: z.string(),
      before: causeClassView,
      after: causeClassView,
    }),
  ),
});

/** An outage as answers give it. */
export type OutageView = z.output<typeof outageView>;

/** Shows an outage with the name of its site. */
export const presentOutage = (
  outage: Outage,
  { inventory, nowMs }: { readonly inventory: Inventory; readonly nowMs: number },
): OutageView => {
  const { id, site, node, fromMs, toMs, causeClass, alarm, causeAlarm, confirmedBy, corrections } = outage;
  return {
    id,
    subject: node === null ? "site" : "node",
    site,
    siteName: inventory.site(site)?.name ?? null,
    node,
    from: iso(fromMs),
    to: isoOrNull(toMs),
    class: causeClass,
    alarm,
    causeAlarm,
    confirmedBy,
    minutes: minutesOf(outage, nowMs),
    corrections: corrections.map(({ atMs, ...correction }) => ({ at: iso(atMs), ...correction })),
  };
};
