/** Names of the batteries that telecom sites have: valve-regulated lead-acid, and lithium iron phosphate. */
export type ChemistryName = "vrla" | "lfp";

/**
 * What one cell of a chemistry is like. Currents are rates: amperes over the ampere-hours of the name plate (C10), so
 * that 0.1 is the ten-hour rate.
 */
export interface Chemistry {
  /** Share of the charge that is there at once; the rest has to diffuse (KiBaM's c). */
  readonly availableShare: number;
  /** How fast the two wells level out (KiBaM's k). */
  readonly levellingPerHour: number;
  /** All charge that the cell holds, over what it gives at the ten-hour rate. */
  readonly totalShare: number;
  /** Voltage of the rested cell with wells at this level, 0–1. */
  openCircuitVolts(level: number): number;
  /** What the cell loses besides under load when its plates are nearly empty. */
  kneeVolts(level: number): number;
  /** Ohmic drop per unit of rate, of a new cell at 25 °C. */
  readonly ohmicVolts: number;
  /** How much higher the resistance of the empty cell is, as a share. */
  readonly emptyResistanceShare: number;
  /** Drop by charge transfer: `transferVolts · asinh(rate / transferRate)`. */
  readonly transferVolts: number;
  readonly transferRate: number;
  /** Charging resistance that grows as the cell fills: this per unit of rate, over the share yet to be filled. */
  readonly acceptanceVolts: number;
  /** Rate of the side reaction that keeps a full cell on float at 25 °C; it is all heat. */
  readonly floatRate: number;
  readonly floatVolts: number;
  /** Capacity at this temperature over that at 25 °C. */
  capacityShare(celsius: number): number;
  /** Resistance at this temperature over that at 25 °C. */
  resistanceShare(celsius: number): number;
  /** Below this the cell must not be charged. */
  readonly chargeCelsiusMin: number;
  /** Life on float at 25 °C, and in full cycles, each until a fifth of the capacity is lost. */
  readonly floatLifeYears: number;
  readonly cycleLife: number;
  /** Heat that warms one cell by 1 K, for each ampere-hour of its name plate. */
  readonly heatJoules: number;
  /** Time constant of its cooling. */
  readonly coolingSeconds: number;
}

const clamp = (value: number, low: number, high: number): number => Math.min(high, Math.max(low, value));

/** Never quite nothing, so that the knee stays finite. */
const kneeRoom = 0.05;
const emptyLevel = -0.04;

/**
 * A valve-regulated lead-acid cell (AGM, front terminal class, 100–200 Ah blocks).
 *
 * - Open circuit: `1.95 V + 0.19 V · level`, the near-linear rest voltage of data sheets (2.14 V full, 1.95 V empty).
 * - Wells: c = 0.38, k = 0.99 /h, total 1.165 C10, fitted to the tables of manufacturers and to the limits of
 *   YD/T 799 (C3 ≥ 75 %, C1 ≥ 55 % of C10); KiBaM after Manwell and McGowan, Solar Energy 50 (1993) 399–405.
 * - Temperature: IEC 60896-21, λ = 0.006 /K about 25 °C for discharges of three hours and more.
 * - Float 2.25 V; life ten years at 25 °C, halved by each 10 K (Arrhenius, EUROBAT guide), 400 full cycles.
 */
const vrla: Chemistry = {
  availableShare: 0.38,
  levellingPerHour: 0.99,
  totalShare: 1.165,
  openCircuitVolts: (level) => 1.95 + 0.19 * clamp(level, 0, 1),
  kneeVolts: (level) => 0.006 * (1 / (Math.max(emptyLevel, level) + kneeRoom) - 1 / (1 + kneeRoom)),
  ohmicVolts: 0.1,
  emptyResistanceShare: 0.8,
  transferVolts: 0.015,
  transferRate: 0.01,
  acceptanceVolts: 0.6,
  floatRate: 0.0006,
  floatVolts: 2.25,
  capacityShare: (celsius) => clamp(1 + 0.006 * (celsius - 25), 0.5, 1.12),
  resistanceShare: (celsius) => clamp(1 - 0.012 * (celsius - 25), 0.85, 2),
  chargeCelsiusMin: -20,
  floatLifeYears: 10,
  cycleLife: 400,
  heatJoules: 46,
  coolingSeconds: 2.5 * 3600,
};

/** Rest voltage of a lithium iron phosphate cell by twentieths of its charge; flat but for its ends. */
const lfpRestVolts: readonly number[] = [
  2.6, 3.08, 3.19, 3.22, 3.245, 3.26, 3.275, 3.283, 3.288, 3.291, 3.294, 3.297, 3.302, 3.314, 3.325, 3.329,
  3.331, 3.332, 3.334, 3.338, 3.36,
];

const lfpOpenCircuitVolts = (level: number): number => {
  const place = clamp(level, 0, 1) * (lfpRestVolts.length - 1);
  const below = Math.min(Math.floor(place), lfpRestVolts.length - 2);
  const low = lfpRestVolts[below] ?? 0;
  return low + ((lfpRestVolts[below + 1] ?? low) - low) * (place - below);
};

/**
 * A lithium iron phosphate cell (prismatic, 48 V telecom modules with 15 cells in a row).
 *
 * - Open circuit: the flat curve that is published for the material (3.29 V at half charge, ends steep).
 * - Wells: c = 0.9, k = 3 /h: 97 % of C10 at the one-hour rate, as data sheets give (Peukert about 1.02).
 * - Temperature: 0.4 %/K below 25 °C, resistance doubled at 0 °C; no charging below 0 °C (data sheet class).
 * - Float 3.6 V (54 V for 15 cells); life fifteen years at 25 °C, 3,000 full cycles.
 */
const lfp: Chemistry = {
  availableShare: 0.9,
  levellingPerHour: 3,
  totalShare: 1.035,
  openCircuitVolts: lfpOpenCircuitVolts,
  kneeVolts: (level) => (level > 0 ? 0 : 0.6 * Math.min(1, -level / 0.01)),
  ohmicVolts: 0.1,
  emptyResistanceShare: 0.3,
  transferVolts: 0.01,
  transferRate: 0.05,
  acceptanceVolts: 0.1,
  floatRate: 0.00005,
  floatVolts: 3.6,
  capacityShare: (celsius) =>
    celsius < 25 ? Math.max(0.6, 1 + 0.004 * (celsius - 25)) : Math.min(1.02, 1 + 0.001 * (celsius - 25)),
  resistanceShare: (celsius) => clamp(1 - 0.04 * (celsius - 25), 0.8, 3),
  chargeCelsiusMin: 0,
  floatLifeYears: 15,
  cycleLife: 3000,
  heatJoules: 22,
  coolingSeconds: 2 * 3600,
};

/** The cells of each chemistry. */
export const chemistries: Readonly<Record<ChemistryName, Chemistry>> = { vrla, lfp };
