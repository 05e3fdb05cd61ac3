import { language } from "./language.ts";

const formats = new Map<string, Intl.NumberFormat>();

/** A number by the page's language, with so many digits after the comma at most; `minimumDigits` keeps columns still. */
export const numberText = (value: number, digits = 1, minimumDigits = 0): string => {
  const locale = language.value === "vi" ? "vi-VN" : "en-GB";
  const key = `${locale} ${digits} ${minimumDigits}`;
  const known =
    formats.get(key) ??
    new Intl.NumberFormat(locale, { maximumFractionDigits: digits, minimumFractionDigits: minimumDigits });
  formats.set(key, known);
  return known.format(value);
};
