import type { Bilingual } from "../alarm.ts";

/** Values of the placeholders of a text; one that differs by language is given in both. */
export type TextValues = Readonly<Record<string, string | number | Bilingual>>;

const placeholder = /\{([A-Za-z]+)\}/g;

/** Names of the placeholders that a text uses. */
export const placeholdersOf = (text: string): readonly string[] =>
  [...text.matchAll(placeholder)].map(([, name]) => name ?? "");

const formatNumber = (value: number, language: "vi" | "en"): string => {
  const text = String(Math.round(value * 100) / 100);
  return language === "vi" ? text.replace(".", ",") : text;
};

const show = (value: string | number | Bilingual | undefined, language: "vi" | "en"): string => {
  if (value === undefined) return "?";
  if (typeof value === "string") return value;
  return typeof value === "number" ? formatNumber(value, language) : value[language];
};

const fill = (text: string, values: TextValues, language: "vi" | "en"): string =>
  text.replace(placeholder, (_whole, name: string) => show(values[name], language));

/** What happened and what to do, with the placeholders filled in, in both languages. */
export const renderText = (
  words: { readonly summary: Bilingual; readonly action: Bilingual },
  values: TextValues,
): Bilingual => ({
  vi: `${fill(words.summary.vi, values, "vi")}. ${words.action.vi}`,
  en: `${fill(words.summary.en, values, "en")}. ${words.action.en}`,
});
