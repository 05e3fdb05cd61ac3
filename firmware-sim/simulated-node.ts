import type { ChemistryName } from "./physics/chemistry.ts";

/** Figures of the plan that a simulated node keeps to; what is left out is drawn. */
export interface SimulatedPlan {
  readonly plantCurrentAmperes?: number;
  readonly batteryCapacityAmpereHours?: number;
  readonly batteryChemistry?: ChemistryName;
  /** What is left of the battery's capacity, 0–1. */
  readonly batteryHealthShare?: number;
  /** Most that the site draws from its DC bus. */
  readonly loadWatts?: number;
  /** A standing generator of so much power; 0 for none. Left out: plants of 150 A and more have one. */
  readonly generatorWatts?: number;
  readonly plannedRslDbm?: number;
  readonly receiverThresholdDbm?: number;
  readonly frequencyGigahertz?: number;
  readonly hopKilometres?: number;
  readonly baselineOpticalDbm?: number;
  readonly minimumOpticalDbm?: number;
}

/** A node as the inventory has it; figures of the plan are kept to where given. */
export interface SimulatedNode {
  readonly code: string;
  /** A node kind of the inventory; kinds without signals report nothing. */
  readonly kind: string;
  /** Whose it is; energy is counted by operator. */
  readonly operator?: string | null;
  readonly planned?: SimulatedPlan;
}

/** The code under which a site controller reports when the inventory names none. */
const controllerCodeDefault = "ctl";

/** The node that speaks for the site: its controller. */
export const controllerCode = (nodes: readonly SimulatedNode[]): string =>
  nodes.find(({ kind }) => kind === "controller")?.code ?? controllerCodeDefault;
