/** Number of lines of a text; an empty text is one. */
export const lineCount = (text: string): number => text.split("\n").length;

/** Where a place (both from 1) begins within the text; what lies outside is drawn in. */
export const offsetOf = (text: string, line: number, column: number): number => {
  let from = 0;
  for (let at = 1; at < line; at += 1) {
    const next = text.indexOf("\n", from);
    if (next < 0) return text.length;
    from = next + 1;
  }
  const end = text.indexOf("\n", from);
  return Math.min(from + Math.max(0, column - 1), end < 0 ? text.length : end);
};

/** The blanks that the line of this offset begins with: what a new line below it begins with too. */
export const indentAt = (text: string, offset: number): string => {
  const from = text.lastIndexOf("\n", offset - 1) + 1;
  return /^ */.exec(text.slice(from, offset))?.[0] ?? "";
};

/** Line numbers as one text, one a line, with a mark before those that something is wrong with. */
export const gutterText = (lines: number, marked: ReadonlySet<number>): string =>
  Array.from({ length: lines }, (_, place) => `${marked.has(place + 1) ? "⚠ " : ""}${place + 1}`).join("\n");

/** Whether a name is one of the platform's own rule files; the platform says the same. */
export const isRuleFileName = (name: string): boolean => /^[a-z0-9][a-z0-9-]{0,62}\.yaml$/.test(name);
