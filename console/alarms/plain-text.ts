const marks = /\p{M}/gu;

/**
 * A text as search compares it, the same way as the platform does: lower case, without diacritics, đ as d, so that
 * "bu dop" finds "Bù Đốp".
 */
export const plainText = (text: string): string =>
  text.normalize("NFD").replace(marks, "").toLowerCase().replaceAll("đ", "d");

/** The words of a search, each as search compares it. */
export const searchWords = (text: string): readonly string[] =>
  plainText(text)
    .split(/\s+/)
    .filter((word) => word !== "");
