import { z } from "zod";
import { openingsFrom } from "../../alerts/maintenance/openings.ts";
import type { MaintenanceScope, MaintenanceWindow } from "../../alerts/maintenance/window.ts";
import type { Sight } from "../identity/sight.ts";
import { instantView, iso, isoOrNull } from "./instant.ts";

const codes = z.array(z.string()).optional();
const opening = z.object({ from: instantView, to: instantView });

/** A maintenance window, in the form of `presentWindow`. */
export const maintenanceView = z.object({
  id: z.string(),
  name: z.string(),
  reason: z.string(),
  createdBy: z.string(),
  scope: z
    .object({ sites: codes, nodes: codes, communes: codes, operators: codes })
    .describe("each list given must hold; only what is in sight is named"),
  zone: z.string(),
  period: z.discriminatedUnion("kind", [
    z.object({ kind: z.literal("once"), from: instantView, to: instantView }),
    z.object({
      kind: z.literal("weekly"),
      days: z.array(z.number()),
      start: z.string(),
      durationMinutes: z.number(),
      from: instantView,
      to: instantView.nullable(),
    }),
  ]),
  isOpen: z.boolean(),
  next: opening.nullable().describe("the opening that runs or comes next; null when there is none any more"),
});

/** A maintenance window as answers and the stream give it. */
export type MaintenanceView = z.output<typeof maintenanceView>;

/** Writes minutes after midnight as HH:MM. */
const clockText = (minutes: number): string =>
  `${String(Math.floor(minutes / 60)).padStart(2, "0")}:${String(minutes % 60).padStart(2, "0")}`;

const presentPeriod = (period: MaintenanceWindow["period"]): MaintenanceView["period"] => {
  if (period.kind === "once") return { kind: "once", from: iso(period.fromMs), to: iso(period.toMs) };
  const { days, startMinute, durationMinutes, fromMs, toMs } = period;
  return {
    kind: "weekly",
    days: [...days],
    start: clockText(startMinute),
    durationMinutes,
    from: iso(fromMs),
    to: isoOrNull(toMs),
  };
};

const seesNode = (sight: Sight, path: string): boolean => {
  const [site = "", node = ""] = path.split("/");
  return sight.node(site, node);
};

/** The lists without what is out of sight; null when one of them then names nothing. */
const seenScope = (scope: MaintenanceScope, sight: Sight): MaintenanceView["scope"] | null => {
  const seen = {
    sites: scope.sites?.filter((code) => sight.site(code)),
    nodes: scope.nodes?.filter((path) => seesNode(sight, path)),
    communes: scope.communes?.filter((code) => sight.commune(code)),
    operators: scope.operators?.filter((code) => sight.operator(code)),
  };
  const lists = Object.entries(seen).filter(([, list]) => list !== undefined);
  return lists.some(([, list]) => list?.length === 0) ? null : Object.fromEntries(lists);
};

/** Shows a window to whoever sees something of what it covers; null to everybody else. */
export const presentWindow = (
  window: MaintenanceWindow,
  sight: Sight,
  nowMs: number,
): MaintenanceView | null => {
  const scope = sight.isWhole ? { ...window.scope } : seenScope(window.scope, sight);
  if (scope === null) return null;
  const { id, name, reason, createdBy, zone, period } = window;
  const [next] = openingsFrom(window, nowMs);
  return {
    ...{ id, name, reason, createdBy, scope, zone },
    period: presentPeriod(period),
    isOpen: next !== undefined && next.fromMs <= nowMs,
    next: next === undefined ? null : { from: iso(next.fromMs), to: iso(next.toMs) },
  };
};

/**
 * Whether somebody may plan such a window: without limits anything; else it must name nodes in sight or sites whose
 * owner is in scope, because whoever hides alarms hides them for everybody.
 */
export const mayPlan = ({ sites, nodes }: MaintenanceScope, sight: Sight): boolean => {
  if (sight.isWhole) return true;
  if (nodes !== undefined) return nodes.every((path) => seesNode(sight, path));
  return sites?.every((code) => sight.owns(code)) ?? false;
};
