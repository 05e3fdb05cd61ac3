import type { ConditionRow } from "../../telemetry/journal.ts";
import type { Recording } from "../alarm-book.ts";

const prefix = "story/";

/** True for the key of a condition row that keeps the state of notifications. */
export const isStoryKey = (key: string): boolean => key.startsWith(prefix);

/** Key of an alarm's story. */
export const alarmKey = (alarm: string): string => `${prefix}alarm/${alarm}`;

/** Key of the flood of an audience. */
export const floodKey = (audience: string): string => `${prefix}flood/${audience}`;

/** The alarm of a story's key; null for a key of another kind. */
export const alarmOfKey = (key: string): string | null =>
  key.startsWith(`${prefix}alarm/`) ? key.slice(`${prefix}alarm/`.length) : null;

/** The audience of a flood's key; null for a key of another kind. */
export const audienceOfKey = (key: string): string | null =>
  key.startsWith(`${prefix}flood/`) ? key.slice(`${prefix}flood/`.length) : null;

/** Writes states as condition rows: one row for each key and commit, none for a state that stayed as it was. */
export class StateRows {
  /** Only keys of states that are not at rest. */
  readonly #kept = new Map<string, string>();
  #rows: ConditionRow[] | null = null;
  readonly #places = new Map<string, number>();

  /** Takes a row of the journal for what is kept. */
  restore({ key, body }: ConditionRow): void {
    if (body !== null) this.#kept.set(key, body);
  }

  /** Keeps the state; null: nothing of it need be kept. */
  keep(key: string, body: string | null, { rows, nowMs }: Recording): void {
    if ((this.#kept.get(key) ?? null) === body) return;
    if (body === null) this.#kept.delete(key);
    else this.#kept.set(key, body);
    if (this.#rows !== rows.condition) {
      this.#rows = rows.condition;
      this.#places.clear();
    }
    const row = { key, changedAtMs: nowMs, body };
    const place = this.#places.get(key) ?? -1;
    const earlier = rows.condition[place];
    if (earlier?.key === key && earlier.changedAtMs === nowMs) rows.condition[place] = row;
    else this.#places.set(key, rows.condition.push(row) - 1);
  }
}
