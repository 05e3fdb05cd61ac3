import type { Alarm } from "../../alerts/alarm.ts";
import type { Inventory } from "../../inventory/inventory.ts";
import { presentAlarm } from "./transition-view.ts";

/**
 * Alarms as JSON, each written once: alarms are replaced, never changed, and in a storm the same thousands are asked
 * for again and again.
 */
export class AlarmTexts {
  #texts = new WeakMap<Alarm, string>();
  #inventory: Inventory | null = null;

  /** The text of an alarm in the form of `alarmViewSchema`. */
  of(alarm: Alarm, inventory: Inventory): string {
    if (inventory !== this.#inventory) {
      this.#inventory = inventory;
      this.#texts = new WeakMap();
    }
    const known = this.#texts.get(alarm);
    if (known !== undefined) return known;
    const text = JSON.stringify(presentAlarm(alarm, inventory));
    this.#texts.set(alarm, text);
    return text;
  }
}
