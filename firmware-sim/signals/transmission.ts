import type { FibreState } from "../physics/fibre.ts";
import type { HopState } from "../physics/microwave.ts";
import { noise, type Random } from "../random.ts";
import { rounded, type Values } from "./values.ts";

const rslNoSignalDbm = -92;
const opticalNoSignalDbm = -40;
const queueMsMax = 80;

const linkValues = (
  link: { readonly isUp: boolean; readonly lossShare: number; readonly rttMs: number },
  random: Random,
): Values => {
  if (!link.isUp) return { "link.up": false, "link.loss": 100 };
  const queueMs = queueMsMax * Math.min(1, 5 * link.lossShare);
  return {
    "link.up": true,
    "link.rtt": rounded(link.rttMs + queueMs + noise(random, 2), 1),
    "link.loss": rounded(Math.min(100, Math.max(0, 100 * link.lossShare + noise(random, 0.1))), 2),
  };
};

/** What a microwave radio reports; without a signal there is neither round trip nor signal to noise. */
export const microwaveValues = (hop: HopState, hasSignal: boolean, random: Random): Values => ({
  ...linkValues({ isUp: hasSignal && hop.isUp, lossShare: hop.lossShare, rttMs: 8 }, random),
  "microwave.rsl": hasSignal ? rounded(Math.max(-95, hop.rslDbm + noise(random, 0.8)), 1) : rslNoSignalDbm,
  ...(hasSignal && hop.isUp ? { "microwave.snr": rounded(hop.snrDecibels + noise(random, 0.8), 1) } : {}),
});

/** What a router, switch or OLT reports of its fibre. */
export const fibreValues = (fibre: FibreState, hasSignal: boolean, random: Random): Values => ({
  ...linkValues({ isUp: hasSignal && fibre.isUp, lossShare: fibre.lossShare, rttMs: 5 }, random),
  "optical.rx.power": hasSignal
    ? rounded(Math.min(3, Math.max(opticalNoSignalDbm, fibre.rxDbm + noise(random, 0.3))), 2)
    : opticalNoSignalDbm,
});

const cells = 3;

/** What a base station reports; one without power is known by its silence on the antenna line. */
export const baseStationValues = (isPowered: boolean, random: Random): Values =>
  isPowered
    ? { "bts.up": true, "cell.available": cells, vswr: rounded(1.2 + noise(random, 0.06), 2) }
    : { "bts.up": false, "cell.available": 0 };
