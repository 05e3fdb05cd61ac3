import { type RainCoefficients, rainCoefficients, rainDecibels } from "./rain.ts";
import { trafficShare } from "./traffic.ts";

/** A microwave hop as one of its ends sees it. */
export interface HopPlan {
  readonly frequencyGigahertz: number;
  readonly kilometres: number;
  /** Received in clear air. */
  readonly plannedRslDbm: number;
  /** Least level of the most robust profile. */
  readonly receiverThresholdDbm: number;
  /** Of the frequency, for vertical polarization. */
  readonly rain: RainCoefficients;
}

/** A hop at an instant. */
export interface HopState {
  readonly rslDbm: number;
  readonly snrDecibels: number;
  /** Place in the ladder of modulations; −1 when the hop is down. */
  readonly profile: number;
  readonly isUp: boolean;
  /** Share of packets that don't fit, 0–1. */
  readonly lossShare: number;
}

/** Modulations of a 28 MHz channel with the least SNR and the throughput of each (data sheet class of split radios). */
const profiles: readonly { readonly snrDecibels: number; readonly megabits: number }[] = [
  { snrDecibels: 8, megabits: 40 },
  { snrDecibels: 14, megabits: 80 },
  { snrDecibels: 20, megabits: 120 },
  { snrDecibels: 26, megabits: 165 },
  { snrDecibels: 31, megabits: 210 },
];
const robustSnrDecibels = 8;
/** A profile, and a link, comes back only when so much better than where it left. */
const hysteresisDecibels = 2;
/** Distortion of the transmitter bounds what the receiver can see. */
const snrDecibelsMax = 38;
/** Busiest hour of a chain's last hop. */
const offeredMegabitsMax = 110;
const noSignalDbm = -92;

/** A hop with the coefficients of its frequency worked out. */
export const hopPlan = (plan: Omit<HopPlan, "rain">): HopPlan => ({
  ...plan,
  rain: rainCoefficients(plan.frequencyGigahertz, "vertical"),
});

const profileAt = (snrDecibels: number, before: number): number => {
  let profile = -1;
  for (const [index, { snrDecibels: least }] of profiles.entries()) {
    if (snrDecibels >= least + (index > before ? hysteresisDecibels : 0)) profile = index;
  }
  return profile;
};

/** A hop without any signal: a dead radio at either end. */
export const darkHop: HopState = {
  rslDbm: noSignalDbm,
  snrDecibels: 0,
  profile: -1,
  isUp: false,
  lossShare: 1,
};

/**
 * A hop under this rain. Received level: planned less rain (ITU-R P.838, P.530; see rain.ts). Noise: the threshold less
 * the 8 dB that the most robust profile needs. Adaptive modulation takes the fastest profile that the SNR carries, with
 * 2 dB of hysteresis upwards; packets beyond its throughput are lost.
 */
export const hopUnder = (
  before: HopState,
  plan: HopPlan,
  weather: { readonly millimetresAnHour: number; readonly nowMs: number },
): HopState => {
  const rslDbm = plan.plannedRslDbm - rainDecibels(plan, plan.rain, weather.millimetresAnHour);
  const noiseDbm = plan.receiverThresholdDbm - robustSnrDecibels;
  const snrDecibels = Math.min(snrDecibelsMax, rslDbm - noiseDbm);
  const profile = profileAt(snrDecibels, before.profile);
  const megabits = profiles[profile]?.megabits ?? 0;
  const offered = offeredMegabitsMax * trafficShare(weather.nowMs);
  return {
    rslDbm: Math.max(noSignalDbm, rslDbm),
    snrDecibels,
    profile,
    isUp: profile >= 0,
    lossShare: Math.max(0, 1 - megabits / offered),
  };
};

/** A hop in clear air. */
export const clearHop = (plan: HopPlan, nowMs: number): HopState =>
  hopUnder({ ...darkHop, profile: profiles.length }, plan, { millimetresAnHour: 0, nowMs });
