import type { AlarmId, SiteCode } from "../../telemetry/identifiers.ts";
import type { Alarm } from "../alarm.ts";
import type { AlarmOf, Verdict } from "./cause.ts";

/** X.733 and M.3100: low battery. */
const lowBattery = 112;

const isEmpty = ({ isCleared, severity, probableCause }: Alarm): boolean =>
  !isCleared && severity === "critical" && probableCause?.number === lowBattery;

/** The sites whose battery is empty or gone, by the alarms that say so. */
export class EmptyBatteries {
  readonly #alarms = new Map<SiteCode, Set<AlarmId>>();

  /** Takes an alarm as it is now. */
  take(alarm: Alarm): void {
    const known = this.#alarms.get(alarm.site);
    if (isEmpty(alarm)) this.#alarms.set(alarm.site, (known ?? new Set()).add(alarm.id));
    else if (known?.delete(alarm.id) === true && known.size === 0) this.#alarms.delete(alarm.site);
  }

  /**
   * What a silent site without a battery is silent of: the other end of its hop hears nothing, but that is what it
   * would hear of a site without power too, and without a battery nobody is left to tell that the mains are gone.
   */
  weigh(verdict: Verdict, site: SiteCode, alarmOf: AlarmOf): Verdict {
    const [empty] = this.#alarms.get(site) ?? [];
    const root = verdict.causeAlarm === null ? undefined : alarmOf(verdict.causeAlarm);
    const isHop = verdict.causeClass === "transmission" && root?.meaning === "link-down";
    const isOpen = verdict.causeClass === "unknown" && verdict.confirmedBy === "alarm";
    return empty !== undefined && (isHop || isOpen)
      ? { ...verdict, causeClass: "power", causeAlarm: empty }
      : verdict;
  }
}
