import { type Language, language } from "./language.ts";

/** What goes into the gaps of a text. */
export type Values = Readonly<Record<string, string | number>>;

/** Gives the text of a key in the page's language; read within a component it follows the language. */
export type Say<Key extends string> = (key: Key, values?: Values) => string;

const gap = /\{(\w+)\}/g;

/**
 * The words of one folder in both languages. A key that one language lacks fails the type check. `{name}` is a gap.
 *
 *     const say = wordsOf({ vi: { sites: "{count} trạm" }, en: { sites: "{count} sites" } });
 *     say("sites", { count: 3 });
 */
export const wordsOf =
  <const Key extends string>(lists: Readonly<Record<Language, Readonly<Record<Key, string>>>>): Say<Key> =>
  (key, values) => {
    const text: string = lists[language.value][key];
    return values === undefined
      ? text
      : text.replace(gap, (whole, name: string) => String(values[name] ?? whole));
  };

/** One text in both languages, as the platform sends it. */
export interface Bilingual {
  readonly vi: string;
  readonly en: string;
}

/** The text in the page's language. */
export const inLanguage = (text: Bilingual): string => text[language.value];
