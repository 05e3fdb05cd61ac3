import { type Language, language } from "../words/language.ts";
import { fromInputTime, hourMinute, localDate } from "./instant.ts";

const zone = "Asia/Ho_Chi_Minh";

const dayIn: Readonly<Record<Language, (atMs: number) => string>> = {
  vi: localDate,
  // The month by name: 11/12 is another day to a browser of another country.
  en: (atMs) =>
    new Intl.DateTimeFormat("en-GB", {
      day: "numeric",
      month: "long",
      year: "numeric",
      timeZone: zone,
    }).format(atMs),
};

/**
 * What somebody chose in `<input type="datetime-local">`, as nobody reads it wrongly: `Thứ Hai 23/11/2026 14:05 +07`,
 * `Monday 23 November 2026 14:05 +07`. The input itself shows day and month in the browser's order, not the page's.
 * Empty while nothing is chosen.
 */
export const chosenInstantText = (text: string): string => {
  const atMs = fromInputTime(text);
  if (Number.isNaN(atMs)) return "";
  const weekday = new Intl.DateTimeFormat(language.value, { weekday: "long", timeZone: zone }).format(atMs);
  return `${weekday} ${dayIn[language.value](atMs)} ${hourMinute(atMs)} +07`;
};
