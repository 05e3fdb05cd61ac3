import type { SiteCode } from "../../telemetry/identifiers.ts";

/** Readings of one node at one instant, as they reach the platform. */
export interface TelemetryRecord {
  readonly kind: "telemetry";
  readonly atMs: number;
  readonly site: SiteCode;
  readonly node: string;
  /** When they were measured. */
  readonly tsMs: number;
  readonly values: Readonly<Record<string, number | boolean | string>>;
}

/** What the platform notices of a device's connection. */
export interface PresenceRecord {
  readonly kind: "birth" | "lost";
  readonly atMs: number;
  readonly site: SiteCode;
  readonly node: string;
  readonly session: number;
  readonly periodSeconds: number;
}

/** One thing that reaches the platform; `atMs` is when, ms since 1970 UTC. */
export type RunRecord = TelemetryRecord | PresenceRecord;
