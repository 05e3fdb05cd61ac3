import type { Random } from "../random.ts";

/** What can be wrong with the plant of a site. */
export type Condition = "mains-lost" | "door-open" | "cooling-failed";

/** What a behaviour does to its site while it lasts. */
export type BehaviourAction =
  | { readonly kind: "condition"; readonly condition: Condition }
  | { readonly kind: "link-down"; readonly node: string }
  /** The sensor says this instead of the truth. */
  | { readonly kind: "replace"; readonly node: string; readonly metric: string; readonly value: number }
  /** The device has no way to the platform. */
  | { readonly kind: "cut-line" };

/** When a behaviour holds, in ms since 1970 UTC. */
export interface Span {
  readonly startsAtMs: number;
  readonly endsAtMs: number;
}

/** Something that happens at a site for a while. Pure: the same instant gives the same actions. */
export interface Behaviour extends Span {
  readonly name: string;
  actions(nowMs: number, random: Random): readonly BehaviourAction[];
  /** The next instant after `nowMs` at which the actions change by themselves; the device reports at once then. */
  changesAtMs(nowMs: number): number;
}

/** True while the behaviour holds. */
export const isActive = (span: Span, nowMs: number): boolean =>
  nowMs >= span.startsAtMs && nowMs < span.endsAtMs;

/** A behaviour that does one thing from start to end. */
export const steady = (name: string, span: Span, action: BehaviourAction): Behaviour => ({
  name,
  startsAtMs: span.startsAtMs,
  endsAtMs: span.endsAtMs,
  actions: () => [action],
  changesAtMs: (nowMs) => (nowMs < span.startsAtMs ? span.startsAtMs : span.endsAtMs),
});
