import { type Language, language } from "../../../console/words/language.ts";

/** What is said in a language; afterwards the page speaks as before. */
export const speaking = <Said>(wanted: Language, say: () => Said): Said => {
  const before = language.value;
  language.value = wanted;
  try {
    return say();
  } finally {
    language.value = before;
  }
};
