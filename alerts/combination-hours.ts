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

/** A rule some of whose hours began or ended. */
interface Crossed<Each> {
  readonly rule: Each;
  readonly borderMs: number;
  /** False when it may have been before this watch began: what was looked at since needs no other look. */
  readonly isSeen: boolean;
}

/** Which rules have hours that begin or end, and when; no clock of its own. */
export class HoursWatch<Each> {
  #terms: ReadonlyMap<Each, readonly HoursTerm[]> = new Map();
  readonly #next = new Map<Each, number>();

  /** Watches the hours of these rules from the next `crossed` on. */
  take(terms: ReadonlyMap<Each, readonly HoursTerm[]>): void {
    this.#terms = terms;
    this.#next.clear();
    for (const rule of terms.keys()) this.#next.set(rule, Number.NEGATIVE_INFINITY);
  }

  /** The next border; -Infinity when it is not worked out yet, Infinity when there is none. */
  nextMs(): number {
    return Math.min(Number.POSITIVE_INFINITY, ...this.#next.values());
  }

  /** The rules with a border up to now that was not answered before, the earliest border first. */
  crossed(nowMs: number): readonly Crossed<Each>[] {
    const crossed: Crossed<Each>[] = [];
    for (const [rule, terms] of this.#terms) {
      const expectedMs = this.#next.get(rule) ?? Number.POSITIVE_INFINITY;
      if (nowMs < expectedMs) continue;
      const { lastMs, nextMs } = bordersAround(terms, nowMs);
      this.#next.set(rule, nextMs);
      if (lastMs > Number.NEGATIVE_INFINITY)
        crossed.push({ rule, borderMs: lastMs, isSeen: expectedMs > Number.NEGATIVE_INFINITY });
    }
    return crossed.sort((one, other) => one.borderMs - other.borderMs);
  }
}
