import type { Random } from "../random.ts";

/** A diesel generator. */
export interface GeneratorPlan {
  readonly ratedWatts: number;
  readonly tankLitres: number;
  /** Chance that one attempt to start fails when the set is well kept. */
  readonly startFailureShare: number;
}

/** A generator at an instant. */
export interface GeneratorState {
  readonly phase: "stopped" | "starting" | "running" | "cooling" | "fault";
  /** Since when, in seconds. */
  readonly phaseSeconds: number;
  readonly attempts: number;
  readonly fuelLitres: number;
  readonly runtimeHours: number;
  readonly serviceDueHours: number;
}

/** What is asked of it for a while. */
export interface GeneratorInput {
  /** Mains is gone, or a person wants it. */
  readonly isWanted: boolean;
  readonly isBlocked: boolean;
  readonly isDrained: boolean;
  readonly loadWatts: number;
  readonly elapsedSeconds: number;
}

/** The controller waits so long for mains to come back, cranks, and lets the engine warm up. */
const startSeconds = 45;
const attemptsMax = 3;
/** It runs on so long without load after mains is back. */
const coolDownSeconds = 180;
const serviceHours = 250;
/** An overdue set fails so much oftener. */
const overdueFactor = 4;
/** A hose of thieves, and what it does not reach. */
const drainLitresASecond = 10 / 60;
const dregsShare = 0.05;
/** The pipe of the engine ends above the sludge. */
const unusableShare = 0.02;
const secondsAnHour = 3600;

/** A generator that stands still, with so much fuel. */
export const stoppedGenerator = (
  plan: GeneratorPlan,
  fuelShare: number,
  runtimeHours = 0,
): GeneratorState => ({
  phase: "stopped",
  phaseSeconds: 0,
  attempts: 0,
  fuelLitres: fuelShare * plan.tankLitres,
  runtimeHours,
  serviceDueHours: (Math.floor(runtimeHours / serviceHours) + 1) * serviceHours,
});

/**
 * Fuel in litres an hour: `0.08415 · rated + 0.246 · load`, both in kW (Skarstein and Uhlen, Wind Engineering 13
 * (1989) 72–87).
 */
export const fuelLitresAnHour = (plan: GeneratorPlan, loadWatts: number): number =>
  (0.08415 * plan.ratedWatts + 0.246 * Math.min(loadWatts, plan.ratedWatts)) / 1000;

const enter = (state: GeneratorState, phase: GeneratorState["phase"], attempts = 0): GeneratorState => ({
  ...state,
  phase,
  phaseSeconds: 0,
  attempts,
});

const isDry = (state: GeneratorState, plan: GeneratorPlan): boolean =>
  state.fuelLitres <= unusableShare * plan.tankLitres;

const attempt = (state: GeneratorState, plan: GeneratorPlan, input: GeneratorInput, random: Random) => {
  const overdue = state.runtimeHours > state.serviceDueHours ? overdueFactor : 1;
  const fails = random() < plan.startFailureShare * overdue || input.isBlocked || isDry(state, plan);
  if (!fails) return enter(state, "running");
  const attempts = state.attempts + 1;
  return attempts >= attemptsMax ? enter(state, "fault", attempts) : enter(state, "starting", attempts);
};

const decide = (
  state: GeneratorState,
  plan: GeneratorPlan,
  input: GeneratorInput,
  random: Random,
): GeneratorState => {
  switch (state.phase) {
    case "stopped":
      return input.isWanted ? enter(state, "starting") : state;
    case "starting":
      if (!input.isWanted) return enter(state, "stopped");
      return state.phaseSeconds >= startSeconds ? attempt(state, plan, input, random) : state;
    case "running":
      if (isDry(state, plan)) return enter(state, "fault");
      return input.isWanted ? state : enter(state, "cooling");
    case "cooling":
      if (input.isWanted) return enter(state, "running");
      return state.phaseSeconds >= coolDownSeconds ? enter(state, "stopped") : state;
    case "fault":
      return input.isWanted ? state : enter(state, "stopped");
  }
};

/**
 * A generator after a while: asked for, it starts after a delay with up to three attempts, runs on its fuel, cools
 * down for three minutes and stops; a failed start, and a dry tank, is a fault until nobody wants it any more.
 */
export const stepGenerator = (
  state: GeneratorState,
  plan: GeneratorPlan,
  input: GeneratorInput,
  random: Random,
): GeneratorState => {
  const { elapsedSeconds } = input;
  const turns = state.phase === "running" || state.phase === "cooling";
  const hours = turns ? elapsedSeconds / secondsAnHour : 0;
  const burnt = hours * fuelLitresAnHour(plan, input.loadWatts);
  const dregs = dregsShare * plan.tankLitres;
  const stolen = input.isDrained
    ? Math.min(drainLitresASecond * elapsedSeconds, Math.max(0, state.fuelLitres - dregs))
    : 0;
  const moved = {
    ...state,
    phaseSeconds: state.phaseSeconds + elapsedSeconds,
    fuelLitres: Math.max(0, state.fuelLitres - burnt - stolen),
    runtimeHours: state.runtimeHours + hours,
  };
  return decide(moved, plan, input, random);
};
