import type { NodeCode, SiteCode } from "../../telemetry/identifiers.ts";
import type { Forecast } from "./forecast.ts";
import type { Role, Trigger } from "./roles.ts";
import { follow, forecastOf, type SiteState, strangerState } from "./site-discharge.ts";
import type { SiteReading } from "./site-reading.ts";
import type { PlantBody } from "./state-body.ts";

/** The newest value of a role, and when it was measured; time 0 when there is none. */
export type ValueOf = (role: Role) => { readonly tsMs: number; readonly value: number };

/** What made a plant look at its battery. */
export interface Occasion {
  readonly trigger: Trigger;
  readonly atMs: number;
  readonly newest: ValueOf;
  /** Of the name plate; undefined when the plan does not say. */
  readonly plateAmpereHours: number | undefined;
}

/** A value that is no older than this belongs to the present reading. */
const valueAgeMsMax = 300_000;
/** Place of "running" among the words of `genset.state`. */
const generatorRunning = 2;
/** Autonomy of a plant that is no longer on battery: the dictionary's longest. */
const autonomyMinutesMax = 2_880;
/** A device that said an autonomy within this time is believed to say the next one too. */
const autonomySilentMsMin = 86_400_000;

/** The power plant at one node: what is known of its battery, and how long it lasts. */
export class Plant {
  readonly site: SiteCode;
  readonly node: NodeCode;
  #state: SiteState = strangerState;
  #plateAmpereHours: number | undefined;
  #said: PlantBody["said"] = null;
  #forecast: Forecast | null = null;

  constructor(site: SiteCode, node: NodeCode) {
    this.site = site;
    this.node = node;
  }

  /** How long its battery lasts; null while it does not carry the plant. */
  get forecast(): Forecast | null {
    return this.#forecast;
  }

  /** True while readings of its battery are of interest. */
  get isAwake(): boolean {
    return this.#state.discharge !== null || this.#forecast !== null;
  }

  /** What the journal keeps; null when there is nothing to keep. */
  get body(): PlantBody | null {
    if (this.#plateAmpereHours === undefined || this.#state === strangerState) return null;
    return { plateAmpereHours: this.#plateAmpereHours, state: this.#state, said: this.#said };
  }

  /** Takes up what the journal kept. */
  restore({ plateAmpereHours, state, said }: PlantBody): void {
    this.#plateAmpereHours = plateAmpereHours;
    this.#state = state;
    this.#said = said;
    this.#forecast = forecastOf(state, plateAmpereHours);
  }

  /** Looks at its battery; true when something changed. */
  look(occasion: Occasion): boolean {
    const { atMs, plateAmpereHours } = occasion;
    const reading = readingAt(occasion);
    if (plateAmpereHours === undefined) return this.#lookWithoutPlate(reading);
    if (this.#plateAmpereHours !== undefined && this.#plateAmpereHours !== plateAmpereHours)
      this.#state = strangerState;
    this.#plateAmpereHours = plateAmpereHours;
    if (!this.#isDue(occasion, reading)) return false;
    const before = this.#state;
    this.#state = follow(before, reading, plateAmpereHours);
    if (this.#state === before) return false;
    this.#forecast = forecastOf(this.#state, plateAmpereHours);
    this.#said = this.#sayAt(atMs, occasion.newest);
    return true;
  }

  /** The autonomy to be told to the rules at an instant: null when none is new, or a device says it. */
  saidAt(atMs: number): number | null {
    return this.#said?.atMs === atMs ? this.#said.minutes : null;
  }

  /** A change of the supply counts at once; the battery is looked at with its voltage, or without one with a current. */
  #isDue({ trigger, atMs, newest }: Occasion, { mainsPresent, generatorRuns }: SiteReading): boolean {
    const { discharge } = this.#state;
    if (trigger === "supply") {
      const wasSupplied = discharge === null || discharge.suppliedAtMs !== null;
      return wasSupplied !== (mainsPresent || generatorRuns) || (wasSupplied && discharge !== null);
    }
    if (discharge === null) return false;
    return trigger === "voltage" || atMs - newest("busVolts").tsMs > valueAgeMsMax;
  }

  #lookWithoutPlate({ atMs, mainsPresent, generatorRuns }: SiteReading): boolean {
    this.#plateAmpereHours = undefined;
    this.#state = strangerState;
    this.#forecast = mainsPresent || generatorRuns ? null : { kind: "unknown", atMs, reason: "no-capacity" };
    return false;
  }

  #sayAt(atMs: number, newest: ValueOf): PlantBody["said"] {
    const before = this.#said;
    const { tsMs } = newest("autonomy");
    const isDevice = tsMs > 0 && tsMs !== before?.atMs;
    if (isDevice && atMs - tsMs < autonomySilentMsMin) return null;
    const forecast = this.#forecast;
    if (forecast === null) {
      // What was said last would stand as if the battery still emptied.
      const isPast = before === null || before.minutes === autonomyMinutesMax;
      return isPast ? before : { atMs, minutes: autonomyMinutesMax };
    }
    return forecast.kind === "unknown" ? before : { atMs, minutes: Math.round(forecast.p10 * 10) / 10 };
  }
}

const readingAt = ({ atMs, newest }: Occasion): SiteReading => {
  const fresh = (role: Role): number | null => {
    const { tsMs, value } = newest(role);
    return tsMs > 0 && atMs - tsMs <= valueAgeMsMax ? value : null;
  };
  const mains = newest("mainsPresent");
  return {
    atMs,
    mainsPresent: mains.tsMs === 0 || mains.value !== 0,
    generatorRuns: newest("generator").value === generatorRunning,
    busVolts: fresh("busVolts"),
    batteryAmperes: fresh("batteryAmperes"),
    loadAmperes: fresh("loadAmperes"),
    batteryCelsius: fresh("batteryCelsius"),
    chargePercent: fresh("chargePercent"),
  };
};
