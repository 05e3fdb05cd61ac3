/** Temperatures of a site in °C, and the moisture of its room. */
export interface ThermalState {
  readonly roomCelsius: number;
  readonly wallCelsius: number;
  readonly cabinetCelsius: number;
  /** Of the air in the room. */
  readonly dewPointCelsius: number;
}

/** What warms and cools a site for a while. */
export interface ThermalInput {
  readonly outsideCelsius: number;
  /** Share of the sunshine at noon. */
  readonly sunShare: number;
  /** Power that becomes heat at the site. */
  readonly loadWatts: number;
  /** The air conditioners have mains and work. */
  readonly isCooled: boolean;
  /** The fans, on the DC bus, work; that of the shelter runs only when the air conditioners don't. */
  readonly isVentilated: boolean;
  readonly isDoorOpen: boolean;
  readonly elapsedSeconds: number;
}

/** The rest of the load is outdoors: radios on the mast, feeders. */
const roomHeatShare = 0.8;
const roomSunWatts = 300;
/** Air of 30 m³, and of a ton of racks and batteries what follows the air within minutes: 0.5 kJ a kg and kelvin. */
const roomJoulesAKelvin = 600_000;
const wallJoulesAKelvin = 2_000_000;
const roomToWallWatts = 80;
const wallToOutsideWatts = 60;
const doorWatts = 120;
/** A fan of 1,200 m³/h carries 0.33 Wh per m³ and kelvin. */
const shelterFanWatts = 400;
/** Two inverter units, 9,000 BTU/h each, whose power follows the difference to the set point. */
const setPointCelsius = 23;
const coolingWattsAKelvin = 900;
const coolingWattsMax = 5200;
const cabinetHeatShare = 0.5;
const cabinetSunWatts = 200;
const cabinetJoulesAKelvin = 22_000;
const cabinetFanWatts = 150;
const cabinetShellWatts = 14;
/**
 * Warm air that rises through the louvres of a cabinet whose fan stands still, W/K at one kelvin; it grows with the root
 * of the difference: 0.6 · A · √(2 g H ΔT / T) m³/s with openings of 0.02 m² at 1.5 m above each other.
 */
const louvreWatts = 4.2;
/** The coil of a running unit, and the air outside. */
const cooledDewPointCelsius = 15.5;
const outsideDewPointCelsius = 22.5;
const dryingSeconds = 1200;
const moisteningSeconds = 3600;

/** `C · dT/dt = Q − Σ G·(T − Tᵢ)` with everything but T held: `T → T∞` with the time constant C / ΣG. */
const relax = (
  celsius: number,
  body: { readonly joulesAKelvin: number; readonly watts: number; readonly elapsedSeconds: number },
  paths: readonly { readonly watts: number; readonly celsius: number }[],
): number => {
  let conductance = 0;
  let weighted = body.watts;
  for (const path of paths) {
    conductance += path.watts;
    weighted += path.watts * path.celsius;
  }
  const settled = weighted / conductance;
  return settled + (celsius - settled) * Math.exp((-body.elapsedSeconds * conductance) / body.joulesAKelvin);
};

const stepRoom = (state: ThermalState, input: ThermalInput): number => {
  const { outsideCelsius, elapsedSeconds, isCooled } = input;
  const heatWatts = input.loadWatts * roomHeatShare + roomSunWatts * input.sunShare;
  const isSaturated = (state.roomCelsius - setPointCelsius) * coolingWattsAKelvin > coolingWattsMax;
  const cools = isCooled && state.roomCelsius > setPointCelsius;
  // Its controller compares both sides: a fan that brought in air warmer than the room's would heat it.
  const isFresher = outsideCelsius < state.roomCelsius;
  const fan = !isCooled && input.isVentilated && isFresher ? shelterFanWatts : 0;
  return relax(
    state.roomCelsius,
    {
      joulesAKelvin: roomJoulesAKelvin,
      watts: cools && isSaturated ? heatWatts - coolingWattsMax : heatWatts,
      elapsedSeconds,
    },
    [
      { watts: roomToWallWatts, celsius: state.wallCelsius },
      { watts: fan + (input.isDoorOpen ? doorWatts : 0), celsius: outsideCelsius },
      { watts: cools && !isSaturated ? coolingWattsAKelvin : 0, celsius: setPointCelsius },
    ],
  );
};

const stepWall = (state: ThermalState, input: ThermalInput): number =>
  relax(
    state.wallCelsius,
    {
      joulesAKelvin: wallJoulesAKelvin,
      watts: roomSunWatts * input.sunShare,
      elapsedSeconds: input.elapsedSeconds,
    },
    [
      { watts: roomToWallWatts, celsius: state.roomCelsius },
      { watts: wallToOutsideWatts, celsius: input.outsideCelsius },
    ],
  );

const cabinetAirWatts = ({ cabinetCelsius }: ThermalState, input: ThermalInput): number =>
  input.isVentilated
    ? cabinetFanWatts
    : louvreWatts * Math.sqrt(Math.max(0, cabinetCelsius - input.outsideCelsius));

const stepCabinet = (state: ThermalState, input: ThermalInput): number =>
  relax(
    state.cabinetCelsius,
    {
      joulesAKelvin: cabinetJoulesAKelvin,
      watts: input.loadWatts * cabinetHeatShare + cabinetSunWatts * input.sunShare,
      elapsedSeconds: input.elapsedSeconds,
    },
    [
      { watts: cabinetAirWatts(state, input), celsius: input.outsideCelsius },
      { watts: cabinetShellWatts, celsius: input.outsideCelsius },
    ],
  );

const stepDewPoint = (state: ThermalState, input: ThermalInput): number => {
  const settled = input.isCooled ? cooledDewPointCelsius : outsideDewPointCelsius;
  const seconds = input.isCooled ? dryingSeconds : moisteningSeconds;
  return settled + (state.dewPointCelsius - settled) * Math.exp(-input.elapsedSeconds / seconds);
};

/**
 * Room, walls and cabinet after a while: lumped thermal masses (IEC 60721 names the places, the figures are of an
 * ordinary shelter of 12 m² and an outdoor cabinet of 2 m³). The air conditioners run on mains, the fans on the bus.
 */
export const stepThermal = (state: ThermalState, input: ThermalInput): ThermalState => ({
  roomCelsius: stepRoom(state, input),
  wallCelsius: stepWall(state, input),
  cabinetCelsius: stepCabinet(state, input),
  dewPointCelsius: stepDewPoint(state, input),
});

const settlingRounds = 200;
const settlingSeconds = 300;

/** The temperatures of a cooled site after most of a day like this. */
export const settledThermal = (input: Omit<ThermalInput, "elapsedSeconds">): ThermalState => {
  let state: ThermalState = {
    roomCelsius: setPointCelsius + 1.5,
    wallCelsius: setPointCelsius + 1.5,
    cabinetCelsius: input.outsideCelsius,
    dewPointCelsius: cooledDewPointCelsius,
  };
  for (let round = 0; round < settlingRounds; round++) {
    state = stepThermal(state, { ...input, elapsedSeconds: settlingSeconds });
  }
  return state;
};

/** Power that the air conditioners draw: heat that they carry over their coefficient of performance, 3. */
export const coolingInputWatts = (state: ThermalState, isCooled: boolean): number => {
  const wanted = (state.roomCelsius - setPointCelsius) * coolingWattsAKelvin;
  return isCooled ? Math.min(coolingWattsMax, Math.max(0, wanted)) / 3 : 0;
};

const saturationHectopascals = (celsius: number): number =>
  6.112 * Math.exp((17.62 * celsius) / (243.12 + celsius));

/** Relative humidity of the room in %, by the Magnus formula (WMO no. 8, annex 4.B). */
export const relativeHumidity = (state: ThermalState): number =>
  Math.min(
    100,
    (100 * saturationHectopascals(state.dewPointCelsius)) / saturationHectopascals(state.roomCelsius),
  );
