import type { NodeCode, SiteCode } from "../../telemetry/identifiers.ts";
import type { Forecast } from "./forecast.ts";
import { forecastMsMax } from "./limits.ts";
import type { Role, Trigger } from "./roles.ts";
import {
  endsDischarge,
  follow,
  forecastOf,
  isOnBattery,
  type SiteState,
  strangerState,
} from "./site-discharge.ts";
import type { SiteReading } from "./site-reading.ts";
import type { PlantBody } from "./state-body.ts";

/** The newest value of a role, and when it was measured; time 0 when there is none. */
export type ValueOf = (role: Role) => { readonly tsMs: number; readonly value: number };

/** What made a plant look at its battery. */
export interface Occasion {
  readonly trigger: Trigger;
  readonly atMs: number;
  /** How late the reading came. */
  readonly lagMs: number;
  /** False: there is no time left to weigh the battery. */
  readonly mayWeigh: boolean;
  readonly newest: ValueOf;
  /** Of the name plate; undefined when the plan does not say. */
  readonly plateAmpereHours: number | undefined;
}

/**
 * What came of a look. `unchanged`: nothing; `rests`: no battery carries the plant, or its forecast is young enough; `waits`: there is a reading that its
 * forecast does not know yet; `weighed`: a discharge was closed, which took as long as a forecast.
 */
export type LookOutcome = "unchanged" | "rests" | "waits" | "weighed";

/** A forecast may be as old as this share of what is left, and of what the discharge has lasted. */
const forecastAgeShare = 0.05;
/** Of the logarithm of the current, from one reading to the next. */
const loadStep = 0.25;
/** A value that is no older than this belongs to the present reading. */
const valueAgeMsMax = 300_000;
/** Place of "running" among the words of `genset.state`. */
const generatorRunning = 2;
/** Autonomy of a plant that is no longer on battery: the dictionary's longest. */
const autonomyMinutesMax = 2_880;

/** The power plant at one node: what is known of its battery, and how long it lasts. */
export class Plant {
  readonly site: SiteCode;
  readonly node: NodeCode;
  #state: SiteState = strangerState;
  #plateAmpereHours: number | undefined;
  #said: PlantBody["said"] = null;
  #waits: PlantBody["waits"] = null;
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
    return {
      plateAmpereHours: this.#plateAmpereHours,
      state: this.#state,
      said: this.#said,
      waits: this.#waits,
      forecast: this.#forecast,
    };
  }

  /** How late the reading was whose forecast waits; null when none does. */
  get waits(): PlantBody["waits"] {
    return this.#waits;
  }

  /** When the plant may go down by its last forecast, ms since 1970 UTC: what knows least and soonest is least. */
  get urgencyMs(): number {
    const forecast = this.#forecast;
    return forecast?.kind === "minutes" ? forecast.atMs + forecast.p10 * 60_000 : Number.NEGATIVE_INFINITY;
  }

  /** Takes up what the journal kept. */
  restore({ plateAmpereHours, state, said, waits, forecast }: PlantBody): void {
    this.#plateAmpereHours = plateAmpereHours;
    this.#state = state;
    this.#said = said;
    this.#waits = waits;
    this.#forecast = forecast === undefined ? forecastOf(state, plateAmpereHours) : forecast;
  }

  /** Takes up a reading. Unless its forecast waits, `forecast` and `said` are as of that reading. */
  look(occasion: Occasion): LookOutcome {
    const { atMs, plateAmpereHours, lagMs, mayWeigh } = occasion;
    const reading = readingAt(occasion);
    if (plateAmpereHours === undefined) return this.#lookWithoutPlate(reading);
    if (this.#plateAmpereHours !== undefined && this.#plateAmpereHours !== plateAmpereHours)
      this.#state = strangerState;
    this.#plateAmpereHours = plateAmpereHours;
    if (!this.#isDue(occasion, reading)) return "unchanged";
    const before = this.#state;
    const closes = endsDischarge(before, reading);
    // A discharge that is over can be closed by any later reading.
    if (closes && !mayWeigh) return "unchanged";
    this.#state = follow(before, reading, plateAmpereHours);
    if (this.#state === before) return "unchanged";
    if (!closes && isOnBattery(this.#state)) {
      if (!this.#isForecastDue(before)) return "rests";
      this.#waits = { lagMs };
      return "waits";
    }
    this.foretell(atMs);
    return closes ? "weighed" : "rests";
  }

  /** A forecast of hours is made anew after minutes, one of minutes at each reading; a step of the load makes one at once. */
  #isForecastDue({ discharge: earlier }: SiteState): boolean {
    const { discharge } = this.#state;
    const forecast = this.#forecast;
    if (this.#waits !== null || discharge === null || forecast?.kind !== "minutes") return true;
    const step = Math.abs(Math.log((discharge.rate ?? 0) / (earlier?.rate ?? 0)));
    if (!(step < loadStep)) return true;
    const leftMs = Math.min(forecast.p10 * 60_000, discharge.atMs - discharge.beganAtMs);
    return discharge.atMs - forecast.atMs >= Math.min(forecastMsMax, leftMs * forecastAgeShare);
  }

  /** Makes the forecast that waits; `atMs` of the reading that ended the last one. */
  foretell(atMs = this.#state.discharge?.atMs ?? 0): void {
    this.#waits = null;
    this.#forecast =
      this.#plateAmpereHours === undefined ? null : forecastOf(this.#state, this.#plateAmpereHours);
    this.#said = this.#sayAt(atMs);
  }

  /** The autonomy that was said last. */
  get said(): PlantBody["said"] {
    return this.#said;
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

  #lookWithoutPlate({ atMs, mainsPresent, generatorRuns }: SiteReading): LookOutcome {
    this.#plateAmpereHours = undefined;
    this.#state = strangerState;
    this.#waits = null;
    this.#forecast = mainsPresent || generatorRuns ? null : { kind: "unknown", atMs, reason: "no-capacity" };
    return "unchanged";
  }

  #sayAt(atMs: number): PlantBody["said"] {
    const before = this.#said;
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
