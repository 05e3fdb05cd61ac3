/** A fibre as the receiver at this end sees it. */
export interface FibrePlan {
  /** Received at acceptance. */
  readonly baselineOpticalDbm: number;
  /** Least power that the module can receive. */
  readonly minimumOpticalDbm: number;
}

/** A fibre at an instant. */
export interface FibreState {
  readonly rxDbm: number;
  readonly isUp: boolean;
  /** Share of packets with bit errors, 0–1. */
  readonly lossShare: number;
}

const noSignalDbm = -40;
/** Bits of an ordinary packet of 1,000 bytes. */
const packetBits = 8000;
/** Quality factor at the sensitivity, where the bit error ratio is 10⁻¹². */
const qualityAtMinimum = 7.03;
/** The receiver loses its clock so far below the sensitivity. */
const holdDecibels = 1.5;

/** Bit error ratio `½ erfc(Q/√2) ≈ exp(−Q²/2) / (Q √(2π))` (Agrawal, Fiber-Optic Communication Systems, 4.6). */
const bitErrorShare = (quality: number): number =>
  Math.min(0.5, Math.exp((-quality * quality) / 2) / (quality * Math.sqrt(2 * Math.PI)));

/**
 * A fibre that lost so many dB since acceptance (dirt, bends, ageing splices; a cut is 40 dB and more). Received power:
 * baseline less loss. Near the least power of the module bits fail, with Q proportional to the power, as thermal noise
 * has it; 1.5 dB below it the link is down.
 */
export const fibreUnder = (plan: FibrePlan, lossDecibels: number): FibreState => {
  const rxDbm = plan.baselineOpticalDbm - lossDecibels;
  const marginDecibels = rxDbm - plan.minimumOpticalDbm;
  const isUp = marginDecibels > -holdDecibels;
  const quality = qualityAtMinimum * 10 ** (marginDecibels / 10);
  const lossShare = 1 - (1 - bitErrorShare(quality)) ** packetBits;
  return { rxDbm: Math.max(noSignalDbm, rxDbm), isUp, lossShare: isUp ? lossShare : 1 };
};
