import type { ConditionRow } from "../telemetry/journal.ts";
import type { Recording } from "./alarm-book.ts";
import type { HoursTerm } from "./rules/rule.ts";

const minuteMs = 60_000;

/** Two days and more: a leap of the clocks may leave out the hours of one of them. */
const betweenBordersMinutesMax = 51 * 60;

const formats = new Map<string, Intl.DateTimeFormat>();

const formatOf = (zone: string): Intl.DateTimeFormat => {
  const known = formats.get(zone);
  if (known !== undefined) return known;
  const made = new Intl.DateTimeFormat("en-GB", {
    timeZone: zone,
    hour: "2-digit",
    minute: "2-digit",
    hourCycle: "h23",
  });
  formats.set(zone, made);
  return made;
};

/** Minutes since midnight by the clocks of a zone (IANA name). */
const minuteOfDay = (zone: string, atMs: number): number => {
  const [hours = 0, minutes = 0] = formatOf(zone).format(atMs).split(":").map(Number);
  return hours * 60 + minutes;
};

/** True when the clocks of the zone show a time of day within the hours at an instant, ms since 1970 UTC. */
export const inHours = ({ fromMinute, toMinute, zone }: HoursTerm, atMs: number): boolean => {
  const minute = minuteOfDay(zone, atMs);
  return fromMinute <= toMinute
    ? minute >= fromMinute && minute < toMinute
    : minute >= fromMinute || minute < toMinute;
};

const floorMinute = (atMs: number): number => Math.floor(atMs / minuteMs) * minuteMs;

/** When hours begin or end, ms since 1970 UTC. */
interface Borders {
  /** The newest one up to the instant; -Infinity when there is none. */
  readonly lastMs: number;
  /** The next one after it; Infinity when there is none. */
  readonly nextMs: number;
}

/**
 * The borders around an instant. Minute by minute, since clocks leap and show hours twice: a border is where what
 * `inHours` answers changes, whatever the clocks do.
 */
export const bordersAround = (terms: readonly HoursTerm[], atMs: number): Borders => {
  let lastMs = Number.NEGATIVE_INFINITY;
  let nextMs = Number.POSITIVE_INFINITY;
  for (const term of terms) {
    const now = inHours(term, atMs);
    const first = floorMinute(atMs);
    for (let minute = 0; minute < betweenBordersMinutesMax; minute++) {
      const borderMs = first - minute * minuteMs;
      if (borderMs <= lastMs) break;
      if (inHours(term, borderMs - minuteMs) !== now) lastMs = borderMs;
    }
    for (let minute = 1; minute <= betweenBordersMinutesMax; minute++) {
      const borderMs = first + minute * minuteMs;
      if (borderMs >= nextMs) break;
      if (inHours(term, borderMs) !== now) nextMs = borderMs;
    }
  }
  return { lastMs, nextMs };
};

const hoursKey = ({ fromMinute, toMinute, zone }: HoursTerm): string => `${fromMinute}-${toMinute} ${zone}`;

/** Each span once: all places that override a rule have its hours. */
const distinct = (terms: readonly HoursTerm[]): readonly HoursTerm[] => [
  ...new Map(terms.map((term) => [hoursKey(term), term])).values(),
];

const keyPrefix = "hours/";

/** True for the key of a condition row that keeps up to when the borders of a rule's hours are answered. */
export const isHoursKey = (key: string): boolean =>
  key.startsWith(keyPrefix) && !key.slice(keyPrefix.length).includes("/");

/** A rule some of whose hours began or ended. */
interface Crossed<Each> {
  readonly rule: Each;
  readonly borderMs: number;
}

/**
 * Which rules have hours that begin or end, and when; no clock of its own. Up to when borders were answered is kept, so
 * that one that passes while the platform is away is answered when it is back, and none twice.
 */
export class HoursWatch<Each extends { readonly name: string }> {
  #terms: ReadonlyMap<Each, readonly HoursTerm[]> = new Map();
  readonly #next = new Map<Each, number>();
  /** By name of the rule. */
  readonly #answeredMs = new Map<string, number>();
  readonly #borderMs = new Map<string, number>();

  /** Watches the hours of these rules from the next `cross` on. */
  take(terms: ReadonlyMap<Each, readonly HoursTerm[]>): void {
    this.#terms = new Map([...terms].map(([rule, each]) => [rule, distinct(each)]));
    this.#next.clear();
    for (const rule of terms.keys()) this.#next.set(rule, Number.NEGATIVE_INFINITY);
    this.#borderMs.clear();
  }

  /** Takes up a kept row, if it is one of hours. */
  restore({ key, changedAtMs }: ConditionRow): void {
    if (!isHoursKey(key)) return;
    this.#answeredMs.set(key.slice(keyPrefix.length), changedAtMs);
    this.#borderMs.delete(key.slice(keyPrefix.length));
  }

  /** True for a rule with hours. */
  watches(rule: Each): boolean {
    return this.#terms.has(rule);
  }

  /** The newest border that was answered, by name of the rule: what came before it is judged by it. */
  answeredMs(name: string): number {
    const known = this.#borderMs.get(name);
    if (known !== undefined) return known;
    const answeredMs = this.#answeredMs.get(name);
    const found = [...this.#terms].find(([rule]) => rule.name === name);
    if (answeredMs === undefined || found === undefined) return Number.NEGATIVE_INFINITY;
    const { lastMs } = bordersAround(found[1], answeredMs);
    this.#borderMs.set(name, lastMs);
    return lastMs;
  }

  /** The next border; -Infinity when it is not worked out yet, Infinity when there is none. */
  nextMs(): number {
    return Math.min(Number.POSITIVE_INFINITY, ...this.#next.values());
  }

  /** The rules with a border up to now that was not answered before, the earliest border first. */
  cross({ rows, nowMs }: Recording): readonly Crossed<Each>[] {
    const crossed: Crossed<Each>[] = [];
    // Hundreds of rules may go by the same hours.
    const known = new Map<string, Borders>();
    for (const [rule, terms] of this.#terms) {
      if (nowMs < (this.#next.get(rule) ?? Number.POSITIVE_INFINITY)) continue;
      const hours = terms.map(hoursKey).join();
      const borders = known.get(hours) ?? bordersAround(terms, nowMs);
      known.set(hours, borders);
      const { lastMs, nextMs } = borders;
      this.#next.set(rule, nextMs);
      const answeredMs = this.#answeredMs.get(rule.name);
      if (answeredMs !== undefined && lastMs <= answeredMs) continue;
      // What a rule that is new to this watch says follows from readings: it has missed no border.
      if (answeredMs !== undefined) crossed.push({ rule, borderMs: lastMs });
      this.#answeredMs.set(rule.name, nowMs);
      this.#borderMs.set(rule.name, lastMs);
      rows.condition.push({ key: `${keyPrefix}${rule.name}`, changedAtMs: nowMs, body: "{}" });
    }
    return crossed.sort((one, other) => one.borderMs - other.borderMs);
  }
}
