import { signal } from "@preact/signals";

/** Languages of the page. */
export const languages = ["vi", "en"] as const;
/** One of `languages`. */
export type Language = (typeof languages)[number];

/** Under this name the browser keeps the language. */
export const languageKey = "language";

/** The language that the page speaks now; kept in this browser. */
export const language = signal<Language>(
  globalThis.localStorage?.getItem(languageKey) === "en" ? "en" : "vi",
);
