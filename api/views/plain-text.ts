const marks = /\p{M}/gu;

/**
 * A text as search compares it: lower case, without diacritics, đ as d, so that "bu dop" finds "Bù Đốp". Unicode
 * decomposition takes the marks apart; đ has none and is named.
 */
export const plainText = (text: string): string =>
  text.normalize("NFD").replace(marks, "").toLowerCase().replaceAll("đ", "d");

/** The words of a search, each as search compares it. */
export const wordsOf = (text: string): readonly string[] =>
  plainText(text)
    .split(/\s+/)
    .filter((word) => word !== "");
