import { z } from "zod";

/** Days of the week as the configuration names them, in the order of ISO 8601. */
const days = ["mon", "tue", "wed", "thu", "fri", "sat", "sun"] as const;

const dayNames: readonly string[] = days;

const dayMinutes = 24 * 60;

/** More than any way to the next beginning takes. */
const stepsMax = 64;

const isZone = (zone: string): boolean => {
  try {
    new Intl.DateTimeFormat("en-GB", { timeZone: zone });
    return true;
  } catch {
    return false;
  }
};

const timeOfDay = z.string().regex(/^(?:[01]\d|2[0-3]):[0-5]\d$/, {
  error: "is not a time of day: write it like 07:00 or 22:30",
});

/** Hours of the week by the clock of a zone. `to` before `from` ends on the next day; equal, they are a whole day. */
export const hoursSchema = z.strictObject({
  zone: z
    .string()
    .refine(isZone, { error: "is not a time zone: write it like Asia/Ho_Chi_Minh" })
    .default("Asia/Ho_Chi_Minh"),
  days: z.array(z.enum(days)).min(1).optional(),
  from: timeOfDay,
  to: timeOfDay,
});

/** Hours of the week as parsed; every day when no days are named. */
export type WeekHours = z.infer<typeof hoursSchema>;

const minutesOf = (text: string): number => Number(text.slice(0, 2)) * 60 + Number(text.slice(3));

interface LocalTime {
  /** 0 is Monday. */
  readonly day: number;
  readonly minute: number;
}

/** Says whether an instant lies within hours of the week, and when they begin next. */
export class Hours {
  readonly #format: Intl.DateTimeFormat;
  readonly #days: ReadonlySet<number>;
  readonly #from: number;
  readonly #to: number;

  constructor({ zone, days: named, from, to }: WeekHours) {
    this.#format = new Intl.DateTimeFormat("en-GB", {
      timeZone: zone,
      weekday: "short",
      hour: "2-digit",
      minute: "2-digit",
      hourCycle: "h23",
    });
    this.#days = new Set((named ?? dayNames).map((day) => dayNames.indexOf(day)));
    this.#from = minutesOf(from);
    this.#to = minutesOf(to);
  }

  contains(atMs: number): boolean {
    const { day, minute } = this.#localTime(atMs);
    const today = this.#days.has(day);
    if (this.#from === this.#to) return today;
    if (this.#from < this.#to) return today && minute >= this.#from && minute < this.#to;
    const yesterday = this.#days.has((day + 6) % 7);
    return (today && minute >= this.#from) || (yesterday && minute < this.#to);
  }

  /** The instant itself when it lies within, else the next beginning. */
  nextMs(atMs: number): number {
    let nextMs = atMs;
    for (let step = 0; step < stepsMax && !this.contains(nextMs); step++) {
      const minutes = this.#minutesToBegin(nextMs);
      // The clock may change to or from summer time on the way: the last hours go in steps that don't miss it.
      const ahead = minutes > 180 ? minutes - 120 : Math.min(minutes, 15);
      nextMs = Math.floor(nextMs / 60_000) * 60_000 + ahead * 60_000;
    }
    return nextMs;
  }

  #minutesToBegin(atMs: number): number {
    const { day, minute } = this.#localTime(atMs);
    const from = this.#from === this.#to ? 0 : this.#from;
    for (let ahead = 0; ahead <= 7; ahead++) {
      const minutes = ahead * dayMinutes + from - minute;
      if (minutes > 0 && this.#days.has((day + ahead) % 7)) return minutes;
    }
    return dayMinutes;
  }

  #localTime(atMs: number): LocalTime {
    const parts = new Map(this.#format.formatToParts(atMs).map(({ type, value }) => [type, value]));
    const weekday = (parts.get("weekday") ?? "").toLowerCase();
    return {
      day: dayNames.indexOf(weekday),
      minute: Number(parts.get("hour")) * 60 + Number(parts.get("minute")),
    };
  }
}
