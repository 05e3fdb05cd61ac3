import { between, type Random, waitingMs } from "../random.ts";
import { daily } from "./local-hour.ts";

/** The feeder that a site hangs on. */
export interface MainsPlan {
  /** Mean of the day, phase to neutral. */
  readonly volts: number;
  /** By so much the voltage sags in the evening, and rises in the morning. */
  readonly swingVolts: number;
}

/** The feeder at an instant. */
export interface MainsState {
  /** What neighbours switch on and off. */
  readonly driftVolts: number;
}

const peakHour = 19;
const driftSeconds = 1200;
const driftSpreadVolts = 0.8;
const driftVoltsMax = 2;
const minuteMs = 60_000;
const yearMs = 365.25 * 24 * 60 * minuteMs;

/** Standard normal (Box and Muller 1958). */
const normal = (random: Random): number =>
  Math.sqrt(-2 * Math.log(1 - random())) * Math.cos(2 * Math.PI * random());

/** A feeder without any drift. */
export const calmMains: MainsState = { driftVolts: 0 };

/**
 * The feeder after a while: an Ornstein–Uhlenbeck drift, `x' = x·a + σ·√(1 − a²)·n` with `a = exp(−t/1200 s)` and
 * σ = 0.8 V, kept within 2 V so that a healthy feeder stays well within EN 50160 (±10 %).
 */
export const stepMains = (state: MainsState, elapsedSeconds: number, random: Random): MainsState => {
  if (elapsedSeconds <= 0) return state;
  const kept = Math.exp(-elapsedSeconds / driftSeconds);
  const moved = state.driftVolts * kept + driftSpreadVolts * Math.sqrt(1 - kept * kept) * normal(random);
  return { driftVolts: Math.min(driftVoltsMax, Math.max(-driftVoltsMax, moved)) };
};

/** Voltage of the feeder: `mean − swing · cos(2π (hour − 19) / 24) + drift`. */
export const mainsVolts = (state: MainsState, plan: MainsPlan, nowMs: number): number =>
  plan.volts - plan.swingVolts * daily(nowMs, peakHour) + state.driftVolts;

/** How often and how long a feeder fails. */
export interface MainsTrouble {
  readonly cutsAYear: number;
  /** Half of the cuts are shorter. */
  readonly medianMinutes: number;
  /** Standard deviation of the logarithm of the duration. */
  readonly spread: number;
  readonly sagsAYear: number;
}

/**
 * A feeder at the end of a country line: 24 cuts a year, half of them within 40 minutes, mean 82 minutes (log-normal,
 * the usual fit of repair times, IEEE 1366 annex B works with it too), and a sag each other day.
 */
export const countryFeeder: MainsTrouble = { cutsAYear: 24, medianMinutes: 40, spread: 1.2, sagsAYear: 180 };

/** A cut (0 V) or a sag of a feeder. */
export interface MainsEvent {
  readonly startsAtMs: number;
  readonly endsAtMs: number;
  readonly volts: number;
}

const cutMinutesMax = 3 * 24 * 60;

/** One after the other, at random: starts come as a Poisson process, never while one lasts. */
const drawEvents = (
  span: { readonly startsAtMs: number; readonly endsAtMs: number },
  aYear: number,
  random: Random,
  draw: () => { readonly lastsMs: number; readonly volts: number },
): readonly MainsEvent[] => {
  const events: MainsEvent[] = [];
  if (aYear <= 0) return events;
  let startsAtMs = span.startsAtMs + waitingMs(random, yearMs / aYear);
  while (startsAtMs < span.endsAtMs) {
    const { lastsMs, volts } = draw();
    const endsAtMs = Math.round(startsAtMs + lastsMs);
    events.push({ startsAtMs: Math.round(startsAtMs), endsAtMs, volts });
    startsAtMs = endsAtMs + waitingMs(random, yearMs / aYear);
  }
  return events;
};

/** Cuts of a feeder that begin within the span: `minutes = median · exp(spread · n)`, at most three days. */
export const drawCuts = (
  span: { readonly startsAtMs: number; readonly endsAtMs: number },
  trouble: MainsTrouble,
  random: Random,
): readonly MainsEvent[] =>
  drawEvents(span, trouble.cutsAYear, random, () => {
    const minutes = trouble.medianMinutes * Math.exp(trouble.spread * normal(random));
    return { lastsMs: Math.min(cutMinutesMax, Math.max(0.1, minutes)) * minuteMs, volts: 0 };
  });

/** Sags that begin within the span: seconds to minutes long, down to 40–85 % of the nominal voltage (IEC 61000-2-8). */
export const drawSags = (
  span: { readonly startsAtMs: number; readonly endsAtMs: number },
  trouble: MainsTrouble,
  random: Random,
): readonly MainsEvent[] =>
  drawEvents(span, trouble.sagsAYear, random, () => ({
    lastsMs: 1000 * Math.min(180, Math.max(0.1, 5 * Math.exp(1.3 * normal(random)))),
    volts: Math.round(between(random, 0.4, 0.85) * 230),
  }));
