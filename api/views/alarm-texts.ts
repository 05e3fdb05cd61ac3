import type { Alarm } from "../../alerts/alarm.ts";
import type { Inventory } from "../../inventory/inventory.ts";
import { presentAlarm, presentBriefAlarm } from "./transition-view.ts";

/** The texts of an alarm, as far as they were asked for. */
interface Texts {
  whole?: string;
  brief?: string;
}

/**
 * Alarms as JSON, each written once in each form: alarms are replaced, never changed, and in a storm the same thousands
 * are asked for again and again.
 */
export class AlarmTexts {
  #texts = new WeakMap<Alarm, Texts>();
  #inventory: Inventory | null = null;

  /** The text of an alarm in the form of `alarmViewSchema`, or of `briefAlarmSchema`. */
  of(alarm: Alarm, inventory: Inventory, isBrief: boolean): string {
    if (inventory !== this.#inventory) {
      this.#inventory = inventory;
      this.#texts = new WeakMap();
    }
    const texts = this.#texts.get(alarm) ?? {};
    this.#texts.set(alarm, texts);
    if (isBrief) {
      texts.brief ??= JSON.stringify(presentBriefAlarm(alarm, inventory));
      return texts.brief;
    }
    texts.whole ??= JSON.stringify(presentAlarm(alarm, inventory));
    return texts.whole;
  }
}
