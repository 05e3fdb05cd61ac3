import { type Language, language } from "./language.ts";

/** What goes into the gaps of a text. */
export type Values = Readonly<Record<string, string | number>>;

/** Gives the text of a key in the page's language; read within a component it follows the language. */
export type Say<Key extends string> = (key: Key, values?: Values) => string;

/** `{name}`, or `{name|one|many}`. */
const gap = /\{(\w+)(?:\|([^{|}]*)\|([^{|}]*))?\}/g;

const fill = (text: string, values: Values): string =>
  text.replace(gap, (whole, name: string, one: string | undefined, many: string | undefined) => {
    const value = values[name];
    if (value === undefined) return whole;
    if (one === undefined || many === undefined) return String(value);
    return String(value) === "1" ? one : many;
  });

/**
 * The words of one folder in both languages. A key that one language lacks fails the type check. `{name}` is a gap;
 * `{name|one|many}` is the word that goes with its number.
 *
 *     const say = wordsOf({ vi: { sites: "{count} trạm" }, en: { sites: "{count} {count|site|sites}" } });
 *     say("sites", { count: 3 });
 */
export const wordsOf =
  <const Key extends string>(lists: Readonly<Record<Language, Readonly<Record<Key, string>>>>): Say<Key> =>
  (key, values) => {
    const text: string = lists[language.value][key];
    return values === undefined ? text : fill(text, values);
  };

/** One text in both languages, as the platform sends it. */
export interface Bilingual {
  readonly vi: string;
  readonly en: string;
}

/** The text in the page's language. */
export const inLanguage = (text: Bilingual): string => text[language.value];
