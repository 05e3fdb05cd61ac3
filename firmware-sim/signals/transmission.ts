import { noise, type Random } from "../random.ts";
import { rounded, type Values } from "./shape.ts";

/** Nominal levels of a node that carries a link. */
export interface TransmissionPlan {
  readonly plannedRslDbm?: number;
  readonly baselineOpticalDbm?: number;
}

const rslDbm = -42;
const opticalDbm = -9;
const rslNoSignalDbm = -92;
const opticalNoSignalDbm = -40;

const linkValues = (isUp: boolean, rttMs: number, random: Random): Values =>
  isUp
    ? {
        "link.up": true,
        "link.rtt": rounded(rttMs + noise(random, 2), 1),
        "link.loss": rounded(Math.max(0, noise(random, 0.1)), 2),
      }
    : { "link.up": false, "link.loss": 100 };

/** What a microwave radio reports; without a signal there is neither round trip nor signal to noise. */
export const microwaveValues = (plan: TransmissionPlan, isUp: boolean, random: Random): Values => ({
  ...linkValues(isUp, 8, random),
  "microwave.rsl": isUp ? rounded((plan.plannedRslDbm ?? rslDbm) + noise(random, 1), 1) : rslNoSignalDbm,
  ...(isUp ? { "microwave.snr": rounded(34 + noise(random, 1), 1) } : {}),
});

/** What a router, switch or OLT reports of its fibre. */
export const fibreValues = (plan: TransmissionPlan, isUp: boolean, random: Random): Values => ({
  ...linkValues(isUp, 5, random),
  "optical.rx.power": isUp
    ? rounded((plan.baselineOpticalDbm ?? opticalDbm) + noise(random, 0.3), 2)
    : opticalNoSignalDbm,
});

const cells = 3;

/** What a base station reports. */
export const baseStationValues = (random: Random): Values => ({
  "bts.up": true,
  "cell.available": cells,
  vswr: rounded(1.2 + noise(random, 0.06), 2),
});
