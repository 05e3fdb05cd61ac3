import { effect } from "@preact/signals";
import { language, languageKey } from "./language.ts";

/** Keeps `<html lang>` and the browser's memory with the language; gives back how to stop. */
export const keepLanguage = (): (() => void) =>
  effect(() => {
    document.documentElement.lang = language.value;
    localStorage.setItem(languageKey, language.value);
  });
