import { effect, signal } from "@preact/signals";

/** Languages of the page. */
export const languages = ["vi", "en"] as const;
/** One of `languages`. */
export type Language = (typeof languages)[number];

const key = "language";

/** The language that the page speaks now; kept in this browser. */
export const language = signal<Language>(globalThis.localStorage?.getItem(key) === "en" ? "en" : "vi");

/** Keeps `<html lang>` and the browser's memory with the language; gives back how to stop. */
export const keepLanguage = (): (() => void) =>
  effect(() => {
    document.documentElement.lang = language.value;
    localStorage.setItem(key, language.value);
  });
