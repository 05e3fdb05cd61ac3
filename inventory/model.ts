import type { DeviceId, NodeCode, SiteCode } from "../telemetry/identifiers.ts";
import type { CommuneCode, LinkCode, NodePath, OperatorCode } from "./codes.ts";

/** A company with equipment at sites. */
export interface Operator {
  readonly code: OperatorCode;
  readonly name: string;
}

/** A calendar day in Vietnam, `YYYY-MM-DD`; days compare as text. */
export type Day = string;

/**
 * One version of a commune: in force from `validFrom` up to, not including, `validTo`. Several versions may
 * share a code when their days don't overlap, so that a report over an old period uses the units of its time.
 */
export interface Commune {
  readonly code: CommuneCode;
  readonly name: string;
  /** Code of the province in the national list. */
  readonly province: string;
  readonly validFrom: Day;
  readonly validTo: Day | null;
  /** The commune that took over; null while this one is in force. */
  readonly successor: CommuneCode | null;
}

/** Importance of a site: a hub carries others, a remote one is hard to reach. */
export const siteClasses = ["hub", "normal", "remote"] as const;
type SiteClass = (typeof siteClasses)[number];

/** A hamlet that a site covers. */
export interface Hamlet {
  readonly name: string;
  /** Inhabitants. */
  readonly population: number;
}

/** A place with a mast or shelter. */
export interface Site {
  readonly code: SiteCode;
  readonly name: string;
  readonly commune: CommuneCode;
  /** Degrees north, WGS 84; null (with the longitude) when the position is not known. */
  readonly latitude: number | null;
  /** Degrees east, WGS 84. */
  readonly longitude: number | null;
  readonly class: SiteClass;
  readonly owner: OperatorCode;
  /** Operators with equipment here, in the order of the file; the owner is listed when it has some. */
  readonly tenants: readonly OperatorCode[];
  /** Minutes that a technician needs to get there. */
  readonly travelMinutes: number;
  readonly hamlets: readonly Hamlet[];
  /** Code under which the operators' sharing agreement knows the site. */
  readonly sharingCode: string | null;
}

/** What a node is. */
export const nodeKinds = [
  "controller",
  "power",
  "cabinet",
  "bts",
  "router",
  "switch",
  "microwave",
  "olt",
  "other",
] as const;
type NodeKind = (typeof nodeKinds)[number];

/** Mobile technologies of a base station. */
export const technologies = ["2G", "3G", "4G", "5G"] as const;
type Technology = (typeof technologies)[number];

/** Figures of the plan that limits of rules refer to; the unit is in the name. */
export const plannedNames = [
  "plantCurrentAmperes",
  "breakerAmperes",
  "batteryCapacityAmpereHours",
  "generatorWatts",
  "plannedRslDbm",
  "receiverThresholdDbm",
  "frequencyGigahertz",
  "hopKilometres",
  "baselineOpticalDbm",
  "minimumOpticalDbm",
] as const;
type PlannedName = (typeof plannedNames)[number];

/** One thing at a site with a status of its own. */
export interface SiteNode {
  readonly site: SiteCode;
  readonly code: NodeCode;
  readonly kind: NodeKind;
  /** Whose it is; null when it belongs to the site itself. */
  readonly operator: OperatorCode | null;
  readonly technology: Technology | null;
  /** The power node of the same site that feeds it. */
  readonly poweredBy: NodeCode | null;
  readonly planned: Readonly<Partial<Record<PlannedName, number>>>;
}

/** Media of a link. */
export const linkKinds = ["microwave", "fibre"] as const;
type LinkKind = (typeof linkKinds)[number];

/** A transmission path between two nodes; the direction has no meaning. */
export interface Link {
  readonly code: LinkCode;
  readonly from: NodePath;
  readonly to: NodePath;
  readonly kind: LinkKind;
}

/** A device that is planned or installed at a site; its token is never part of the inventory. */
export interface InventoryDevice {
  readonly id: DeviceId;
  readonly site: SiteCode;
}

/** The whole inventory as lists, in the order of the file. */
export interface InventoryData {
  readonly operators: readonly Operator[];
  readonly communes: readonly Commune[];
  readonly sites: readonly Site[];
  readonly nodes: readonly SiteNode[];
  readonly links: readonly Link[];
  /** Nodes where transmission paths end; reaching one means "connected". */
  readonly core: readonly NodePath[];
  readonly devices: readonly InventoryDevice[];
}
