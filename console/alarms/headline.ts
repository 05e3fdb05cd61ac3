/** The first sentence of an alarm's text: what happened; what follows says what to do. */
export const headline = (text: string): string => {
  const end = text.search(/[.!?](\s|$)/);
  return end < 0 ? text : text.slice(0, end);
};

/** What kind of thing happened, without the values of one case. */
export const kindText = (text: string): string => headline(text).split(":")[0] ?? "";
