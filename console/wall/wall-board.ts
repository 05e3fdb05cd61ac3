import type { BriefAlarmView, SiteView } from "../../api/contract.ts";
import { type Family, familiesOf, familyKeyOf } from "../alarms/families.ts";
import { type Severity, severities, severityRank } from "../parts/severity-order.ts";
import { presenceOf } from "../sites/site-order.ts";

/** How many root causes of one severity there are, and how many of them nobody acknowledged. */
export interface SeverityCount {
  readonly severity: Severity;
  readonly active: number;
  readonly unacknowledged: number;
}

const isOnWall = ({ shelf, maintenance }: BriefAlarmView): boolean => shelf === null && maintenance === null;

/** Root causes with what they take along, the gravest first, unacknowledged before acknowledged among equals. */
export const causesOf = (alarms: Iterable<BriefAlarmView>): readonly Family[] => {
  const families = familiesOf([...alarms].filter(isOnWall), familyKeyOf("cause", false));
  return families.toSorted((one, other) => severityRank(one.worst) - severityRank(other.worst));
};

/** Counts root causes, each by the gravest alarm that it stands for. */
export const countSeverities = (causes: readonly Family[]): readonly SeverityCount[] =>
  severities.map((severity) => {
    const own = causes.filter(({ worst }) => worst === severity);
    const unacknowledged = own.filter(({ leader }) => leader.operatorState === "none").length;
    return { severity, active: own.length, unacknowledged };
  });

/** How the sites stand. */
export interface SiteTotals {
  readonly all: number;
  readonly reporting: number;
  /** Longest silence first. */
  readonly silent: readonly SiteView[];
  /** No device of theirs was ever heard. */
  readonly never: number;
}

/** Counts sites by how they are heard. */
export const totalsOf = (sites: Iterable<SiteView>): SiteTotals => {
  const all = [...sites];
  const heardAt = ({ state }: SiteView): string => state.lastHeardAt ?? "";
  return {
    all: all.length,
    reporting: all.filter((site) => presenceOf(site) === "online").length,
    silent: all
      .filter((site) => presenceOf(site) === "offline")
      .sort((one, other) => heardAt(one).localeCompare(heardAt(other)) || one.code.localeCompare(other.code)),
    never: all.filter((site) => presenceOf(site) === "never").length,
  };
};
