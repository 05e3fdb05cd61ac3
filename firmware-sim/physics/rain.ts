/** Polarization of a radio wave. */
export type Polarization = "horizontal" | "vertical";

type Bump = readonly [height: number, middle: number, width: number];

interface Fit {
  readonly bumps: readonly Bump[];
  readonly slope: number;
  readonly constant: number;
}

interface Fits {
  readonly logK: Fit;
  readonly alpha: Fit;
}

/** Tables 1 to 4 of ITU-R P.838-3. */
const fits: Readonly<Record<Polarization, Fits>> = {
  horizontal: {
    logK: {
      bumps: [
        [-5.3398, -0.10008, 1.13098],
        [-0.35351, 1.2697, 0.454],
        [-0.23789, 0.86036, 0.15354],
        [-0.94158, 0.64552, 0.16817],
      ],
      slope: -0.18961,
      constant: 0.71147,
    },
    alpha: {
      bumps: [
        [-0.14318, 1.82442, -0.55187],
        [0.29591, 0.77564, 0.19822],
        [0.32177, 0.63773, 0.13164],
        [-5.3761, -0.9623, 1.47828],
        [16.1721, -3.2998, 3.4399],
      ],
      slope: 0.67849,
      constant: -1.95537,
    },
  },
  vertical: {
    logK: {
      bumps: [
        [-3.80595, 0.56934, 0.81061],
        [-3.44965, -0.22911, 0.51059],
        [-0.39902, 0.73042, 0.11899],
        [0.50167, 1.07319, 0.27195],
      ],
      slope: -0.16398,
      constant: 0.63297,
    },
    alpha: {
      bumps: [
        [-0.07771, 2.3384, -0.76284],
        [0.56727, 0.95545, 0.54039],
        [-0.20238, 1.1452, 0.26809],
        [-48.2991, 0.791669, 0.116226],
        [48.5833, 0.791459, 0.116479],
      ],
      slope: -0.053739,
      constant: 0.83433,
    },
  },
};

const fitted = ({ bumps, slope, constant }: Fit, logFrequency: number): number =>
  bumps.reduce(
    (sum, [height, middle, width]) => sum + height * Math.exp(-(((logFrequency - middle) / width) ** 2)),
    slope * logFrequency + constant,
  );

/** How rain weakens a wave: `γ = k · R^α` in dB/km for the rain rate R in mm/h. */
export interface RainCoefficients {
  readonly k: number;
  readonly alpha: number;
}

/** The coefficients at a frequency of 1–1000 GHz on a level path (ITU-R P.838-3, equations 2 and 3). */
export const rainCoefficients = (
  frequencyGigahertz: number,
  polarization: Polarization,
): RainCoefficients => {
  const logFrequency = Math.log10(frequencyGigahertz);
  const { logK, alpha } = fits[polarization];
  return { k: 10 ** fitted(logK, logFrequency), alpha: fitted(alpha, logFrequency) };
};

/** The factor r grows without end on short paths; P.530-18 recommends at most this. */
const pathFactorMax = 2.5;

/**
 * Attenuation in dB by rain of this rate over a hop: `γ · d · r` with the path factor
 * `r = 1 / (0.477 d^0.633 R^(0.073 α) f^0.123 − 10.579 (1 − exp(−0.024 d)))` of ITU-R P.530-18, 2.4.1, which the
 * recommendation states for the rate of 0.01 % of the time; here it is taken for the rate of the moment.
 */
export const rainDecibels = (
  hop: { readonly frequencyGigahertz: number; readonly kilometres: number },
  coefficients: RainCoefficients,
  millimetresAnHour: number,
): number => {
  if (millimetresAnHour <= 0) return 0;
  const { frequencyGigahertz: frequency, kilometres } = hop;
  const { k, alpha } = coefficients;
  const spread = 0.477 * kilometres ** 0.633 * millimetresAnHour ** (0.073 * alpha) * frequency ** 0.123;
  const inverse = spread - 10.579 * (1 - Math.exp(-0.024 * kilometres));
  const factor = inverse <= 1 / pathFactorMax ? pathFactorMax : 1 / inverse;
  return k * millimetresAnHour ** alpha * kilometres * factor;
};
