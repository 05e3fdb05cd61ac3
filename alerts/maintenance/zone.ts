const dayMs = 86_400_000;
const formats = new Map<string, Intl.DateTimeFormat>();

/** Clock and calendar of a zone; the tables are those of the runtime (Intl, IANA time zone database). */
const formatOf = (zone: string): Intl.DateTimeFormat => {
  const known = formats.get(zone);
  if (known !== undefined) return known;
  const format = new Intl.DateTimeFormat("en-US", {
    timeZone: zone,
    calendar: "iso8601",
    hourCycle: "h23",
    year: "numeric",
    month: "numeric",
    day: "numeric",
    hour: "numeric",
    minute: "numeric",
    second: "numeric",
  });
  formats.set(zone, format);
  return format;
};

/** True for a name of the IANA time zone database, such as Asia/Ho_Chi_Minh; offsets such as +07:00 are none. */
export const isZone = (name: string): boolean => {
  if (!/^[A-Za-z]/.test(name)) return false;
  try {
    return new Intl.DateTimeFormat("en-US", { timeZone: name }) !== null;
  } catch {
    return false;
  }
};

/** What the clocks of a zone show at an instant, as if they showed UTC; whole seconds, ms. */
export const localMs = (zone: string, atMs: number): number => {
  const shown: Record<string, number> = {};
  for (const { type, value } of formatOf(zone).formatToParts(atMs)) shown[type] = Number(value);
  const { year = 0, month = 1, day = 1, hour = 0, minute = 0, second = 0 } = shown;
  return Date.UTC(year, month - 1, day, hour, minute, second);
};

/** How far the clocks of a zone are ahead of UTC at an instant, ms. */
const offsetMs = (zone: string, atMs: number): number =>
  localMs(zone, atMs) - Math.floor(atMs / 1_000) * 1_000;

/**
 * The instant at which the clocks of a zone show a time. A time that they show twice means the first one; one that they
 * leap over is taken with the offset before the leap (RFC 5545 §3.3.5).
 */
export const instantOf = (zone: string, shownMs: number): number => {
  const before = offsetMs(zone, shownMs - dayMs);
  const after = offsetMs(zone, shownMs + dayMs);
  const fitting = [shownMs - before, shownMs - after].filter((atMs) => localMs(zone, atMs) === shownMs);
  return fitting.length === 0 ? shownMs - before : Math.min(...fitting);
};
