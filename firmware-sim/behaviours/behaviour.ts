import type { Random } from "../random.ts";

/** What can be wrong with the plant of a site, or be done there by people. */
export type Condition =
  /** The power company is gone. */
  | "mains-lost"
  | "door-open"
  /** Somebody moves about in the shelter. */
  | "motion"
  | "smoke"
  | "water"
  /** All air conditioners, and the fan of the cabinet, stand still. */
  | "cooling-failed"
  /** The generator turns but does not start. */
  | "generator-start-fails"
  /** The generator is told to run though mains is there. */
  | "generator-wanted"
  /** The generator is away, or locked out. */
  | "generator-none"
  /** A technician brought a portable generator with a full tank, which runs while mains is lost. */
  | "generator-brought"
  /** Somebody drains the tank, within minutes, down to the dregs. */
  | "fuel-stolen"
  /** The batteries are gone: nothing carries the load without mains. */
  | "battery-stolen";

/** A quantity of the physics that a behaviour sets; those of one kind add up, for voltages the lowest holds. */
export type PhysicalAction =
  /** So many rectifier modules have failed. */
  | { readonly kind: "rectifiers-failed"; readonly count: number }
  /** A sag or a swell: mains stands at this voltage. */
  | { readonly kind: "mains-voltage"; readonly volts: number }
  /** The weather is so much warmer than the season's. */
  | { readonly kind: "ambient"; readonly warmerCelsius: number }
  /** It rains so hard along the hop of this microwave node. */
  | { readonly kind: "rain"; readonly node: string; readonly millimetresAnHour: number }
  /** The fibre of this node loses so much more than at acceptance; 40 dB and more is a cut. */
  | { readonly kind: "fibre-loss"; readonly node: string; readonly decibels: number }
  /** The site draws so much more from its DC bus. */
  | { readonly kind: "extra-load"; readonly watts: number }
  /** The breaker of this node is open: it has no power whatever the bus does. */
  | { readonly kind: "feed-lost"; readonly node: string };

/** What a broken sensor makes of the truth. */
export type SensorFault =
  /** Says what it said when it got stuck. */
  | { readonly kind: "stuck" }
  /** Jumps this far about the truth, in the metric's unit. */
  | { readonly kind: "noisy"; readonly spread: number }
  /** Wired the wrong way round: a number has the other sign, true is false. */
  | { readonly kind: "wrong-sign" }
  /** Says nothing. */
  | { readonly kind: "missing" };

/** What a bad way to the platform does to each PUBLISH of telemetry; `share` is the part of them that it hits, 0–1. */
export type TransportFault =
  /** Vanishes, and with it the PUBACK. */
  | { readonly kind: "drop"; readonly share: number }
  | { readonly kind: "delay"; readonly delayMs: number }
  /** Arrives twice. */
  | { readonly kind: "duplicate"; readonly share: number }
  /** Is overtaken by those of the next `withinMs`. */
  | { readonly kind: "reorder"; readonly share: number; readonly withinMs: number };

/** What goes wrong with the site controller itself, its clock and its way to the platform. */
export type DeviceAction =
  | {
      readonly kind: "sensor";
      readonly node: string;
      readonly metric: string;
      readonly fault: SensorFault;
    }
  | { readonly kind: "transport"; readonly fault: TransportFault }
  /** The connection is dead and nobody tells: what is written vanishes, nothing arrives. */
  | { readonly kind: "half-open" }
  /** Somebody set the clock wrong by so much; it stays so until a time server is heard. */
  | { readonly kind: "clock-off"; readonly aheadMs: number }
  /** No time server answers: the clock drifts. */
  | { readonly kind: "time-lost" }
  /** The firmware hangs until its watchdog restarts it. */
  | { readonly kind: "firmware-hung" };

/** What a behaviour does to its site while it lasts. */
export type BehaviourAction =
  | PhysicalAction
  | DeviceAction
  | { readonly kind: "condition"; readonly condition: Condition }
  | { readonly kind: "link-down"; readonly node: string }
  /** The sensor says this instead of the truth. */
  | {
      readonly kind: "replace";
      readonly node: string;
      readonly metric: string;
      readonly value: number | boolean | string;
    }
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
