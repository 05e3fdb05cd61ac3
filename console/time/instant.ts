/** Vietnam has one zone and no summer time. */
const zoneMs = 7 * 3_600_000;

/** An instant as the platform sends it (ISO 8601 in UTC) or as ms since 1970 UTC. */
export type Instant = string | number;

/** ms since 1970 UTC. */
export const millisecondsOf = (at: Instant): number => (typeof at === "number" ? at : Date.parse(at));

const partsOf = (at: Instant): readonly [string, string] => {
  const [date = "", time = ""] = new Date(millisecondsOf(at) + zoneMs).toISOString().split("T");
  return [date.split("-").reverse().join("/"), time];
};

/** `HH:mm:ss` in Vietnam. */
export const clockTime = (at: Instant): string => partsOf(at)[1].slice(0, 8);

/** `HH:mm` in Vietnam. */
export const hourMinute = (at: Instant): string => partsOf(at)[1].slice(0, 5);

/** `dd/MM/yyyy` in Vietnam. */
export const localDate = (at: Instant): string => partsOf(at)[0];

/** `dd/MM/yyyy HH:mm:ss +07`: what every exact time is shown as. */
export const localTime = (at: Instant): string => `${localDate(at)} ${clockTime(at)} +07`;

/** `dd/MM HH:mm`, for columns that are read side by side. */
export const shortTime = (at: Instant): string => `${localDate(at).slice(0, 5)} ${hourMinute(at)}`;

/** `yyyy-MM-ddTHH:mm` in Vietnam, as `<input type="datetime-local">` wants it. */
export const inputTime = (at: Instant): string =>
  new Date(millisecondsOf(at) + zoneMs).toISOString().slice(0, 16);

/** ms since 1970 UTC of what somebody typed into `<input type="datetime-local">`; NaN when it is empty. */
export const fromInputTime = (text: string): number =>
  // Checked first: to `Date.parse` some texts that are no time at all are a day in 2000.
  /^\d{4}-\d{2}-\d{2}T\d{2}:\d{2}/.test(text) ? Date.parse(`${text.slice(0, 16)}Z`) - zoneMs : Number.NaN;
